"""One part of the benchmarks: it measures, and keeps what it found in results/, from which README.md is composed.

A part is a module with NAME, TITLE, `measure(plan) -> dict` and `lines(found) -> list of Markdown`; it can be run by
itself: python benchmarks/NAME.py [--runs N] [--sizes 200,2000] [--folder DIR] [--results DIR] [--quick]
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import json
import os
import platform
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol

HERE = Path(__file__).resolve().parent
LIBRARIES = ("pandas", "pandera", "openpyxl", "python-calamine", "XlsxWriter", "python-docx", "click")


@dataclass(frozen=True)
class Plan:
    """How much is measured.

    Attributes:
        runs: paired runs of what is small; parts with large inputs make fewer and say how many.
        sizes: numbers of returns.
        folder: where rounds are made; those that are there already are taken.
        quick: everything once and small: to see that it runs, not what it costs.
    """

    runs: int
    sizes: tuple[int, ...]
    folder: Path
    results: Path
    quick: bool

    @property
    def few(self) -> int:
        """Paired runs of what takes minutes."""
        return min(self.runs, 1 if self.quick else 3)


class Section(Protocol):
    """What a part's module has."""

    NAME: str
    TITLE: str

    def measure(self, plan: Plan) -> dict[str, Any]: ...

    def lines(self, found: dict[str, Any]) -> list[str]: ...


def parser(about: str | None) -> argparse.ArgumentParser:
    """The options that all parts have."""
    made = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--runs", type=int, default=0, help="paired runs (default 7)")
    made.add_argument("--sizes", help="numbers of returns (default 200,2000)")
    made.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "xlpilot-benchmarks")
    made.add_argument("--results", type=Path, help="default: benchmarks/results")
    made.add_argument("--quick", action="store_true", help="small and once, into FOLDER/quick: to see that it runs")
    return made


def plan_of(given: argparse.Namespace) -> Plan:
    """The plan that options ask for."""
    sizes = tuple(sorted(int(size) for size in (given.sizes or ("12,48" if given.quick else "200,2000")).split(",")))
    results = given.results or (given.folder / "quick" if given.quick else HERE / "results")
    for folder in (given.folder, results):
        folder.mkdir(parents=True, exist_ok=True)
    return Plan(given.runs or (1 if given.quick else 7), sizes, given.folder.resolve(), results, given.quick)


def kept(results: Path, name: str) -> dict[str, Any] | None:
    """What a part has found: its findings and where, when and by what they were measured; None where it has not."""
    path = results / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def keep(results: Path, name: str, found: dict[str, Any]) -> None:
    """Keep what a part has found."""
    text = json.dumps({"by": circumstances(), "found": found}, ensure_ascii=False, indent=1)
    (results / f"{name}.json").write_text(text + "\n", encoding="utf-8", newline="\n")


def circumstances() -> dict[str, str]:
    """Machine, versions, the program's own state, the day."""
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    machine = f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}"
    return {
        "machine": f"{machine}; Python {platform.python_version()}; {libraries}",
        "program": _commit(),
        "day": dt.date.today().isoformat(),
    }


def _commit() -> str:
    """The commit, with '+' where the program differs from it; '' where git is not there."""

    def git(*arguments: str) -> str:
        return subprocess.run(["git", *arguments], cwd=HERE, capture_output=True, text=True, check=True).stdout.strip()

    try:
        changed = git("status", "--porcelain", "--", "../xlpilot", "../workbook_templates")
        return git("rev-parse", "--short", "HEAD") + ("+" if changed else "")
    except (OSError, subprocess.CalledProcessError):
        return ""


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Nobody else measures in this folder: rounds are emptied there under whoever reads them.

    Raises:
        SystemExit: another one does.
    """
    import fcntl

    with (folder / "busy").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise SystemExit(f"Another benchmark is at work in {folder}; give another --folder.") from None
        yield


def main(module: Section, arguments: Sequence[str] | None = None) -> None:
    """Measure one part, keep what it found, print it."""
    plan = plan_of(parser(module.__doc__).parse_args(arguments))
    with alone(plan.folder):
        found = module.measure(plan)
    keep(plan.results, module.NAME, found)
    print("\n".join([f"## {module.TITLE}", "", *module.lines(found)]), flush=True)
