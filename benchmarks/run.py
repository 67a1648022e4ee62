"""Measure everything, and write benchmarks/README.md.

    python benchmarks/run.py [--runs N] [--sizes 200,2000] [--folder DIR]

    --only PART      measure only this part (repeatable); README.md is composed of all that has been measured
    --compose        measure nothing, only compose README.md anew from results/
    --quick          everything small and once, into FOLDER/quick, README.md only printed: to see that it runs

Each part is a process of its own and can be run alone: python benchmarks/PART.py. What it finds is kept as JSON in
benchmarks/results/, so that a long one need not be repeated to refresh the text. Needs Unix.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import against
import city
import cores
import growth
import issuing
import marked
import memory
import reading
import section
import stages

HERE = Path(__file__).resolve().parent
# In the order of README.md; memory reads what growth has measured.
PARTS: dict[str, Any] = {
    part.NAME: part for part in (issuing, against, stages, memory, city, marked, reading, cores, growth)
}
ORDER = [*(name for name in PARTS if name != "memory"), "memory"]
ABOUT = """# Benchmarks

Written by `python benchmarks/run.py` from what its parts have measured, each by itself (`python benchmarks/PART.py`,
results in `results/PART.json`). CPU is user + system as the operating system accounts it, of whole processes and those
that they started, or of one process where it is said; peak memory is that of the largest process. Each command is run
in turn with the one that it is compared with, and the median of the paired ratios is quoted: wall time and single
figures say little on a machine that others use too.

The returns are invented: one row in twenty is faulty (a short number, a category that is not listed, a required cell
left blank, a title in place of a name, now and then a row twice), in bunches, so that one file in three is a careless
one; all others are faultless under our own rules. They are what openpyxl saves after filling the issued form: texts in
their cells, formulas without values; the verdict above the table is the one that Excel would have saved. The benchmarks
need Unix: Windows does not account what a process has used in this way.
"""


def compose(results: Path) -> str:
    """README.md of all that has been measured; a part that has not been says so."""
    kept = {name: section.kept(results, name) for name in PARTS}
    circumstances = {one["by"]["machine"] for one in kept.values() if one}
    told = [f"Machine: {machine}." for machine in sorted(circumstances)]
    blocks = [ABOUT, *told]
    for name, part in PARTS.items():
        one = kept[name]
        if one is None:
            blocks.append(f"## {part.TITLE}\n\nNot measured yet: `python benchmarks/{name}.py`.")
            continue
        by = one["by"]
        when = f"*{name}.py, {by['day']}, at {by['program'] or 'an unknown state'} of the program*"
        blocks.append("\n".join([f"## {part.TITLE}", "", *part.lines(one["found"]), "", when]))
    return "\n\n".join(block.strip("\n") for block in blocks) + "\n"


def main() -> None:
    options = section.parser(__doc__)
    options.add_argument("--only", action="append", choices=list(PARTS), default=[])
    options.add_argument("--compose", action="store_true")
    given = options.parse_args()
    plan = section.plan_of(given)
    handed = ["--folder", str(plan.folder), "--results", str(plan.results), "--runs", str(plan.runs)]
    handed += ["--sizes", ",".join(map(str, plan.sizes)), *(["--quick"] if plan.quick else [])]
    for name in [] if given.compose else ORDER:
        if given.only and name not in given.only:
            continue
        began = time.monotonic()
        subprocess.run([sys.executable, str(HERE / f"{name}.py"), *handed], check=True, stdout=subprocess.DEVNULL)
        print(f"{name}: {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    text = compose(plan.results)
    if not plan.quick:
        (HERE / "README.md").write_text(text, encoding="utf-8", newline="\n")
    print(text)


if __name__ == "__main__":
    main()
