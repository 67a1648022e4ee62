"""What issuing costs a workbook: stamped from one master, against loading and saving the finished form with openpyxl.

    python benchmarks/issuing.py [--quick]

CPU seconds of this process; medians over batches of units; the master's own cost is told apart.
"""

from __future__ import annotations

import io
import statistics
import sys
import time
from pathlib import Path
from typing import Any

import openpyxl
import section
from section import Plan

from xlpilot.form.issue import issue
from xlpilot.rounds.load import load_round
from xlpilot.rounds.model import Unit, UnitKind

ROOT = Path(__file__).resolve().parents[1]
KEY, PASSWORD = b"key of the benchmarks, no secret", "7hsNq4"
UNITS, LOADED = 2000, 15
NAME, TITLE = "issuing", "Issuing"


def measured(units: int, loads: int) -> dict[str, float]:
    """Seconds of CPU: the master and first workbook, each further workbook, openpyxl's load and save of one."""
    round_ = load_round(ROOT / "workbook_templates" / "hengyang-2018")
    form = round_.forms["summary"]
    made = [
        Unit(code=f"{440000 + n}", name=f"第{n}县", kind=UnitKind.COUNTY, bureau=f"第{n}县教育局") for n in range(units)
    ]
    stream = issue(round_, form, made, round_.definition, KEY, PASSWORD, {})
    begin = time.process_time()
    _, first = next(stream)
    master = time.process_time() - begin
    batches, since, done = [], time.process_time(), 0
    for done, _ in enumerate(stream, 1):
        if done % 100 == 0:
            now = time.process_time()
            batches.append((now - since) / 100)
            since = now
    loaded = []
    for _ in range(loads):
        begin = time.process_time()
        openpyxl.load_workbook(io.BytesIO(first)).save(io.BytesIO())
        loaded.append(time.process_time() - begin)
    return {"master": master, "each": statistics.median(batches), "openpyxl": statistics.median(loaded)}


def measure(plan: Plan) -> dict[str, Any]:
    """Stamping against openpyxl."""
    units, loads = (200, 2) if plan.quick else (UNITS, LOADED)
    return {"units": units, **measured(units, loads)}


def lines(found: dict[str, Any]) -> list[str]:
    """Lines of Markdown."""
    return [
        f"| {found['units']} workbooks of 附件1 | each, ms | openpyxl load + save, ms | ratio | master, ms |",
        "|---|---|---|---|---|",
        f"| stamped | {found['each'] * 1000:.2f} | {found['openpyxl'] * 1000:.0f} | 1 : "
        f"{found['openpyxl'] / found['each']:.0f} | {found['master'] * 1000:.0f} |",
    ]


if __name__ == "__main__":
    section.main(sys.modules[__name__])
