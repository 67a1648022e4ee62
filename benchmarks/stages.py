"""Where the time goes, stage by stage, beside the least that each could cost.

    python benchmarks/stages.py [--sizes 2000] [--folder DIR] [--quick]

Of --sizes the largest up to 2,000 is taken. In one process, after a warm-up on another round: the real functions of
the program, timed from outside; imports and the start of the program are not in it.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import section
from reading import least
from scale import forget, workspace_of
from section import Plan
from stopwatch import REST, missing, watched

NAME, TITLE = "stages", "Where the time goes"
MOST = 2000
ONE = ("--jobs", "1")  # what workers do could not be timed from here
GUARD, SCAN, VALUES = "reading: zip, guard, inflating", "reading: scan", "reading: values, grids"
READING = (GUARD, SCAN, VALUES)
RECEIVING, PANDERA, WRITING, TELLING = (
    "receiving",
    "rules: the pandera calls",
    "writing: the sheets",
    "telling: JSON, text",
)
CLOSING = "writing: XML and zip"
STAGES = {
    RECEIVING: ["xlpilot.commands.receive:receive"],
    "opening: files, hashes, archive": ["xlpilot.commands.opened:opened", "xlpilot.ledger.archive:fetch"],
    GUARD: ["xlpilot.intake.guard:Package.__init__", "xlpilot.intake.guard:Package.read"],
    SCAN: ["xlpilot.intake.xlsx_scan:scan_xlsx"],
    VALUES: ["xlpilot.intake.reading:read_all", "xlpilot.intake.reader:_grids"],
    "reading: documents": ["xlpilot.intake.docx_text:read_document"],
    "recognising, extracting": ["xlpilot.review.recognise:recognise", "xlpilot.review.several_units:divided"],
    "kept for the next run": ["xlpilot.commands.known:Known.note", "xlpilot.commands.known:Known.save"],
    PANDERA: ["pandera.pandas:DataFrameSchema.validate"],
    "rules: frames, findings": ["xlpilot.review.judge:judge"],
    "standing of the units": ["xlpilot.ledger.standing:stand"],
    "crossing between units": ["xlpilot.ledger.crossed:crossed"],
    "merging": ["xlpilot.rollup.merge:merge"],
    WRITING: ["xlpilot.rollup.city_workbook:write_city_workbook"],
    CLOSING: ["xlsxwriter.workbook:Workbook.close"],
    "what changed": ["xlpilot.rollup.changes:changes"],
    "marked copies": ["xlpilot.commands.marked:write_marked"],
    TELLING: [
        "xlpilot.report.as_json:judgement_json", "xlpilot.report.as_json:summary_json", "xlpilot.console:print_json",
        "xlpilot.report.as_text:judgement_text", "xlpilot.report.as_text:summary_text",
    ],
}  # fmt: skip


def command(*words: str) -> bytes:
    """What a command of the program writes to its standard output, run in this process."""
    from xlpilot.cli import run

    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
        code = run(words)
        out.flush()
    if code not in (0, 1):
        raise SystemExit(f"{words}: {code}")
    return out.buffer.getvalue()


def timed(*words: str) -> dict[str, Any]:
    """A command's stages: seconds of CPU and calls; the whole; what it wrote."""
    with watched(STAGES) as watch:
        out = command(*words)
    return {
        "seconds": dict(watch.seconds),
        "calls": dict(watch.calls),
        "whole": sum(watch.seconds.values()),
        "out": out,
    }


def cpu(work: Callable[..., object], over: Iterable[Any]) -> float:
    """Seconds of this process for all of them."""
    began = time.process_time()
    for one in over:
        work(one)
    return time.process_time() - began


def floors(inbox: Path, folder: Path, document: bytes) -> dict[str, float]:
    """The least that stages could cost: inflate + expat, hash + write, json.dumps of the same."""
    datas = [path.read_bytes() for path in sorted(inbox.rglob("*.xlsx"))]
    copy = folder / "copy"

    def hashed_and_written(data: bytes) -> None:
        hashlib.sha256(data).hexdigest()
        copy.write_bytes(data)

    found = json.loads(document)
    return {
        "reading": cpu(least, datas),
        RECEIVING: cpu(hashed_and_written, datas),
        TELLING: cpu(lambda one: json.dumps(one, ensure_ascii=False).encode(), [found]),
    }


def measure(plan: Plan) -> dict[str, Any]:
    """Both commands on one round, and the floors."""
    size = max([size for size in plan.sizes if size <= MOST] or [MOST])
    other = workspace_of(plan.folder / "warm", 12, seed=1)
    arguments = ["-w", str(other.root)]
    command(*arguments, "validate", str(other.inbox), "--format", "json")
    command(*arguments, "consolidate", "--received-at", "2018-09-10T09:00", "--format", "json")
    workspace = workspace_of(plan.folder / f"n{size}", size)
    arguments = ["-w", str(workspace.root)]
    validate = timed(*arguments, "validate", str(workspace.inbox), "--format", "json", *ONE)
    out = plan.folder / "out"
    out.mkdir(exist_ok=True)
    least_cost = floors(workspace.inbox, out, validate.pop("out"))
    # What was read for one command is not to be known to the next.
    from xlpilot.intake.xlsx_rows import forget_rows

    forget_rows()
    as_text = timed(*arguments, "validate", str(workspace.inbox), *ONE)
    lines_told = as_text.pop("out").count(b"\n")
    forget_rows()
    consolidate = timed(
        *arguments, "consolidate", "--received-at", "2018-09-10T09:00", "--format", "json", *ONE
    )  # fmt: skip
    summary = json.loads(consolidate.pop("out"))
    forget(workspace)
    return {
        "size": size, "rows": summary["rows_in"], "included": summary["rows_included"], "floors": least_cost,
        "validate": validate, "as_text": as_text, "lines": lines_told, "consolidate": consolidate,
        "missing": missing(STAGES),
    }  # fmt: skip


def table(timings: dict[str, dict[str, Any]], each: int, what: str) -> list[str]:
    """Stages of commands side by side: seconds, and microseconds a row or file."""
    made = [
        "| stage | " + " | ".join(f"`{name}`, s | µs a {what}" for name in timings) + " |",
        "|---|" + "---|---|" * len(timings),
    ]
    for stage in [*STAGES, REST]:
        seconds = [one["seconds"].get(stage, 0.0) for one in timings.values()]
        if any(second > 0.0005 for second in seconds):
            made.append(f"| {stage} | " + " | ".join(f"{s:.2f} | {s / each * 1e6:.0f}" for s in seconds) + " |")
    whole = [one["whole"] for one in timings.values()]
    return [*made, "| all | " + " | ".join(f"{s:.2f} | {s / each * 1e6:.0f}" for s in whole) + " |"]


def lines(found: dict[str, Any]) -> list[str]:
    """Lines of Markdown."""
    validate, as_text, consolidate = (found[name] for name in ("validate", "as_text", "consolidate"))
    base, size, rows = found["floors"], found["size"], found["rows"]
    reading = sum(validate["seconds"].get(stage, 0.0) for stage in READING)
    writing = sum(consolidate["seconds"].get(stage, 0.0) for stage in (WRITING, CLOSING))
    made = [
        f"CPU of one process over {size:,} returns, {rows:,} rows, the program's own functions timed from outside;",
        "each second belongs to the innermost stage. Imports are not in it, one process reads.",
        "",
        *table({"validate --format json": validate, "validate": as_text, "consolidate": consolidate}, size, "return"),
        "",
        "| stage | s | floor | s | multiple |",
        "|---|---|---|---|---|",
    ]
    for stage, seconds, floor, what in (
        ("reading", reading, base["reading"], "inflate + expat of the same parts (aim: 2)"),
        (RECEIVING, consolidate["seconds"].get(RECEIVING, 0.0), base[RECEIVING], "SHA-256 and writing each file"),
        ("telling as JSON", validate["seconds"].get(TELLING, 0.0), base[TELLING], "`json.dumps` of the same document"),
    ):
        made.append(f"| {stage} | {seconds:.2f} | {what} | {floor:.2f} | {seconds / floor:.2f} |")
    calls = validate["calls"].get(PANDERA, 0)
    each = validate["seconds"].get(PANDERA, 0.0) / rows * 1e6
    made += [
        "",
        f"Telling as text: {as_text['seconds'].get(TELLING, 0.0) / found['lines'] * 1e6:.0f} µs for each of "
        f"{found['lines']:,} lines.",
        f"pandera is called {calls} times for all {rows:,} rows: once for the rows of a go of 6,000, once for the "
        f"lines above their tables (one go for all would keep all rows in memory): {each:.1f} µs a row.",
        f"Writing the summary: {writing / found['included'] * 1e6:.1f} µs for each of its {found['included']:,} rows, "
        "all sheets of the workbook together (aim: 25).",
    ]
    if found["missing"]:
        made += ["", f"Not timed, as it is not there any more: {', '.join(found['missing'])}."]
    return made


if __name__ == "__main__":
    section.main(sys.modules[__name__])
