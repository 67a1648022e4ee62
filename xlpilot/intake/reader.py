"""From untrusted bytes to a Book of Grids, or a reason why not: the only door to python-calamine."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from typing import cast

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from xlpilot.intake.grid import Book, CellNote, Grid, Value
from xlpilot.intake.guard import MAX_FILE, Package
from xlpilot.intake.not_a_workbook import refusal_for
from xlpilot.intake.ods_scan import scan_ods
from xlpilot.intake.refusal import RESAVE, Reason, Refusal, Refused, too_large
from xlpilot.intake.scan import BookScan, Position, SheetScan
from xlpilot.intake.sniff import Container, sniff
from xlpilot.intake.xls_scan import scan_xls
from xlpilot.intake.xlsb_scan import scan_xlsb
from xlpilot.intake.xlsx_scan import scan_xlsx

_Scan = Callable[[bytes, bool], BookScan]


def read_book(data: bytes) -> Book | Refusal:
    """Read all sheets of a workbook, hidden ones too; a pure function of the file's bytes.

    Rows and columns keep their numbers. Blank cells are None. Never raises for what the bytes hold.
    """
    container = sniff(data)
    try:
        if len(data) > MAX_FILE:
            raise too_large(f"文件有 {len(data) >> 20} MB，上限 {MAX_FILE >> 20} MB")
        if container not in _SCANS:
            return refusal_for(container)
        return _read(data, container, careful=False)
    except Refused as refused:
        return refused.refusal


def _read(data: bytes, container: Container, careful: bool) -> Book:
    scan = _SCANS[container](data, careful)
    try:
        rows = _calamine(scan.diet, scan.indexes or range(len(scan.sheets)))
        grids = tuple(_grid(sheet, values, scan.careful) for sheet, values in zip(scan.sheets, rows, strict=True))
    except (_Disagreement, CalamineError) as error:
        if not scan.careful:
            return _read(data, container, careful=True)
        if isinstance(error, PasswordError):
            raise Refused(Reason.ENCRYPTED, "这是加了打开密码的工作簿", "请去掉密码后另存为 .xlsx 再报") from error
        raise Refused(Reason.UNREADABLE, f"工作簿读不出来（{error}）", RESAVE) from error
    return Book(grids, container.value, scan.properties, scan.names)


class _Disagreement(Exception):  # noqa: N818 - never leaves this file
    """The reader's values are not those that the scan saw."""


def _calamine(diet: bytes, indexes: Iterable[int]) -> list[list[list[Value]]]:
    """Values of the sheets with these 0-based indexes; a panic of calamine comes out as CalamineError."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(diet))
        sheets = [book.get_sheet_by_index(index) for index in indexes]
        return [cast("list[list[Value]]", sheet.to_python(skip_empty_area=False)) for sheet in sheets]
    except (CalamineError, OSError):
        raise
    except BaseException as error:
        # pyo3_runtime.PanicException is a BaseException that cannot be imported.
        if type(error).__name__ != "PanicException":
            raise
        raise CalamineError(str(error)[:200]) from error


def _grid(sheet: SheetScan, rows: Sequence[list[Value]], careful: bool) -> Grid:
    """Join values and notes; raises _Disagreement where cells were lost that a more careful scan could name."""
    values: list[list[Value]] = []
    filled = 0
    for row in rows:
        blank = row.count("")
        filled += len(row) - blank
        values.append([None if value == "" else value for value in row] if blank else row)
    if sheet.filled is not None and filled != sheet.filled:
        if not careful or (sheet.filled and not filled):
            raise _Disagreement(f"工作表“{sheet.name}”应有 {sheet.filled} 格，只读到 {filled} 格")
        for place in sheet.where or ():
            if _at(values, place) is None:
                sheet.notes[place] = CellNote.UNREADABLE
    return Grid(
        sheet.name,
        values,
        sheet.visibility,
        sheet.notes,
        sheet.errors,
        tuple(sorted(sheet.merges)),
        frozenset(sheet.hidden_rows),
        None if sheet.dropdowns is None else tuple(sheet.dropdowns),
        sheet.text_formats,
    )


def _at(values: Sequence[Sequence[Value]], place: Position) -> Value:
    row, column = place
    return values[row - 1][column - 1] if row <= len(values) and column <= len(values[row - 1]) else None


_SCANS: dict[Container, _Scan] = {
    Container.XLSX: lambda data, careful: scan_xlsx(Package(data), careful),
    Container.XLSM: lambda data, careful: scan_xlsx(Package(data), careful),
    Container.XLSB: lambda data, _: scan_xlsb(Package(data)),
    Container.XLS: lambda data, _: scan_xls(data),
    Container.ODS: lambda data, _: scan_ods(Package(data)),
}
