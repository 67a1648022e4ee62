"""What a marked copy costs: patched, beside openpyxl's load and save of the same workbook.

    python benchmarks/marked.py [--runs N] [--quick] [--profile]

CPU of `marked_copy` both ways in one process, in turn, on the faulty samples, as openpyxl, LibreOffice and Gnumeric
saved them; medians, and the median of the paired ratios. Beside them the floor: the parts that differ, inflated and
deflated again. Then where the time of the patched copies goes.
"""

from __future__ import annotations

import cProfile
import io
import pstats
import statistics
import sys
import time
import warnings
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import section
from section import Plan

from xlpilot.ledger.archive import digest
from xlpilot.report.marked import copy
from xlpilot.report.marked.marks import wants_marks
from xlpilot.review.judge import Returned, judge
from xlpilot.rounds.load import load_round

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "samples" / "hengyang-2018"
ROUND = load_round(ROOT / "workbook_templates" / "hengyang-2018")
OFFICE = copy.Office(ROUND)
NAME, TITLE = "marked", "Marked copies"


def reviewed(path: Path):
    """A file's bytes and its review, None where it is not to be marked."""
    from xlpilot.intake.reader import read_book

    data = path.read_bytes()
    review = judge(ROUND, [Returned(path.name, digest(data), read_book(data))], None)[0]
    # A form of another version, as samples are after a change of the round, would be made anew whatever it costs.
    review = replace(review, findings=tuple(f for f in review.findings if f.code not in ("XP118", "XP401")))
    return data, (review if wants_marks(review) else None)


def cpu(work, *arguments) -> float:
    started = time.process_time()
    work(*arguments)
    return time.process_time() - started


def by_openpyxl(data, review):
    kept, copy.patched_copy = copy.patched_copy, lambda *_: None
    try:
        return copy.marked_copy(data, review, OFFICE)
    finally:
        copy.patched_copy = kept


def floor(data, made) -> None:
    """Inflate and deflate again the parts that differ, at the same level, and nothing else."""
    import zlib

    before, after = (zipfile.ZipFile(io.BytesIO(one)) for one in (data, made))
    crcs = {info.filename: info.CRC for info in before.infolist()}
    for info in after.infolist():
        if crcs.get(info.filename) != info.CRC:
            if info.filename in crcs:
                before.read(info.filename)
            squeezer = zlib.compressobj(3, zlib.DEFLATED, -15)
            squeezer.compress(after.read(info.filename)), squeezer.flush()


def measure(plan: Plan) -> dict[str, Any]:
    """Both ways on every faulty sample."""
    return measured(plan.runs)


def measured(runs: int, profile: cProfile.Profile | None = None) -> dict[str, Any]:
    """One entry a sample that is to be marked: milliseconds, None where it is made another way; and the medians."""
    warnings.simplefilter("ignore")
    files, ours_all, ratios = [], [], []
    for path in sorted(SAMPLES.glob("4*.xlsx")):
        data, review = reviewed(path)
        if review is None:
            continue
        made = copy.patched_copy(data, review, ROUND)
        if made is None or copy.marked_copy(data, review, OFFICE) != made:
            files.append({"file": path.name, "patched": None})
            continue
        pairs = [(cpu(copy.marked_copy, data, review, OFFICE), cpu(by_openpyxl, data, review)) for _ in range(runs)]
        least = statistics.median(cpu(floor, data, made) for _ in range(runs))
        ours, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
        ratio = statistics.median(a / b for a, b in pairs)
        size = sum(info.file_size for info in zipfile.ZipFile(path).infolist()) >> 10
        ours_all.append(ours)
        ratios.append(ratio)
        files.append({
            "file": path.name, "size": size, "patched": ours * 1000, "openpyxl": theirs * 1000, "ratio": ratio,
            "least": least * 1000,
        })  # fmt: skip
        if profile:
            profile.enable()
            for _ in range(runs):
                copy.marked_copy(data, review, OFFICE)
            profile.disable()
    medians = [statistics.median(ours_all) * 1000, statistics.median(ratios)] if ratios else None
    return {"runs": runs, "files": files, "medians": medians}


def lines(found: dict[str, Any]) -> list[str]:
    """Lines of Markdown: one a sample that is to be marked, and the medians."""
    made = [
        f"One process, medians of {found['runs']} paired runs.",
        "",
        "| file | inflated, kB | patched, ms | openpyxl, ms | ratio | inflate + deflate of what differs, ms |",
        "|---|---|---|---|---|---|",
    ]
    for one in found["files"]:
        if one["patched"] is None:
            made.append(f"| {one['file']} | made another way | | | | |")
            continue
        figures = f"{one['patched']:.1f} | {one['openpyxl']:.0f} | {one['ratio']:.3f} | {one['least']:.1f}"
        made.append(f"| {one['file']} | {one['size']} | {figures} |")
    if found["medians"]:
        ours, ratio = found["medians"]
        made += ["", f"Median: {ours:.1f} ms, {ratio:.3f} of openpyxl."]
    return made


def main() -> None:
    if "--profile" not in sys.argv:
        section.main(sys.modules[__name__])
        return
    profile = cProfile.Profile()
    print("\n".join(lines(measured(9, profile))))
    pstats.Stats(profile).sort_stats("tottime").print_stats(12)


if __name__ == "__main__":
    main()
