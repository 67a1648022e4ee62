"""The sheet 问题清单: what is wrong, in order, with a link to every cell; printed on A4. Columns and rows are 1-based.

Its hidden columns keep what the colours cover (see dress); the reader passes the whole sheet over by its name.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
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
FIRST_RECORD_COLUMN, HIDDEN = 8, "HIJ"
SIGN = "xlpilot-marks"
TAB = "FFC00000"
TITLE = "退回修改问题清单"
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


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its cells from column A on, its height in points, and where its second cell leads.

    A row of one cell is merged over all columns.
    """

    cells: tuple[tuple[str, Look], ...]
    height: float
    spot: Spot | None = None

    @property
    def merged(self) -> bool:
        """Whether one text takes the whole width."""
        return len(self.cells) == 1


@dataclass(frozen=True, slots=True)
class Sheet:
    """All rows, and the number of the one with the titles of the columns."""

    rows: Sequence[Row]
    header: int


def lay_out(head: Head, found: Sequence[Mark], title: str = TITLE) -> Sheet:
    """What stands where on the sheet, whoever writes it."""
    rows = [_banner(title, _TITLE, 42.0)]
    rows += [_banner(text, _META) for text in head.about]
    rows.append(_banner(head.next, _NEXT))
    rows += [_banner(f"注意：{text}", _META) for text in head.remarks]
    rows.append(Row(tuple((heading, _HEADER) for heading, _ in COLUMNS), 26.0))
    header = len(rows)
    rows += [_line(mark) for mark in found[:MOST]]
    if len(found) > MOST:
        rows.append(_banner(f"另有 {len(found) - MOST} 处没有列出，改好以上各处后再报，会重新审核。", _META))
    return Sheet(rows, header)


def kept(records: Sequence[Record]) -> Iterator[tuple[int, int, str]]:
    """Row, column and text of every hidden cell."""
    for row, texts in enumerate([(SIGN,), *records], 1):
        for column, text in enumerate(texts, FIRST_RECORD_COLUMN):
            yield row, column, text


def add_listing(
    workbook: Workbook, head: Head, found: Sequence[Mark], records: Sequence[Record], title: str = TITLE
) -> None:
    """Put the sheet before all others and open the workbook there; it is locked as the others are."""
    locked = next((sheet for sheet in workbook.worksheets if sheet.protection.sheet), None)
    sheet: Any = workbook.create_sheet(LISTING, 0)
    for number, (_, width) in enumerate(COLUMNS):
        sheet.column_dimensions["ABCDE"[number]].width = width
    laid = lay_out(head, found, title)
    for number, row in enumerate(laid.rows, 1):
        _write(sheet, number, row)
    for letter in HIDDEN:
        sheet.column_dimensions[letter].hidden = True
    for number, column, text in kept(records):
        _put(sheet, number, column, text)
    set_paper(sheet, landscape=True, header_row=laid.header)
    sheet.print_area = f"A1:E{len(laid.rows)}"
    sheet.sheet_properties.tabColor = TAB
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
    if sheet.cell(1, FIRST_RECORD_COLUMN).value == SIGN:
        cells = sheet.iter_rows(min_row=2, min_col=FIRST_RECORD_COLUMN, max_col=FIRST_RECORD_COLUMN + 2)
        for address, fill, border in ([cell.value for cell in row] for row in cells):
            if isinstance(address, str):
                records.append((address, str(fill or ""), str(border or "")))
    workbook.remove(sheet)
    return records


def location(spot: Spot) -> str:
    """Where a link leads: 'sheet'!A1, quoted, so that blanks and apostrophes in a sheet's name do no harm."""
    quoted = spot.sheet.replace("'", "''")
    return f"'{quoted}'!{spot.cell}"


def _line(mark: Mark) -> Row:
    texts = (shown(mark.where, 120), shown(mark.value, 200), shown(mark.message, 600), shown(mark.fix, 600))
    where, *others = texts
    cells = ((mark.severity.word, _GRADE[mark.severity]), (where, _LINK if mark.spot else _TEXT))
    height = _height(list(zip(texts, (width for _, width in COLUMNS[1:]), strict=True)))
    return Row((*cells, *((text, _TEXT) for text in others)), height, mark.spot)


def _banner(text: str, look: Look, height: float | None = None) -> Row:
    return Row(((shown(text, 1_000), look),), height or max(22.0, lines(text, _WIDTH - 8) * 17.0 + 4))


def _write(sheet: Worksheet, number: int, row: Row) -> None:
    if row.merged:
        sheet.merge_cells(start_row=number, start_column=1, end_row=number, end_column=len(COLUMNS))
    for column, (text, look) in enumerate(row.cells, 1):
        _put(sheet, number, column, text, look)
    if row.spot:
        cell = sheet.cell(number, 2)
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=location(row.spot), display=row.cells[1][0])
    sheet.row_dimensions[number].height = row.height


def _put(sheet: Worksheet, row: int, column: int, text: str, look: Look | None = None) -> None:
    cell = sheet.cell(row, column)
    cell.value = text
    cell.data_type = "s"
    if look:
        look.dress(cell)


def _height(texts: Sequence[tuple[str, float]]) -> float:
    most = max(lines(text, width - 2) for text, width in texts)
    return min(_HIGHEST, max(_LEAST, most * _LINE + 6))
