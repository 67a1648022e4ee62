"""What reading a returned workbook costs beside the least that could be done: python benchmarks/reading.py [FILE]...

For each file: CPU of `read_book` (guard, scan, reader) as a multiple of inflating the parts that must be read and
walking them with expat without any handler. Both in one process, in turn; medians of the paired ratios.
"""

from __future__ import annotations

import io
import statistics
import sys
import time
import zipfile
from pathlib import Path
from xml.parsers import expat

from xlpilot.intake.reader import read_book

SAMPLES = Path(__file__).parents[1] / "samples" / "hengyang-2018"
NEEDED = (
    "xl/worksheets/",
    "xl/sharedstrings",
    "xl/styles",
    "xl/workbook",
    "xl/_rels/workbook",
    "_rels/.rels",
    "docprops/custom",
)


def least(data: bytes) -> None:
    """Inflate and parse the same parts."""
    package = zipfile.ZipFile(io.BytesIO(data))
    for name in package.namelist():
        if name.lower().startswith(NEEDED) and "/_rels/sheet" not in name:
            expat.ParserCreate(namespace_separator=" ").Parse(package.read(name), True)


def cpu(work, data: bytes) -> float:
    started = time.process_time()
    work(data)
    return time.process_time() - started


def measured(data: bytes, runs: int = 31) -> tuple[float, float, float]:
    """Median seconds of ours, of the least, and the median of the paired ratios."""
    cpu(read_book, data), cpu(least, data)
    pairs = [(cpu(read_book, data), cpu(least, data)) for _ in range(runs)]
    ours, theirs = zip(*pairs, strict=True)
    return statistics.median(ours), statistics.median(theirs), statistics.median(a / b for a, b in pairs)


def main(arguments: list[str]) -> None:
    files = [Path(one) for one in arguments] or sorted(SAMPLES.glob("4*.xlsx"))
    print("| file | inflated, kB | read_book, ms | inflate + expat, ms | ratio |\n|---|---|---|---|---|")
    ratios = []
    for path in files:
        data = path.read_bytes()
        ours, theirs, ratio = measured(data)
        ratios.append(ratio)
        size = sum(info.file_size for info in zipfile.ZipFile(path).infolist()) >> 10
        print(f"| {path.name} | {size} | {ours * 1000:.2f} | {theirs * 1000:.2f} | {ratio:.2f} |")
    print(f"\nMedian of the ratios: {statistics.median(ratios):.2f}")


if __name__ == "__main__":
    main(sys.argv[1:])
