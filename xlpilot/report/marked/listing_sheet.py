"""The sheet 问题清单 in a workbook that openpyxl has loaded: put there, and an earlier one taken away."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from xlpilot.form.styles import set_paper
from xlpilot.report.marked.dress import dress_as
from xlpilot.report.marked.listing import (
    COLUMNS,
    FIRST_RECORD_COLUMN,
    HIDDEN,
    SIGN,
    TAB,
    TITLE,
    Head,
    Row,
    kept,
    lay_out,
    location,
)
from xlpilot.report.marked.looks import Look, Record
from xlpilot.report.marked.marks import LISTING, Mark


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
        dress_as(cell, look)
