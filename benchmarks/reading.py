"""What reading a returned workbook costs beside the least that could be done.

    python benchmarks/reading.py [--runs N] [--quick] [--file FILE]...

For each file: CPU of `read_book` as a multiple of inflating the parts that must be read and walking them with expat
without any handler, and of each of its stages: the guard (zip directory, inflating, CRC), our scan, calamine, and the
assembly of the grids. All in one process, in turn; medians of the ratios taken pair by pair.

Without --file: an issued form, one filled, that one saved again by LibreOffice (where it is installed), a plain table.
"""

from __future__ import annotations

import io
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.parsers import expat

import make
import section
import xlsxwriter
from scale import SECRETS
from section import Plan

from xlpilot.form.issue import issue
from xlpilot.intake import reader
from xlpilot.intake.guard import Package
from xlpilot.intake.xlsx_rows import forget_rows
from xlpilot.intake.xlsx_scan import scan_xlsx

NEEDED = (
    "xl/worksheets/",
    "xl/sharedstrings",
    "xl/styles",
    "xl/workbook",
    "xl/_rels/workbook",
    "_rels/.rels",
    "docprops/custom",
)
RUNS = 31
NAME, TITLE = "reading", "Reading one file"
STAGES = ("first", "all", "guard", "scan", "calamine", "assembly")


def needed(data: bytes) -> list[str]:
    """Names of the parts that must be read."""
    names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    return [name for name in names if name.lower().startswith(NEEDED) and "/_rels/sheet" not in name]


def least(data: bytes) -> None:
    """Inflate and parse the same parts."""
    package = zipfile.ZipFile(io.BytesIO(data))
    for name in package.namelist():
        if name.lower().startswith(NEEDED) and "/_rels/sheet" not in name:
            expat.ParserCreate(namespace_separator=" ").Parse(package.read(name), True)


def guard(data: bytes, names: list[str]) -> None:
    """What the guard does of a reading."""
    package = Package(data)
    for name in names:
        package.read(name)


def cpu(work: Callable[[], object]) -> float:
    """Seconds of this process."""
    started = time.process_time()
    work()
    return time.process_time() - started


def measured(data: bytes, runs: int) -> tuple[float, float, dict[str, float]]:
    """Median seconds of ours and of the least, and the median of each stage's multiples of the least."""
    names = needed(data)
    for _ in range(2):
        scan = scan_xlsx(Package(data))
    sheets = [at for at, sheet in enumerate(scan.sheets) if sheet.values is None]
    ours, floor = [], []
    shares: dict[str, list[float]] = {stage: [] for stage in STAGES}
    for run in range(runs + 1):
        base = cpu(lambda: least(data))
        forget_rows()
        first = cpu(lambda: reader.read_book(data))
        reader.read_book(data)  # rows are remembered when they are met again
        whole = cpu(lambda: reader.read_book(data))
        guarded = cpu(lambda: guard(data, names))
        scanned = cpu(lambda: scan_xlsx(Package(data)))
        values = cpu(lambda: reader._calamine(scan.diet, sheets) if sheets else None)
        if run:  # the first one only warms up
            parts = (first, whole, guarded, scanned - guarded, values, whole - scanned - values)
            for stage, seconds in zip(STAGES, parts, strict=True):
                shares[stage].append(seconds / base)
            ours.append(whole)
            floor.append(base)
    multiples = {stage: statistics.median(found) for stage, found in shares.items()}
    return statistics.median(ours), statistics.median(floor), multiples


def kinds(folder: Path) -> Iterator[tuple[str, Path]]:
    """One file of each kind."""
    workspace = make.workspace_with_returns(folder / "round", 30)
    round_ = workspace.round
    form = round_.forms["summary"]
    key, password = SECRETS.key, SECRETS.password
    [(unit, data)] = issue(round_, form, round_.reporters(form)[:1], round_.definition, key, password, {})
    issued = folder / "issued.xlsx"
    issued.write_bytes(data)
    yield "form as issued, empty", issued
    filled = workspace.inbox / f"{unit.name}.xlsx"
    yield "form, 30 rows filled by openpyxl", filled
    if shutil.which("soffice"):
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = ["soffice", profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir"]
        subprocess.run([*command, str(folder / "again"), str(filled)], check=True, capture_output=True)
        yield "the same, saved again by LibreOffice", folder / "again" / filled.name
    yield "plain table, 3,000 rows, no form", plain_table(folder / "table.xlsx")


def plain_table(path: Path, rows: int = 3000) -> Path:
    """A table in a workbook of its own, as Excel writes it."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("附件1")
    sheet.write_row(0, 0, ["序号", "申报单位", "项目名称", "申报类别", "负责人", "联系电话"])
    for row in range(1, rows + 1):
        project = f"信息化应用试点第{row}项"
        sheet.write_row(row, 0, [row, f"第{row % 40}中学", project, "智慧课堂", "王小明", f"138{row:08d}"])
    book.close()
    return path


def measure(plan: Plan) -> dict[str, Any]:
    """One file of each kind."""
    with tempfile.TemporaryDirectory() as folder:
        return of_files(kinds(Path(folder)), 2 if plan.quick else RUNS)


def of_files(files: Iterable[tuple[str, Path]], runs: int) -> dict[str, Any]:
    """Milliseconds, and multiples of the least, of each named file."""
    found = []
    for name, path in files:
        ours, floor, multiples = measured(path.read_bytes(), runs)
        size = sum(info.file_size for info in zipfile.ZipFile(path).infolist()) >> 10
        found.append({"file": name, "size": size, "read": ours * 1000, "least": floor * 1000, "multiples": multiples})
    return {"runs": runs, "files": found}


def lines(found: dict[str, Any]) -> list[str]:
    """Lines of Markdown."""
    made = [
        "CPU of reading a file as a multiple of inflating the parts that must be read and walking them with expat",
        f'without any handler ("least"), whole and by stages, in one process, medians of {found["runs"]} paired runs.',
        "The aim is at most 2.",
        "",
        "| file | inflated, kB | read, ms | least, ms | " + " | ".join(STAGES) + " |",
        "|---" * 10 + "|",
    ]
    for one in found["files"]:
        shown = " | ".join(f"{one['multiples'][stage]:.2f}" for stage in STAGES)
        made.append(f"| {one['file']} | {one['size']} | {one['read']:.1f} | {one['least']:.1f} | {shown} |")
    return [*made, "", *WHY]


WHY = (
    '"first" is a file of whose kind none was read before; "all" and its stages are files of a round from the third',
    "on, which have nearly all their rows, the surroundings of their sheets, their styles and the shapes of what was",
    "typed in common with those before: what was met is not scanned again, and only what stands in the cells is looked",
    "at (docs/adr/0027). It may cost less than the least, which inflates with zlib and not with libdeflate. The",
    "aim is not met for the first of a kind, nor for a plain table of many rows, in which no row is met twice: there",
    "calamine alone costs nearly 2, the expression that leaves nothing to hide between the cells as much again. Here",
    'the same file is read again and again; a whole round of different files stands under "Where the time goes".',
)


def main() -> None:
    if "--file" not in sys.argv:
        section.main(sys.modules[__name__])
        return
    named = [Path(word) for before, word in pairwise(sys.argv) if before == "--file"]
    print("\n".join(lines(of_files([(path.name, path) for path in named], RUNS))))


if __name__ == "__main__":
    main()
