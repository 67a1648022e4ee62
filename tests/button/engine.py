"""A small engine for xlwings over one workbook in memory, with Excel's manners.

Every number is a float, errors and blanks are what COM makes of them, and a locked cell of a protected sheet refuses to
be written to. `open_book` gives a real xlwings.Book: its converters, names and ranges run.
"""

import io
import re
from pathlib import Path

import openpyxl
import xlwings
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import range_boundaries
from xlwings import base_classes

from xlpilot.intake.grid import CellNote, Visibility
from xlpilot.intake.reader import read_book

# What COM gives for an error cell.
CODES = {
    "#DIV/0!": -2146826281,
    "#N/A": -2146826246,
    "#NAME?": -2146826259,
    "#NULL!": -2146826288,
    "#NUM!": -2146826252,
    "#REF!": -2146826265,
    "#VALUE!": -2146826273,
}
ERRORS = {code: text for text, code in CODES.items()}


class LockedCell(Exception):  # noqa: N818 - as pywin32's com_error
    """What Excel says: the cell is on a protected sheet."""


class Engine:
    name, type = "small", "desktop"

    @staticmethod
    def prepare_xl_data_element(value, options):
        return "" if value is None else value

    @staticmethod
    def clean_value_data(data, datetime_builder, empty_as, number_builder, err_to_str):
        def clean(value):
            if value in ("", None):
                return empty_as
            if isinstance(value, int) and not isinstance(value, bool) and value in ERRORS:
                return ERRORS[value] if err_to_str else None
            return value

        return [[clean(value) for value in row] for row in data]


class App(base_classes.App):
    def __init__(self):
        self.said = []

    engine = Engine()
    pid = 1

    def alert(self, prompt, title, buttons, mode, callback):
        self.said.append((prompt, title))


class Book(base_classes.Book):
    def __init__(self, fullname, grids, locked, names):
        self._fullname, self._names = str(fullname), names
        self._app = App()
        self.sheets_ = [Sheet(self, grid, locked.get(grid.name)) for grid in grids]

    name = property(lambda self: Path(self._fullname).name)
    fullname = property(lambda self: self._fullname)
    app = property(lambda self: self._app)
    sheets = property(lambda self: Sheets(self.sheets_))
    names = property(lambda self: Names(self, self._names))


class Sheets(base_classes.Sheets):
    def __init__(self, sheets):
        self._sheets = sheets

    def __call__(self, name_or_index):
        if isinstance(name_or_index, int):
            return self._sheets[name_or_index - 1]
        return next(sheet for sheet in self._sheets if sheet.name == name_or_index)

    def __len__(self):
        return len(self._sheets)

    def __iter__(self):
        return iter(self._sheets)


class Names(base_classes.Names):
    def __init__(self, book, names):
        self._book, self._names = book, names

    def __len__(self):
        return len(self._names)

    def contains(self, name):
        return name in self._names

    def __call__(self, name_or_index):
        name = name_or_index if isinstance(name_or_index, str) else list(self._names)[name_or_index - 1]
        return Name(self._book, name, self._names[name])


class Name(base_classes.Name):
    def __init__(self, book, name, refers_to):
        self._book, self._name, self._refers_to = book, name, refers_to

    name = property(lambda self: self._name)
    refers_to = property(lambda self: "=" + self._refers_to)

    @property
    def refers_to_range(self):
        sheet, _, cells = self._refers_to.rpartition("!")
        left, top, right, bottom = range_boundaries(cells.replace("$", ""))
        return self._book.sheets(sheet.strip("'")).range((top, left), (bottom, right))


class Sheet(base_classes.Sheet):
    def __init__(self, book, grid, locked):
        self._book, self.grid, self.locked = book, grid, locked
        self.cells_ = {
            (row, column): value for row, values in enumerate(grid.values, 1) for column, value in enumerate(values, 1)
        }

    name = property(lambda self: self.grid.name)
    book = property(lambda self: self._book)
    visible = property(lambda self: self.grid.visibility is Visibility.VISIBLE)

    def range(self, arg1, arg2=None):
        if isinstance(arg1, str):
            left, top, right, bottom = range_boundaries(arg1.replace("$", ""))
            return Range(self, (top, left), (bottom, right))
        first = arg1[:2] if isinstance(arg1, tuple) else (arg1.row, arg1.column)
        last = arg2 or arg1
        if not isinstance(last, tuple):
            last = (last.row + last.shape[0] - 1, last.column + last.shape[1] - 1)
        return Range(self, first, last[:2])  # xlwings may append a size

    @property
    def used_range(self):
        rows = max((row for row, _ in self.cells_), default=1)
        columns = max((column for _, column in self.cells_), default=1)
        return Range(self, (1, 1), (rows, columns))


class Range(base_classes.Range):
    max_cells_per_read = max_cells_per_write = None

    def __init__(self, sheet, first, last):
        (self._top, self._left), (self._bottom, self._right) = first, last
        self._sheet = sheet
        self.options = {}

    api = property(lambda self: self)
    sheet = property(lambda self: self._sheet)
    row = property(lambda self: self._top)
    column = property(lambda self: self._left)
    shape = property(lambda self: (self._bottom - self._top + 1, self._right - self._left + 1))

    def __len__(self):
        rows, columns = self.shape
        return rows * columns

    def __call__(self, arg1, arg2=None):
        if arg2 is None:
            _, columns = self.shape
            arg1, arg2 = (arg1 - 1) // columns + 1, (arg1 - 1) % columns + 1
        at = (self._top + arg1 - 1, self._left + arg2 - 1)
        return Range(self._sheet, at, at)

    @property
    def address(self):
        return f"${get_column_letter(self._left)}${self._top}:${get_column_letter(self._right)}${self._bottom}"

    def _rows(self, cell):
        return [
            tuple(cell((row, column)) for column in range(self._left, self._right + 1))
            for row in range(self._top, self._bottom + 1)
        ]

    def _bare(self, rows):
        return rows[0][0] if self.shape == (1, 1) else tuple(rows)

    def _seen(self, at):
        error = self._sheet.grid.errors.get(at)
        if error:
            return CODES.get(error, CODES["#VALUE!"])
        value = self._sheet.cells_.get(at)
        return float(value) if isinstance(value, int) and not isinstance(value, bool) else value

    @property
    def raw_value(self):
        return self._bare(self._rows(self._seen))

    @raw_value.setter
    def raw_value(self, data):
        rows = data if isinstance(data, list) else [[data] * self.shape[1]] * self.shape[0]
        for row, values in enumerate(rows, self._top):
            for column, value in enumerate(values, self._left):
                if self._sheet.locked is not None and (row, column) in self._sheet.locked:
                    raise LockedCell(f"{self._sheet.name} {row},{column}")
                assert not (isinstance(value, str) and value.startswith("=")), value
                self._sheet.cells_[row, column] = value

    @property
    def formula(self):
        def formula(at):
            note = self._sheet.grid.notes.get(at)
            if note in (CellNote.FORMULA, CellNote.UNCALCULATED):
                return "=SOMETHING()"
            value = self._seen(at)
            return "" if value is None else str(value)

        return self._bare(self._rows(formula))

    def _areas(self):
        return [
            area
            for area in self._sheet.grid.merges
            if area[0] <= self._bottom and area[2] >= self._top and area[1] <= self._right and area[3] >= self._left
        ]

    @property
    def merge_cells(self):
        areas = self._areas()
        if not areas:
            return False
        inside = any(
            top <= self._top and left <= self._left and bottom >= self._bottom and right >= self._right
            for top, left, bottom, right in areas
        )
        return True if inside else None

    @property
    def merge_area(self):
        top, left, bottom, right = self._areas()[0]
        return Range(self._sheet, (top, left), (bottom, right))

    @property
    def row_height(self):
        hidden = {row in self._sheet.grid.hidden_rows for row in range(self._top, self._bottom + 1)}
        return None if len(hidden) > 1 else 0.0 if hidden == {True} else 15.0


def open_book(data, fullname):
    """The workbook opened in the small engine: an xlwings.Book."""
    book = read_book(data)
    names, locked = {}, {}
    if book.container in ("xlsx", "xlsm"):
        twin = openpyxl.load_workbook(io.BytesIO(data))
        names = {name: defined.attr_text for name, defined in twin.defined_names.items()}
        for sheet in twin.worksheets:
            if sheet.protection.sheet:
                cells = (cell for row in sheet.iter_rows() for cell in row)
                locked[sheet.title] = {(cell.row, cell.column) for cell in cells if cell.protection.locked}
    else:
        names = {name: f'"{text}"' for name, text in book.names.items()}
    names = {name: text for name, text in names.items() if not re.match(r"_xlnm", name)}
    return xlwings.Book(impl=Book(fullname, book.grids, locked, names))
