"""What a marked copy costs: patched, beside openpyxl's load and save of the same workbook: python benchmarks/marked.py

CPU of `marked_copy` both ways in one process, in turn, on the faulty samples, as openpyxl, LibreOffice and Gnumeric
saved them; medians, and the median of the paired ratios. Beside them the floor: the parts that differ, inflated and
deflated again. Then where the time of the patched copies goes.
"""

from __future__ import annotations

import argparse
import cProfile
import io
import pstats
import statistics
import time
import warnings
import zipfile
from dataclasses import replace
from pathlib import Path

from xlpilot.ledger.archive import digest
from xlpilot.report.marked import copy
from xlpilot.report.marked.marks import wants_marks
from xlpilot.review.judge import Returned, judge
from xlpilot.rounds.load import load_round

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "samples" / "hengyang-2018"
ROUND = load_round(ROOT / "workbook_templates" / "hengyang-2018")
OFFICE = copy.Office(ROUND)


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


def table(runs: int, profile: cProfile.Profile | None = None) -> list[str]:
    """Lines of Markdown: one a sample that is to be marked, and the medians."""
    warnings.simplefilter("ignore")
    lines = [
        "| file | inflated, kB | patched, ms | openpyxl, ms | ratio | inflate + deflate of what differs, ms |",
        "|---|---|---|---|---|---|",
    ]
    ours_all, ratios = [], []
    for path in sorted(SAMPLES.glob("4*.xlsx")):
        data, review = reviewed(path)
        if review is None:
            continue
        made = copy.patched_copy(data, review, ROUND)
        if made is None or copy.marked_copy(data, review, OFFICE) != made:
            lines.append(f"| {path.name} | made another way | | | | |")
            continue
        pairs = [(cpu(copy.marked_copy, data, review, OFFICE), cpu(by_openpyxl, data, review)) for _ in range(runs)]
        least = statistics.median(cpu(floor, data, made) for _ in range(runs))
        ours, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
        ratio = statistics.median(a / b for a, b in pairs)
        size = sum(info.file_size for info in zipfile.ZipFile(path).infolist()) >> 10
        ours_all.append(ours)
        ratios.append(ratio)
        figures = f"{ours * 1000:.1f} | {theirs * 1000:.0f} | {ratio:.3f} | {least * 1000:.1f}"
        lines.append(f"| {path.name} | {size} | {figures} |")
        if profile:
            profile.enable()
            for _ in range(runs):
                copy.marked_copy(data, review, OFFICE)
            profile.disable()
    median = f"Median: {statistics.median(ours_all) * 1000:.1f} ms, {statistics.median(ratios):.3f} of openpyxl."
    return [*lines, "", median]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=9)
    profile = cProfile.Profile()
    print("\n".join(table(parser.parse_args().runs, profile)))
    pstats.Stats(profile).sort_stats("tottime").print_stats(12)


if __name__ == "__main__":
    main()
