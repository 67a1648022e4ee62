"""Which cells of an .xlsx sheet are formatted as text, told from its rows when it is asked for and not before."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from xlpilot.intake.grid import address

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

    def is_text(self, row: int, column: int) -> bool:
        """Whether a cell, by its 1-based row and column, is formatted as text; a microsecond each, once prepared."""
        return bool(self.text) and self._style(row, column) in self.text

    def _style(self, row: int, column: int) -> int:
        rows = self.rows
        if self._places is None:
            self._places = {int(match[1]): match.start() for match in _ROW.finditer(rows)}
        begin = self._places.get(row)
        if begin is not None:
            inside = rows.index(b">", begin)
            tag = rows[begin:inside]
            if not tag.endswith(b"/"):
                end = rows.index(b"</row>", inside)
                cell = rows.find(b'<c r="%s"' % address(row, column).encode("ascii"), inside, end)
                if cell >= 0:
                    style = _STYLE.search(rows, cell, rows.index(b">", cell))
                    return int(style[1]) if style else 0
            if _CUSTOM.search(tag):
                style = _STYLE.search(tag)
                return int(style[1]) if style else 0
        return next((style for first, last, style in self.columns if first <= column <= last), 0)
