"""An .xlsb scanned: what calamine hides is noted, and what was seen is written anew, plainly, for the reader.

The reader would allocate the box of whatever cells it meets, lose the date of a date that is stored as an integer,
skip rich texts and the short forms of cells, and fail on an unknown error; none of that reaches it.
"""

from __future__ import annotations

import math
import struct

from xlpilot.intake import xlsb_records as biff
from xlpilot.intake.grid import CellNote
from xlpilot.intake.guard import Package
from xlpilot.intake.refusal import Refused, damaged, too_large
from xlpilot.intake.scan import (
    CELL_TEXT,
    MAX_CELLS,
    MAX_COLUMN,
    MAX_ROW,
    MAX_TEXT,
    BookScan,
    Position,
    SheetScan,
    check_box,
    check_merges,
    hide_columns,
)
from xlpilot.intake.traits import traits
from xlpilot.intake.xlsb_diet import xlsb_diet
from xlpilot.intake.xlsb_outline import XlsbOutline, read_xlsb_outline

_HIDDEN_ROW = 0x10  # fDyZero, in the twelfth byte of BrtRowHdr
_AREA = struct.Struct("<4I")
_COLUMNS = struct.Struct("<4IH")  # of BrtColInfo: first and last column, width, format, flags
_CELL = struct.Struct("<II")
_REAL = struct.Struct("<d")
_FIRST_LATER_KIND = 128  # of records that stand beside cells without being cells


def scan_xlsb(package: Package) -> BookScan:
    """Scan all worksheets of an .xlsb; always a careful scan.

    Raises:
        Refused: damaged, or larger than the reader may be given.
    """
    outline = read_xlsb_outline(package)
    sheets: list[SheetScan] = []
    diets: list[bytes] = []
    for name, visibility, part in outline.sheets:
        sheet = _Sheet(SheetScan(name, visibility), outline)
        diets.append(sheet.read(package.read(part), part))
        sheets.append(sheet.scan)
        if sum(scan.text_size for scan in sheets) > MAX_TEXT:
            raise too_large("文字总量超过上限")
    diet = xlsb_diet(diets, outline.strings, outline.styles, outline.date1904)
    return BookScan(sheets, diet, True, outline.names, outline.properties, traits=traits(package.names))


class _Sheet:
    """Reads one worksheet's records into its scan; `_rows` collects them in plain form."""

    def __init__(self, scan: SheetScan, outline: XlsbOutline) -> None:
        self.scan = scan
        self._sizes = outline.sizes
        self._rows = bytearray()
        self._where: set[Position] = set()
        self._row = self._column = 0  # 1-based, of the row and the cell before; 0 where there is none
        self._written = 0  # row that `_rows` is in
        self._width = 0

    def read(self, content: bytes, part: str) -> bytes:
        """The whole part, in plain form, for the reader."""
        found, inside = 0, False
        for kind, payload in biff.walk(content, part):
            if kind == biff.BEGIN_ROWS:
                found, inside = found + 1, True
            elif kind == biff.END_ROWS:
                inside = False
            elif inside:
                self._inside(kind, payload)
            elif kind <= biff.SHORT_SHARED or kind == biff.RICH_TEXT:
                raise damaged(f"工作表“{self.scan.name}”有不在表格区域里的单元格")
            elif kind == biff.COLUMN_INFO and len(payload) >= 18:
                first, last, _, _, flags = _COLUMNS.unpack_from(payload)
                if flags & 1:
                    hide_columns(self.scan.hidden_columns, first + 1, last + 1)
            elif kind == biff.MERGE:
                self._merge(payload)
        if found != 1 or inside:
            raise damaged(f"工作表“{self.scan.name}”没有内容部分，或不完整")
        self.scan.where, self.scan.filled = frozenset(self._where), len(self._where)
        check_box(self.scan.name, self._written, self._width)
        box = _AREA.pack(0, max(self._written - 1, 0), 0, max(self._width - 1, 0))
        return b"".join(
            [
                biff.record(biff.BEGIN_SHEET),
                biff.record(biff.DIMENSION, box),
                biff.record(biff.BEGIN_ROWS),
                self._rows,
                biff.record(biff.END_ROWS),
                biff.record(biff.END_SHEET),
            ]
        )

    def _merge(self, payload: bytes) -> None:
        if len(payload) < _AREA.size:
            raise self._broken()
        top, bottom, left, right = _AREA.unpack_from(payload)
        sound = top <= bottom < MAX_ROW and left <= right < MAX_COLUMN
        if sound and (top, left) != (bottom, right):
            self.scan.merges.append((top + 1, left + 1, bottom + 1, right + 1))
            check_merges(len(self.scan.merges))

    def _inside(self, kind: int, payload: bytes) -> None:
        if kind == biff.ROW:
            self._start_row(payload)
        elif kind <= biff.SHORT_SHARED or kind == biff.RICH_TEXT:
            if biff.SHORT_BLANK <= kind <= biff.SHORT_SHARED:
                kind -= biff.SHORT_BLANK - biff.BLANK
                payload = self._column.to_bytes(4, "little") + payload
            if len(payload) < _CELL.size or not self._row:
                raise self._broken()
            column, style = _CELL.unpack_from(payload)
            if column >= MAX_COLUMN or column < self._column:
                raise damaged(f"工作表“{self.scan.name}”第 {self._row} 行的单元格次序不对")
            self._column = column + 1
            self._cell(kind, style & 0xFFFFFF, payload)
        elif kind < _FIRST_LATER_KIND and kind not in biff.ROWS_MAY_HOLD:
            raise damaged(f"工作表“{self.scan.name}”第 {self._row} 行附近的结构不对")

    def _start_row(self, payload: bytes) -> None:
        if len(payload) < 12:
            raise self._broken()
        row = int.from_bytes(payload[:4], "little") + 1
        if not self._row < row <= MAX_ROW:
            raise damaged(f"工作表“{self.scan.name}”里有行号 {row}，次序不对或超出范围")
        self._row, self._column = row, 0
        if payload[11] & _HIDDEN_ROW:
            self.scan.hidden_rows.add(row)

    def _cell(self, kind: int, style: int, payload: bytes) -> None:
        where = (self._row, self._column)
        if biff.FORMULA_TEXT <= kind <= biff.FORMULA_ERROR:
            self.scan.notes[where] = CellNote.FORMULA
        if kind in (biff.ERROR, biff.FORMULA_ERROR):
            self.scan.notes[where] = CellNote.ERROR
            self.scan.errors[where] = biff.ERRORS.get(self._bytes(payload, 1)[0], "#ERROR!")
        elif kind in (biff.BOOL, biff.FORMULA_BOOL):
            self._keep(where, biff.BOOL, style, bytes((self._bytes(payload, 1) != b"\0",)))
        elif kind == biff.RK:
            self._number(where, style, _unpacked(self._bytes(payload, 4)))
        elif kind in (biff.REAL, biff.FORMULA_NUMBER):
            self._number(where, style, _REAL.unpack(self._bytes(payload, 8))[0])
        elif kind == biff.SHARED:
            index = int.from_bytes(self._bytes(payload, 4), "little")
            if index >= len(self._sizes):
                self.scan.notes[where] = CellNote.UNREADABLE
            elif self._sizes[index]:
                self._keep(where, biff.SHARED, style, index.to_bytes(4, "little"), self._sizes[index])
        elif kind in (biff.TEXT, biff.FORMULA_TEXT, biff.RICH_TEXT):
            raw, _ = biff.wide_text(payload, _CELL.size + (kind == biff.RICH_TEXT), f"工作表“{self.scan.name}”")
            if raw:
                size = len(raw) // 2
                self._keep(where, biff.TEXT, style, size.to_bytes(4, "little") + raw, size)

    def _number(self, where: Position, style: int, value: float) -> None:
        if math.isfinite(value):
            self._keep(where, biff.REAL, style, _REAL.pack(value))
        else:
            self.scan.notes[where] = CellNote.UNREADABLE

    def _keep(self, where: Position, kind: int, style: int, value: bytes, size: int = 0) -> None:
        """Take note of a cell with a value, and write it; `size` is the length of its text."""
        row, column = where
        if len(self._where) >= MAX_CELLS:
            raise too_large(f"工作表“{self.scan.name}”超过 {MAX_CELLS} 个单元格")
        self._where.add(where)
        self.scan.text_size += size
        if self.scan.text_size > MAX_TEXT:
            raise too_large(f"工作表“{self.scan.name}”的文字总量超过上限")
        if size > CELL_TEXT:
            self.scan.notes[where] = CellNote.OVERLONG
        if row != self._written:
            self._rows += biff.record(biff.ROW, (row - 1).to_bytes(4, "little"))
            self._written = row
        self._width = max(self._width, column)
        self._rows += biff.record(kind, _CELL.pack(column - 1, style) + value)

    def _bytes(self, payload: bytes, count: int) -> bytes:
        value = payload[_CELL.size : _CELL.size + count]
        if len(value) < count:
            raise self._broken()
        return value

    def _broken(self) -> Refused:
        return damaged(f"工作表“{self.scan.name}”里有不完整的单元格")


def _unpacked(raw: bytes) -> float:
    """The number in an RkNumber ([MS-XLSB] 2.5.122): 30 bits of an integer or of a double, perhaps in hundredths."""
    bits = int.from_bytes(raw, "little", signed=True)
    value = float(bits >> 2) if bits & 2 else float(_REAL.unpack(bytes(4) + struct.pack("<i", bits & ~3))[0])
    return value / 100 if bits & 1 else value
