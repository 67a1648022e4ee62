"""Which cells of an .xlsx sheet are formatted as text, told from its rows when it is asked for and not before."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from xlpilot.intake.grid import column_letter
from xlpilot.intake.scan import column_number
from xlpilot.values import dataclass, field

_ROW = re.compile(rb'<row r="([0-9]{1,7})"')
_STYLE = re.compile(rb' s="([0-9]{1,9})"')
_CUSTOM = re.compile(rb' customFormat="(?:1|true|on)"')


@dataclass(slots=True)
class XlsxTextFormats:
    """Formats as the file has them: of a cell, else of its row, else of its column.

    Attributes:
        text: indexes of the cell formats that are text; where there is none, `rows` may be left out.
        columns: (first, last, index of the cell format) of columns that have one, 1-based.
        rows: the rows in plain XML, as the fast scan has matched them or the careful one has written them.
    """

    text: frozenset[int]
    columns: tuple[tuple[int, int, int], ...] = ()
    rows: bytes = b""
    _places: dict[int, int] | None = field(default=None, repr=False, compare=False)
    _cells: dict[int, dict[int, int]] = field(default_factory=dict, repr=False, compare=False)

    def is_text(self, row: int, column: int) -> bool:
        """Whether a cell, by its 1-based row and column, is formatted as text; a microsecond each, once prepared."""
        return bool(self.text) and self._style(row, column) in self.text

    def _of_column(self, column: int) -> dict[int, int]:
        """Row -> style of the column's cells; all are looked for at once, as a column is asked about row by row."""
        cell = re.compile(rb'<c r="%s([0-9]{1,7})"([^>]*)>' % column_letter(column).encode("ascii"))
        styles: dict[bytes, int] = {}
        found: dict[int, int] = {}
        for row, attributes in cell.findall(self.rows):
            if attributes not in styles:
                style = _STYLE.search(attributes)
                styles[attributes] = int(style[1]) if style else 0
            found[int(row)] = styles[attributes]
        return found

    def _style(self, row: int, column: int) -> int:
        cells = self._cells.get(column)
        if cells is None:
            cells = self._cells[column] = self._of_column(column)
        if row in cells:
            return cells[row]
        rows = self.rows
        if self._places is None:
            self._places = {int(match[1]): match.start() for match in _ROW.finditer(rows)}
        begin = self._places.get(row)
        if begin is not None:
            tag = rows[begin : rows.index(b">", begin)]
            if _CUSTOM.search(tag):
                style = _STYLE.search(tag)
                return int(style[1]) if style else 0
        return next((style for first, last, style in self.columns if first <= column <= last), 0)


@dataclass(slots=True)
class RowTextFormats:
    """The same of a sheet whose rows were read one by one.

    Attributes:
        text, columns: as in XlsxTextFormats.
        rows: 1-based number of a row -> its XML, alone or with those without cells that stand before it.
    """

    text: frozenset[int]
    columns: tuple[tuple[int, int, int], ...]
    rows: Mapping[int, bytes]
    _whole: XlsxTextFormats | None = field(default=None, repr=False, compare=False)

    def is_text(self, row: int, column: int) -> bool:
        """Whether a cell, by its 1-based row and column, is formatted as text."""
        content = self.rows.get(row)
        if content is not None:
            style = _cell_styles(content).get(column)
            if style is not None:
                return style in self.text
        if self._whole is None:
            self._whole = XlsxTextFormats(self.text, self.columns, b"".join(self.rows.values()))
        return self._whole.is_text(row, column)


_CELL = re.compile(rb'<c r="([A-Z]{1,3})[0-9]{1,7}"([^>]*)>')


@lru_cache(2048)  # the rows of one shape share their XML
def _cell_styles(row: bytes) -> Mapping[int, int]:
    """1-based column -> index of the cell format, of the cells of one row."""
    found: dict[int, int] = {}
    for letters, attributes in _CELL.findall(row):
        style = _STYLE.search(attributes)
        found[column_number(letters.decode("ascii"))] = int(style[1]) if style else 0
    return found
