"""Measure, and write benchmarks/README.md: python benchmarks/run.py [--runs N]

CPU time (user + system) of whole processes, as the operating system accounts it; each command is run in turn with the
one it is compared with, and the median of the paired ratios is quoted. Wall time and single figures say little on a
shared machine; ratios of one and the same run do.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

import issuing
import marked
import reading
from make import workspace_with_returns

READING = """
## Reading one file

By `python benchmarks/reading.py`: CPU of reading a file as a multiple of inflating the parts that must be read and
walking them with expat without any handler ("least"), whole and by stages, in one process, medians of 31 paired runs.
The aim is at most 2.

"""
WHY = """
"first" is a file of whose kind none was read before; "all" and its stages are files of a round from the third on, which
have nearly all their rows, the surroundings of their sheets and their styles in common with those before: what was met
byte for byte is not scanned again. The aim is met for forms in a round, not for the first of its kind and not for a
plain table, in which no row is met twice: there calamine alone costs nearly 2, and the expression that leaves nothing
to hide between the cells as much again. To take the values of a plain table from that expression instead was tried and
was no faster than calamine.
"""
HERE = Path(__file__).parent
XLPILOT = [sys.executable, "-m", "xlpilot"]
# An installed program has its bytecode.
ENVIRONMENT = {**{name: text for name, text in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}, "TERM": "dumb"}
VERSIONS = ("pandas", "pandera", "openpyxl", "python-calamine", "XlsxWriter", "click")


def cpu(command: list[str]) -> float:
    """Seconds of CPU of one run, children included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=ENVIRONMENT)
    if done.returncode not in (0, 1):
        raise SystemExit(f"{command}: {done.stderr.decode()}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def paired(ours: list[str], theirs: list[str], runs: int, forget: Sequence[Path] = ()) -> tuple[float, float, float]:
    """Median seconds of ours, of theirs, and the median of the ratios pair by pair, after one warm-up of each.

    `forget`: folders that are emptied before each run of ours, so that it starts from cold.
    """

    def from_cold() -> float:
        for folder in forget:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
        return cpu(ours)

    from_cold(), cpu(theirs)
    pairs = [(from_cold(), cpu(theirs)) for _ in range(runs)]
    ratio = statistics.median(a / b for a, b in pairs)
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs), ratio


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=9)
    runs = parser.parse_args().runs
    python = [sys.executable, "-c"]
    with tempfile.TemporaryDirectory() as folder:
        workspace = workspace_with_returns(Path(folder) / "ws", rows=30)
        work = [*XLPILOT, "-w", str(workspace.root)]
        inbox = str(workspace.inbox)
        imports = [*python, "import pandera.pandas"]
        rows = [
            ("`xlpilot --help`", "`import click`", [*XLPILOT, "--help"], [*python, "import click"]),
            ("`validate`, 12 counties of 30 rows", "`import pandera.pandas`", [*work, "validate", inbox], imports),
            (
                "`consolidate`, the same files, from cold",
                "`import pandera.pandas, xlsxwriter`",
                [*work, "consolidate", "--received-at", "2018-09-10T09:00"],
                [*python, "import pandera.pandas, xlsxwriter"],
            ),
            (
                "`consolidate` again, nothing new",
                "`import pandera.pandas, xlsxwriter`",
                [*work, "consolidate"],
                [*python, "import pandera.pandas, xlsxwriter"],
            ),
            (
                "`validate`, the same files",
                "plain loop of pandas, openpyxl and pandera",
                [*work, "validate", inbox],
                [sys.executable, str(HERE / "plain_loop.py"), inbox],
            ),
        ]
        cold = [workspace.state / "cache", workspace.summary, workspace.returned]
        lines = [f"| {a} | {b} | {x:.2f} | {y:.2f} | {r:.2f} |" for a, b, (x, y, r) in measured(rows, runs, cold)]
    more = ["", "## Issuing", "", *issuing.table(), "", "## Marked copies", "", *marked.table(runs)]
    text = (
        "\n".join([*header(runs), *lines, *more, *READING.splitlines(), *reading.table([]), *WHY.splitlines()]) + "\n"
    )
    (HERE / "README.md").write_text(text, encoding="utf-8", newline="\n")
    print(text)


def measured(rows, runs, cold):
    for ours_name, theirs_name, ours, theirs in rows:
        yield ours_name, theirs_name, paired(ours, theirs, runs, cold if "from cold" in ours_name else ())


def header(runs: int) -> list[str]:
    libraries = ", ".join(f"{name} {version(name)}" for name in VERSIONS)
    return [
        "# Benchmarks",
        "",
        f"Written by `python benchmarks/run.py --runs {runs}`: CPU seconds of whole processes, medians of {runs}",
        "paired runs; the ratio is the median of the ratios pair by pair.",
        "",
        f"Machine: {platform.machine()}, {os.cpu_count()} cores, {platform.system()}; Python "
        f"{platform.python_version()}; {libraries}.",
        "",
        "| ours | compared with | ours, s | other, s | ratio |",
        "|---|---|---|---|---|",
    ]


if __name__ == "__main__":
    main()
