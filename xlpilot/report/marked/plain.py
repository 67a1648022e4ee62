"""A copy of nothing but values, sheet by sheet: for what can neither be loaded nor made anew."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.packaging.custom import StringProperty
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from xlpilot.form import stamp
from xlpilot.form.styles import PLAIN, TEXT_FORMAT
from xlpilot.intake.grid import Book, CellNote, Grid, Value
from xlpilot.report.marked.marks import LISTING
from xlpilot.report.marked.wording import carried, lines

_WIDEST = 40.0


def plain_copy(book: Book) -> tuple[Workbook, Mapping[str, str]]:
    """The workbook, and the name that each sheet of the original has in it; an earlier 问题清单 is left out."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    names: dict[str, str] = {}
    for grid in book.grids:
        if grid.name == LISTING:
            continue
        names[grid.name] = _free_name(grid.name, workbook)
        sheet: Worksheet = workbook.create_sheet(names[grid.name])
        _fill(sheet, grid)
    if not workbook.worksheets:
        workbook.create_sheet("Sheet1")
    if all(sheet.sheet_state != "visible" for sheet in workbook.worksheets):
        workbook.worksheets[0].sheet_state = "visible"
    _identity(workbook, book)
    return workbook, names


def put(cell: Cell | MergedCell, value: Value) -> None:
    """Write a raw value so that it stays what it is: a text never becomes a formula, whole numbers have no point."""
    if isinstance(value, str):
        cell.value = carried(value)
        cell.data_type = "s"
    elif isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        cell.value = int(value)
    elif isinstance(value, float) and not (-1e308 < value < 1e308):
        cell.value = None
    elif isinstance(value, dt.datetime):
        cell.value = value.replace(tzinfo=None)
    else:
        cell.value = value


def put_error(cell: Cell | MergedCell, text: str) -> None:
    """Write an Excel error such as #REF!."""
    cell.value = text
    cell.data_type = "e"


def _fill(sheet: Worksheet, grid: Grid) -> None:
    sheet.sheet_state = grid.visibility.value
    widths: dict[int, float] = {}
    for row, values in enumerate(grid.values, 1):
        for column, value in enumerate(values, 1):
            error = grid.notes.get((row, column)) is CellNote.ERROR
            if value in (None, "") and not error:
                continue
            cell = sheet.cell(row, column)
            PLAIN.dress(cell)
            if error:
                put_error(cell, grid.errors.get((row, column), "#VALUE!"))
                continue
            if isinstance(value, str):
                cell.number_format = TEXT_FORMAT
            put(cell, value)
            wide = next(n for n in range(4, int(_WIDEST) + 1) if n == _WIDEST or lines(str(value)[:200], n) == 1)
            widths[column] = max(widths.get(column, 8.0), wide + 2.0)
    for column, width in widths.items():
        sheet.column_dimensions[get_column_letter(column)].width = width
    for row in grid.hidden_rows:
        sheet.row_dimensions[row].hidden = True
    for first_row, first, last_row, last in grid.merges:
        sheet.merge_cells(start_row=first_row, start_column=first, end_row=last_row, end_column=last)


def _free_name(name: str, workbook: Workbook) -> str:
    wanted = re.sub(r"[\[\]:*?/\\\x00-\x1f]", "_", name).strip("'")[:31] or "Sheet"
    taken = {sheet.lower() for sheet in workbook.sheetnames} | {LISTING}
    number = 1
    free = wanted
    while free.lower() in taken:
        number += 1
        free = f"{wanted[: 31 - len(str(number)) - 1]}_{number}"
    return free


def _identity(workbook: Workbook, book: Book) -> None:
    """The stamp's mirrors; the stamp itself has come along with its sheet."""
    text = book.properties.get(stamp.PROPERTY)
    if text:
        workbook.custom_doc_props.append(StringProperty(name=stamp.PROPERTY, value=carried(text)))  # type: ignore[attr-defined]
    name = book.names.get(stamp.DEFINED_NAME)
    if name:
        quoted = name.strip('"').replace('"', '""')
        workbook.defined_names[stamp.DEFINED_NAME] = DefinedName(
            stamp.DEFINED_NAME, attr_text=f'"{quoted}"', hidden=True
        )
