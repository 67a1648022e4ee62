"""An open workbook as a Book of Grids, read through xlwings; the same shapes as from a file.

What xlwings does not tell is left unknown: dropdowns, text formats, rows struck through, properties, parts beside the
cells. xlwings is not imported here: the workbook is given.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import Any

from xlpilot.intake.grid import Book, CellNote, Grid, Value, Visibility
from xlpilot.intake.scan import MAX_CELLS

_CONTAINERS = ("xlsx", "xlsm", "xlsb", "xls", "ods")


def read_open_book(book: Any) -> Book:
    """All sheets of an `xlwings.Book` as they are now, saved or not.

    Excel's numbers are all floats, and its errors and blanks both come as None: they are told apart by asking twice.

    Raises:
        ValueError: a sheet whose used area is larger than any form's.
    """
    suffix = PurePath(book.name).suffix.lower().removeprefix(".")
    container = suffix if suffix in _CONTAINERS else "xlsx"
    names = {name.name: _text_of(name.refers_to) for name in book.names}
    return Book(
        tuple(_grid(sheet) for sheet in book.sheets),
        container,
        names={name: text for name, text in names.items() if text},
        modules={},  # not looked at; what the office receives is
    )


def _text_of(refers_to: object) -> str:
    text = str(refers_to or "").removeprefix("=")
    return text[1:-1].replace('""', '"') if len(text) > 1 and text[0] == text[-1] == '"' else ""


def _grid(sheet: Any) -> Grid:
    last = sheet.used_range.last_cell
    rows, columns = int(last.row), int(last.column)
    if rows * columns > MAX_CELLS * 20:
        raise ValueError(f"工作表“{sheet.name}”的内容一直铺到第 {rows} 行、第 {columns} 列")
    area = sheet.range((1, 1), (rows, columns))
    seen = area.options(ndim=2).value
    told = area.options(ndim=2, err_to_str=True).value
    formulas = _square(area.formula, rows, columns)
    values: list[list[Value]] = []
    notes: dict[tuple[int, int], CellNote] = {}
    errors: dict[tuple[int, int], str] = {}
    for row, (plain, spoken, written) in enumerate(zip(seen, told, formulas, strict=True), 1):
        values.append([None if value == "" else value for value in plain])
        for column, (value, text, formula) in enumerate(zip(plain, spoken, written, strict=True), 1):
            at = (row, column)
            if value is None and isinstance(text, str) and text.startswith("#"):
                notes[at], errors[at] = CellNote.ERROR, text
            elif isinstance(formula, str) and formula.startswith("=") and formula != value:
                # A formula that was calculated has a value, if only ''.
                notes[at] = CellNote.FORMULA
    visibility = Visibility.VISIBLE if sheet.visible else Visibility.HIDDEN
    merges = tuple(sorted(_merges(sheet, rows, columns)))
    hidden = frozenset(_hidden(sheet, 1, rows, columns))
    return Grid(sheet.name, values, visibility, notes, errors, merges, hidden)


def _square(formulas: Any, rows: int, columns: int) -> Sequence[Sequence[object]]:
    """Formulas row by row: a single cell comes bare, and a single row or column may come flat."""
    if rows == columns == 1 and not isinstance(formulas, (list, tuple)):
        return [[formulas]]
    if formulas and not isinstance(formulas[0], (list, tuple)):
        return [formulas] if rows == 1 else [[one] for one in formulas]
    return list(formulas)


def _merges(sheet: Any, rows: int, columns: int) -> Iterator[tuple[int, int, int, int]]:
    """Merged areas, found by halving: a range says at once that none of its cells is merged."""
    found: set[tuple[int, int, int, int]] = set()
    todo = [(1, 1, rows, columns)]
    while todo:
        top, left, bottom, right = todo.pop()
        area = sheet.range((top, left), (bottom, right))
        if area.merge_cells is False:  # None where some are
            continue
        if (top, left) == (bottom, right):
            whole = area.merge_area
            end = whole.last_cell
            found.add((whole.row, whole.column, end.row, end.column))
        elif bottom - top >= right - left:
            middle = (top + bottom) // 2
            todo += [(top, left, middle, right), (middle + 1, left, bottom, right)]
        else:
            middle = (left + right) // 2
            todo += [(top, left, bottom, middle), (top, middle + 1, bottom, right)]
    yield from found


def _hidden(sheet: Any, first: int, last: int, columns: int) -> Iterator[int]:
    """Rows that are hidden or filtered out: their height is 0; rows of different heights are asked apart."""
    height = sheet.range((first, 1), (last, columns)).row_height
    if height == 0:
        yield from range(first, last + 1)
    elif height is None and first < last:
        middle = (first + last) // 2
        yield from _hidden(sheet, first, middle, columns)
        yield from _hidden(sheet, middle + 1, last, columns)
