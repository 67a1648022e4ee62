"""What the benchmarks call CPU, memory, stages, growth and equal findings is that."""

import subprocess
import sys
import time
from collections import Counter

import against
import growth
import measuring
import pytest
import section
import stages
import stopwatch
from plain_loop import COLUMNS

from .conftest import BENCHMARKS


def python(code):
    return measuring.run([sys.executable, "-c", code])


def test_the_cpu_of_a_command_counts_its_children_and_no_waiting():
    busy = "import time\nwhile time.process_time() < 0.4: pass"
    assert 0.4 < python(busy).cpu < 0.9
    both = f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {busy!r}])\n{busy}"
    assert 0.8 < python(both).cpu < 1.6
    waiting = python("import time; time.sleep(0.5)")
    assert waiting.cpu < 0.3 < waiting.wall


def test_the_memory_of_a_command_is_its_own_and_not_that_of_who_started_it():
    kept = bytearray(300 * measuring.MB)
    kept[:: 1 << 12] = b"x" * len(kept[:: 1 << 12])
    small, large = python("pass"), python(f"bytes(bytearray({200 * measuring.MB}))")
    assert small.peak < 60 * measuring.MB < 200 * measuring.MB < large.peak
    assert len(kept) == 300 * measuring.MB


def test_a_command_that_fails_is_not_measured():
    assert python("raise SystemExit(1)").cpu > 0
    with pytest.raises(SystemExit, match="the reason"):
        python("import sys; print('the reason', file=sys.stderr); sys.exit(2)")


def test_pairs_are_run_in_turn_and_the_ratio_is_the_median_of_theirs():
    ours, theirs = iter([1, 2, 9]), iter([2, 2, 3])
    order = []

    def cost(name, seconds):
        order.append(name)
        return measuring.Cost(seconds, seconds, seconds)

    found = measuring.paired(
        lambda: cost("a", next(ours)), lambda: cost("b", next(theirs)), 3, lambda: order.append("-")
    )
    assert "".join(order) == "-ab-ab-ab"
    assert (found["ours"], found["theirs"], found["ratio"]) == (2, 2, 1)


def spin(seconds):
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass


def outer():
    spin(0.05)
    for step in steps():
        spin(0.02)
        inner()
        assert step


def steps():
    for _ in range(2):
        spin(0.03)
        yield True


def inner():
    spin(0.04)


def test_each_second_belongs_to_the_innermost_stage_and_they_add_up():
    here = __name__
    began = time.process_time()
    with stopwatch.watched(
        {"outer": [f"{here}:outer"], "steps": [f"{here}:steps"], "inner": [f"{here}:inner"]}
    ) as watch:
        outer()
        spin(0.05)
    whole = time.process_time() - began
    expected = {"outer": 0.09, "steps": 0.06, "inner": 0.08, stopwatch.REST: 0.05}
    assert watch.seconds == pytest.approx(expected, abs=0.015)
    assert sum(watch.seconds.values()) == pytest.approx(whole, abs=0.01)
    assert watch.calls == {"outer": 1, "steps": 1, "inner": 2}
    assert not hasattr(outer, "__wrapped__")


def test_the_stages_are_functions_that_the_program_has():
    assert stopwatch.missing(stages.STAGES) == []
    assert stopwatch.missing({"x": ["xlpilot.cli:nothing", "xlpilot.nowhere:x"]}) == [
        "xlpilot.cli:nothing", "xlpilot.nowhere:x",
    ]  # fmt: skip


def test_the_stages_of_a_command_hold_nearly_all_of_its_time(round_of_24):
    arguments = ["-w", str(round_of_24.root), "validate", str(round_of_24.inbox), "--format", "json"]
    stages.command(*arguments)
    found = stages.timed(*arguments)
    assert found["calls"][stages.PANDERA] == 2
    assert found["seconds"][stopwatch.REST] < 0.25 * found["whole"]


@pytest.mark.parametrize("power", [1, 1.5, 2])
def test_the_exponent_is_the_power_with_which_the_cost_above_the_start_grows(power):
    costs = {size: 0.8 + 0.001 * size**power for size in (200, 2000, 20000)}
    assert [slope for _, _, slope in growth.exponents(costs, 0.8)] == pytest.approx([power, power])
    assert growth.exponents({200: 0.81, 2000: 0.9}, 0.8) == []


def test_findings_that_differ_are_told():
    ours = Counter({("a.xlsx", "F6", "XP203"): 1, ("a.xlsx", "B7", "XP403"): 2})
    theirs = Counter({("a.xlsx", "F6", "XP203"): 1, ("a.xlsx", "B7", "XP403"): 1, ("b.xlsx", "C9", "XP601"): 1})
    assert against.differences(ours, theirs) == [
        "only xlpilot: a.xlsx B7 XP403", "only the plain loop: b.xlsx C9 XP601",
    ]  # fmt: skip
    assert against.differences(ours, ours) == []


def test_the_plain_loop_knows_nothing_of_xlpilot():
    assert "import xlpilot" not in (BENCHMARKS / "plain_loop.py").read_text(encoding="utf-8").replace(
        "from ", "import "
    )
    assert len(COLUMNS) == 9


def benchmark(*arguments):
    done = subprocess.run(
        [sys.executable, *map(str, arguments)], capture_output=True, text=True, env=measuring.ENVIRONMENT
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_plain_loop_and_xlpilot_find_the_same_in_the_same_cells(tmp_path):
    text = benchmark(BENCHMARKS / "against.py", "--quick", "--sizes", "60", "--folder", tmp_path)
    # Enough of everything that a difference would show.
    for code in ("XP201", "XP203", "XP204", "XP205", "XP403", "XP601", "XP604"):
        assert f"{code} " in text.partition("looked for by both")[0]
    assert "without a counterpart in the loop: none." in text


def test_two_do_not_measure_in_one_folder(tmp_path):
    with section.alone(tmp_path), pytest.raises(SystemExit, match="another --folder"), section.alone(tmp_path):
        raise AssertionError("both at work")
    with section.alone(tmp_path):
        pass


def test_one_command_measures_a_part_and_composes_the_text_of_all(tmp_path):
    text = benchmark(BENCHMARKS / "run.py", "--quick", "--only", "issuing", "--folder", tmp_path)
    assert "200 workbooks of 附件1" in text
    assert "Not measured yet: `python benchmarks/growth.py`." in text
    assert "openpyxl 3." in text
    assert benchmark(BENCHMARKS / "run.py", "--quick", "--compose", "--folder", tmp_path) == text
