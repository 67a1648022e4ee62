"""The sheet 问题清单: what is wrong, in order, with a link to every cell; printed on A4. Columns and rows are 1-based.

Its hidden columns keep what the colours cover (see dress); the reader passes the whole sheet over by its name.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from xlpilot.findings import Severity
from xlpilot.form.styles import FANGSONG, HEITI, Look, set_paper
from xlpilot.report.marked.dress import Record
from xlpilot.report.marked.marks import LISTING, Mark, Spot
from xlpilot.report.marked.wording import lines, shown

COLUMNS = (("程度", 8.0), ("位置", 22.0), ("填写内容", 28.0), ("问题", 42.0), ("怎样修改", 42.0))
# Above what a person mends by hand; the rest comes out in the next round.
MOST = 3_000
_WIDTH = sum(width for _, width in COLUMNS)
_FIRST_RECORD_COLUMN = 8
_SIGN = "xlpilot-marks"
_LINE, _LEAST, _HIGHEST = 15.5, 26.0, 400.0  # points

_THIN = Side(style="thin")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_WRAP = Alignment(horizontal="left", vertical="center", wrap_text=True)
_CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_TITLE = Look(Font(name=HEITI, size=22), _CENTRE)
_META = Look(Font(name=FANGSONG, size=12), _WRAP)
_NEXT = Look(Font(name=HEITI, size=12), _WRAP)
_HEADER = Look(Font(name=HEITI, size=11), _CENTRE, _BOX, PatternFill("solid", fgColor="FFEDEDED"))
_TEXT = Look(Font(name=FANGSONG, size=11), _WRAP, _BOX, number_format="@")
_LINK = Look(Font(name=FANGSONG, size=11, color="FF0563C1", underline="single"), _WRAP, _BOX, number_format="@")
_GRADE = {
    Severity.ERROR: Look(Font(name=HEITI, size=11), _CENTRE, _BOX, PatternFill("solid", fgColor="FFF8CBAD")),
    Severity.WARNING: Look(Font(name=FANGSONG, size=11), _CENTRE, _BOX, PatternFill("solid", fgColor="FFFFF2CC")),
}


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above the list: lines about the file, what to do next, and remarks about the copy itself."""

    about: tuple[str, ...]
    next: str
    remarks: tuple[str, ...] = ()


def add_listing(
    workbook: Workbook, head: Head, found: Sequence[Mark], records: Sequence[Record], title: str = "退回修改问题清单"
) -> None:
    """Put the sheet before all others and open the workbook there; it is locked as the others are."""
    locked = next((sheet for sheet in workbook.worksheets if sheet.protection.sheet), None)
    sheet: Any = workbook.create_sheet(LISTING, 0)
    for number, (_, width) in enumerate(COLUMNS):
        sheet.column_dimensions["ABCDE"[number]].width = width
    row = _banner(sheet, 1, title, _TITLE, 42.0)
    for text in head.about:
        row = _banner(sheet, row, text, _META)
    row = _banner(sheet, row, head.next, _NEXT)
    for text in head.remarks:
        row = _banner(sheet, row, f"注意：{text}", _META)
    for column, (title, _) in enumerate(COLUMNS, 1):
        _put(sheet, row, column, title, _HEADER)
    sheet.row_dimensions[row].height = 26.0
    last = _body(sheet, row + 1, found)
    _keep(sheet, records)
    set_paper(sheet, landscape=True, header_row=row)
    sheet.print_area = f"A1:E{last}"
    sheet.sheet_properties.tabColor = "FFC00000"
    if locked is not None:
        sheet.protection = copy.copy(locked.protection)
    for other in workbook.worksheets:
        other.sheet_view.tabSelected = other is sheet
    workbook.active = 0
    for view in workbook.views:
        view.firstSheet = 0


def remove_listing(workbook: Workbook) -> list[Record]:
    """Take an earlier list away; returns what the colours of its round cover."""
    if LISTING not in workbook.sheetnames:
        return []
    sheet = workbook[LISTING]
    records: list[Record] = []
    if sheet.cell(1, _FIRST_RECORD_COLUMN).value == _SIGN:
        cells = sheet.iter_rows(min_row=2, min_col=_FIRST_RECORD_COLUMN, max_col=_FIRST_RECORD_COLUMN + 2)
        for address, fill, border in ([cell.value for cell in row] for row in cells):
            if isinstance(address, str):
                records.append((address, str(fill or ""), str(border or "")))
    workbook.remove(sheet)
    return records


def location(spot: Spot) -> str:
    """Where a link leads: 'sheet'!A1, quoted, so that blanks and apostrophes in a sheet's name do no harm."""
    quoted = spot.sheet.replace("'", "''")
    return f"'{quoted}'!{spot.cell}"


def _body(sheet: Worksheet, row: int, found: Sequence[Mark]) -> int:
    for mark in found[:MOST]:
        texts = (shown(mark.where, 120), shown(mark.value, 200), shown(mark.message, 600), shown(mark.fix, 600))
        _put(sheet, row, 1, mark.severity.word, _GRADE[mark.severity])
        for column, text in enumerate(texts, 2):
            _put(sheet, row, column, text, _LINK if column == 2 and mark.spot else _TEXT)
        if mark.spot:
            cell = sheet.cell(row, 2)
            cell.hyperlink = Hyperlink(ref=cell.coordinate, location=location(mark.spot), display=texts[0])
        sheet.row_dimensions[row].height = _height(list(zip(texts, (width for _, width in COLUMNS[1:]), strict=True)))
        row += 1
    if len(found) > MOST:
        row = _banner(sheet, row, f"另有 {len(found) - MOST} 处没有列出，改好以上各处后再报，会重新审核。", _META)
    return row - 1


def _banner(sheet: Worksheet, row: int, text: str, look: Look, height: float | None = None) -> int:
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(COLUMNS))
    _put(sheet, row, 1, shown(text, 1_000), look)
    sheet.row_dimensions[row].height = height or max(22.0, lines(text, _WIDTH - 8) * 17.0 + 4)
    return row + 1


def _put(sheet: Worksheet, row: int, column: int, text: str, look: Look) -> None:
    cell = sheet.cell(row, column)
    cell.value = text
    cell.data_type = "s"
    look.dress(cell)


def _height(texts: Sequence[tuple[str, float]]) -> float:
    most = max(lines(text, width - 2) for text, width in texts)
    return min(_HIGHEST, max(_LEAST, most * _LINE + 6))


def _keep(sheet: Worksheet, records: Sequence[Record]) -> None:
    for letter in "HIJ":
        sheet.column_dimensions[letter].hidden = True
    for row, texts in enumerate([(_SIGN,), *records], 1):
        for column, text in enumerate(texts, _FIRST_RECORD_COLUMN):
            cell = sheet.cell(row, column)
            cell.value = text
            cell.data_type = "s"
