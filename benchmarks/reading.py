"""What reading a returned workbook costs beside the least that could be done: python benchmarks/reading.py [FILE]...

For each file: CPU of `read_book` as a multiple of inflating the parts that must be read and walking them with expat
without any handler, and of each of its stages: the guard (zip directory, inflating, CRC), our scan, calamine, and the
assembly of the grids. All in one process, in turn; medians of the ratios taken pair by pair.

Without files: an issued form, one filled, that one saved again by LibreOffice (where it is installed), a plain table.
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
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.parsers import expat

import make
import xlsxwriter

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


def measured(data: bytes) -> tuple[float, float, dict[str, float]]:
    """Median seconds of ours and of the least, and the median of each stage's multiples of the least."""
    names = needed(data)
    for _ in range(2):
        scan = scan_xlsx(Package(data))
    sheets = [at for at, sheet in enumerate(scan.sheets) if sheet.values is None]
    ours, floor = [], []
    shares: dict[str, list[float]] = {stage: [] for stage in STAGES}
    for run in range(RUNS + 1):
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
    key, password = make.SECRETS.key, make.SECRETS.password
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


def table(arguments: list[str]) -> Iterator[str]:
    """Lines of a table in Markdown: these files, or one of each kind."""
    with tempfile.TemporaryDirectory() as folder:
        files = [(Path(one).name, Path(one)) for one in arguments] or kinds(Path(folder))
        yield "| file | inflated, kB | read, ms | least, ms | " + " | ".join(STAGES) + " |"
        yield "|---" * 10 + "|"
        for name, path in files:
            data = path.read_bytes()
            ours, floor, multiples = measured(data)
            size = sum(info.file_size for info in zipfile.ZipFile(path).infolist()) >> 10
            shown = " | ".join(f"{multiples[stage]:.2f}" for stage in STAGES)
            yield f"| {name} | {size} | {ours * 1000:.1f} | {floor * 1000:.1f} | {shown} |"


if __name__ == "__main__":
    for line in table(sys.argv[1:]):
        print(line, flush=True)
