"""What a command costs: CPU (user + system) and peak memory as the operating system accounts them, in whole processes.

Wall time and single figures say little on a machine that others use too; ratios of runs taken in turn do. Needs Unix.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
XLPILOT = [sys.executable, "-m", "xlpilot"]
MB = 1 << 20
# An installed program has its bytecode, and nothing but itself on its path.
ENVIRONMENT = {name: text for name, text in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
ENVIRONMENT |= {"TERM": "dumb", "PYTHONPATH": str(ROOT)}


@dataclass(frozen=True)
class Cost:
    """Of one command, or medians of several runs: seconds of CPU and of the clock, bytes of memory at the most.

    CPU counts the processes that it started and waited for; the memory is that of the largest of them all.
    """

    cpu: float
    peak: float
    wall: float


def run(command: Sequence[str], output: Path | None = None) -> Cost:
    """Run a command once, its standard output into a file or nowhere.

    Raises:
        SystemExit: it ended with another code than 0 or 1 (findings).
    """
    if os.name != "posix":
        raise SystemExit("The benchmarks need Unix: Windows does not account what a process used in this way.")
    with tempfile.TemporaryDirectory() as folder:
        numbers = Path(folder) / "numbers.json"
        launched = [sys.executable, "-I", "-S", str(HERE / "launch.py"), str(numbers), *command]
        with (output or Path(os.devnull)).open("wb") as out:
            done = subprocess.run(launched, stdout=out, stderr=subprocess.PIPE, env=ENVIRONMENT)
        if done.returncode:
            raise SystemExit(f"{command}: {done.stderr.decode()}")
        found = json.loads(numbers.read_text())
    if found["code"] not in (0, 1):
        raise SystemExit(f"{command}: {done.stderr.decode()}")
    return Cost(found["cpu"], found["peak"], found["wall"])


def medians(costs: Sequence[Cost]) -> Cost:
    """The median of each figure by itself."""
    return Cost(*(statistics.median(getattr(cost, name) for cost in costs) for name in ("cpu", "peak", "wall")))


def nothing() -> None:
    """Nothing is to be done before a run."""


def paired(
    ours: Callable[[], Cost], theirs: Callable[[], Cost], runs: int, before: Callable[[], object] = nothing
) -> dict[str, float]:
    """Both in turn, so often: medians of each, and the medians of the ratios pair by pair.

    Args:
        before: what is done before each run of ours, and not measured.
    """
    pairs = []
    for _ in range(runs):
        before()
        pairs.append((ours(), theirs()))
    one, other = (medians(column) for column in zip(*pairs, strict=True))

    def ratio(name: str) -> float:
        return statistics.median(getattr(a, name) / getattr(b, name) for a, b in pairs)

    return {
        "ours": one.cpu, "theirs": other.cpu, "ratio": ratio("cpu"),
        "ours_peak": one.peak, "theirs_peak": other.peak, "peak_ratio": ratio("peak"),
        "ours_wall": one.wall, "theirs_wall": other.wall, "wall_ratio": ratio("wall"), "runs": runs,
    }  # fmt: skip
