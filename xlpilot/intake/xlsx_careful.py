"""The careful scan of a sheet: any prefix, encoding, order or nesting, by expat, rewritten plainly for the reader.

Used where the fast scan does not fit, or where the reader's result did not agree with it.
"""

from __future__ import annotations

import math
import re

from xlpilot.intake.grid import CellNote, address
from xlpilot.intake.refusal import damaged, too_large
from xlpilot.intake.scan import (
    CELL_TEXT,
    MAX_COLUMN,
    MAX_ROW,
    MAX_TEXT,
    Position,
    SheetScan,
    check_box,
    position,
)
from xlpilot.intake.xlsx_formats import XlsxTextFormats
from xlpilot.intake.xlsx_frame import read_frame
from xlpilot.intake.xlsx_outline import Styles, escape
from xlpilot.intake.xlsx_strings import STRING_CHILDREN, SharedStrings
from xlpilot.intake.xml_part import main, parse
from xlpilot.values import dataclass, field

_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[Ee][-+]?[0-9]+)?")
_CHILDREN: dict[str, frozenset[str]] = {
    "sheetData": frozenset({"row"}),
    "row": frozenset({"c", "extLst"}),
    "c": frozenset({"f", "v", "is", "extLst"}),
    "f": frozenset(),
    "v": frozenset(),
    **STRING_CHILDREN,
}
_ROW_ATTRIBUTES = frozenset(
    [
        "r",
        "spans",
        "s",
        "customFormat",
        "ht",
        "hidden",
        "customHeight",
        "outlineLevel",
        "collapsed",
        "thickTop",
        "thickBot",
        "ph",
    ]
)
_CELL_ATTRIBUTES = frozenset({"r", "s", "t", "cm", "vm", "ph"})
_NO_TEXT = frozenset({"sheetData", "row", "c", "is", "r"})
_LAST_DAY = 2_958_466  # behind 9999-12-31; a number beyond, or a negative one, is no date whatever its format
_MAX_STYLES = 500_000  # cells, blank ones too, of which it is told whether they are formatted as text
_SPACE = "http://www.w3.org/XML/1998/namespace space"


@dataclass(slots=True)
class _Cell:
    where: Position
    kind: str
    style: str
    formula: bool = False
    value: str | None = None
    inline: list[str] = field(default_factory=list)
    contents: int = 0  # v and is elements met
    twice: bool = False  # they contradict each other


class _Rows:
    """Handlers for the rows; `cells` collects (XML attributes and content, in the reader's plain form) by position."""

    def __init__(self, sheet: SheetScan, strings: SharedStrings) -> None:
        self.sheet, self.strings = sheet, strings
        self.cells: dict[Position, str] = {}
        self.styles: dict[Position, str] | None = {}  # of blank cells too, of a row at column 0; None: too many
        self.text_size = 0
        self._path: list[str] = []
        self._in_rows = False
        self._addressed: dict[str, bool] = {}
        self._row, self._column = 0, 0
        self._cell: _Cell | None = None
        self._pieces: list[str] | None = None
        self._keep = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = main(name)
        parent = self._path[-1] if self._path else ""
        if self._in_rows and "extLst" not in self._path and local not in _CHILDREN.get(parent, (local,)):
            raise damaged(f"工作表“{self.sheet.name}”第 {self._row} 行附近的结构不对")
        self._path.append(local)
        self._in_rows |= local == "sheetData"
        if local == "row" and parent == "sheetData":
            self._start_row(attributes)
        elif local == "c" and parent == "row":
            self._start_cell(attributes)
        elif self._cell is not None:
            if local == "f":
                self._cell.formula = True
            elif local == "is" and self._cell.contents:
                self._cell.twice = True
            elif local in ("v", "t") and "rPh" not in self._path:
                self._pieces = []
                self._keep = local == "v" or attributes.get(_SPACE) == "preserve"

    def text(self, piece: str) -> None:
        if self._pieces is not None:
            self._pieces.append(piece)
        elif self._in_rows and self._path[-1] in _NO_TEXT and piece.strip():
            raise damaged(f"工作表“{self.sheet.name}”第 {self._row} 行有不在单元格里的内容")

    def end(self, _: str) -> None:
        local = self._path.pop()
        self._in_rows &= local != "sheetData"
        if local in ("v", "t") and self._cell is not None and self._pieces is not None:
            whole = "".join(self._pieces)
            whole = whole if self._keep else whole.strip(" \t\r\n")
            self._pieces = None
            if local == "v":
                self._cell.twice |= self._cell.contents > 0 and whole != self._cell.value
                self._cell.contents += 1
                self._cell.value = whole
            else:
                self._cell.inline.append(whole)
        elif local == "is" and self._cell is not None:
            self._cell.contents += 1
        elif local == "c" and self._path[-1:] == ["row"] and self._cell is not None:
            self._finish(self._cell)
            self._cell = None

    def _check_attributes(self, kind: str, attributes: dict[str, str], known: frozenset[str]) -> None:
        """An address or type under a misspelt name would move or change a value without a trace."""
        unknown = next((name for name in attributes if name not in known and " " not in name), None)
        addressed = "r" in attributes
        if unknown is not None or self._addressed.setdefault(kind, addressed) is not addressed:
            raise damaged(f"工作表“{self.sheet.name}”第 {self._row} 行附近的地址或属性不对")

    def _start_row(self, attributes: dict[str, str]) -> None:
        self._check_attributes("row", attributes, _ROW_ATTRIBUTES)
        number = attributes.get("r", str(self._row + 1))
        if not number.isascii() or not number.isdigit() or not 0 < int(number) <= MAX_ROW:
            raise damaged(f"工作表“{self.sheet.name}”里有行号 {number[:20]}")
        self._row, self._column = int(number), 0
        if attributes.get("hidden") in ("1", "true", "on"):
            self.sheet.hidden_rows.add(self._row)
        if attributes.get("customFormat") in ("1", "true", "on"):
            self._remember((self._row, 0), _index(attributes))

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._check_attributes("c", attributes, _CELL_ATTRIBUTES)
        reference = attributes.get("r")
        where = position(reference) if reference is not None else (self._row, self._column + 1)
        if where is None or where[1] > MAX_COLUMN or where[0] != self._row:
            raise damaged(f"工作表“{self.sheet.name}”第 {self._row} 行有一个地址为 {(reference or '')[:20]} 的单元格")
        self._column = where[1]
        style = _index(attributes)
        self._remember(where, style)
        self._cell = _Cell(where, attributes.get("t", "n"), style)

    def _remember(self, where: Position, style: str) -> None:
        if self.styles is not None:
            self.styles[where] = style
            if len(self.styles) > _MAX_STYLES:
                self.styles = None

    def _finish(self, cell: _Cell) -> None:
        notes = self.sheet.notes
        seen_before = cell.where in self.cells
        kind, text, note = self._plain(cell)
        if cell.formula and note is None:
            blank = text is None or (text == "" and kind != "str")
            note = CellNote.UNCALCULATED if blank else CellNote.FORMULA
        if any(cell.inline) and cell.kind != "inlineStr":
            note = CellNote.UNREADABLE
        if cell.twice or (seen_before and (text or note)):
            note = CellNote.TWICE
        if note is not None:
            notes[cell.where] = note
        if not text:
            return
        if len(self.cells) >= self.sheet.most:
            raise too_large(f"工作表“{self.sheet.name}”超过 {self.sheet.most} 个单元格")
        dated = cell.style and not (kind == "n" and not 0 <= float(text) <= _LAST_DAY)
        style = f' s="{cell.style}"' if dated else ""
        where = address(*cell.where)
        self.cells[cell.where] = f'<c r="{where}"{style} t="{kind}"><v>{escape(text)}</v></c>'

    def _plain(self, cell: _Cell) -> tuple[str, str | None, CellNote | None]:
        """Type and text to give to the reader, '' or None where blank; and what the value will not tell."""
        text = "".join(cell.inline) if cell.value is None and cell.inline else cell.value
        kind = "str" if cell.kind == "inlineStr" else cell.kind
        if kind == "e" and text is not None:
            self.sheet.errors[cell.where] = text.strip()[:40]
            return "str", None, CellNote.ERROR
        if not text:
            return kind, text, None
        if kind == "s":
            return self._shared(text.strip())
        self._count(len(text))
        if kind == "n":
            number = text.strip()
            if _NUMBER.fullmatch(number) and math.isfinite(float(number)):
                return "n", number, None
            return "str", text, CellNote.UNREADABLE
        if kind == "b" and text.strip() in ("0", "1", "true", "false"):
            return "b", text.strip(), None
        if kind in ("str", "d"):
            return kind, text, CellNote.OVERLONG if len(text) > CELL_TEXT else None
        return "str", text, CellNote.UNREADABLE

    def _shared(self, text: str) -> tuple[str, str | None, CellNote | None]:
        index = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
        if not 0 <= index < len(self.strings.sizes):
            return "s", None, CellNote.UNREADABLE
        if index in self.strings.blank:
            return "str", "", None
        size = self.strings.sizes[index]
        self._count(size)
        return "s", str(index), CellNote.OVERLONG if size > CELL_TEXT else None

    def _count(self, size: int) -> None:
        self.text_size += size
        if self.text_size > MAX_TEXT:
            raise too_large(f"工作表“{self.sheet.name}”的文字总量超过上限")


def careful_scan(content: bytes, sheet: SheetScan, part: str, strings: SharedStrings, styles: Styles) -> bytes:
    """Scan into a fresh `sheet` and return its rows, rewritten in order, for the reader. `strings` must be exact.

    Raises:
        Refused: damaged, or larger than the reader may be given.
    """
    frame = read_frame(content, part)
    if frame.found != 1:
        raise damaged(f"工作表“{sheet.name}”没有内容部分")
    sheet.merges, sheet.dropdowns, sheet.hidden_columns = frame.merges, frame.dropdowns, frame.hidden
    rows = _Rows(sheet, strings)
    parse(content, part, rows.start, rows.end, rows.text)
    sheet.where = frozenset(rows.cells)
    sheet.filled = len(rows.cells)
    if rows.styles is not None or not styles.text:
        formats = _formats(rows.styles or {})
        sheet.text_formats = XlsxTextFormats(styles.text, tuple(frame.columns), formats)
    if styles.struck and rows.styles is not None:
        sheet.struck = frozenset(where for where in rows.cells if int(rows.styles[where] or 0) in styles.struck)
    if not rows.cells:
        return b""
    height, width = max(row for row, _ in rows.cells), max(column for _, column in rows.cells)
    check_box(sheet.name, height, width)
    sheet.box, sheet.text_size = height * width, rows.text_size
    plain: list[str] = []
    last = 0
    for where in sorted(rows.cells):
        if where[0] != last:
            plain.append(f'</row><row r="{where[0]}">' if last else f'<row r="{where[0]}">')
            last = where[0]
        plain.append(rows.cells[where])
    plain.append("</row>")
    return "".join(plain).encode()


def _index(attributes: dict[str, str]) -> str:
    """Index of a cell format, '' where there is none."""
    style = attributes.get("s", "")
    return style if style.isascii() and style.isdigit() else ""


def _formats(styles: dict[Position, str]) -> bytes:
    """Rows of nothing but formats, in plain XML."""
    plain: list[str] = []
    last = 0
    for row, column in sorted(styles):
        style = styles[row, column]
        shown = f' s="{style}"' if style else ""
        if row != last:
            plain.append(f'{"</row>" if last else ""}<row r="{row}"')
            plain.append(f'{shown} customFormat="1">' if column == 0 else ">")
            last = row
        if column:
            plain.append(f'<c r="{address(row, column)}"{shown}/>')
    return "".join([*plain, "</row>" if last else ""]).encode("ascii")
