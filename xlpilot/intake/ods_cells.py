"""The cells of one .ods table, repeats unrolled within limits, rewritten plainly for the reader."""

from __future__ import annotations

import math
import re

from xlpilot.intake.grid import CellNote
from xlpilot.intake.refusal import damaged, too_large
from xlpilot.intake.scan import (
    CELL_TEXT,
    MAX_CELLS,
    MAX_COLUMN,
    MAX_ROW,
    MAX_TEXT,
    Position,
    SheetScan,
    check_box,
    check_merges,
    hide_columns,
)
from xlpilot.intake.xlsx_outline import escape
from xlpilot.values import dataclass, field

_ERROR_TEXT = re.compile(r"#(?:REF!|N/A|DIV/0!|NAME\?|NULL!|NUM!|VALUE!|SPILL!|CALC!|[^\s!?]{1,10}[!?])|Err:[0-9]{3}")
_NUMBERS = {"float": "value", "percentage": "value", "currency": "value"}
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?)?")
_ISO_TIME = re.compile(r"PT[0-9]{1,6}H[0-9]{1,2}M[0-9]{1,2}(?:[.,][0-9]{1,12})?S")


@dataclass(slots=True)
class OdsCell:
    """One cell element: attributes by local name, and the paragraphs it shows."""

    attributes: dict[str, str]
    paragraphs: list[str] = field(default_factory=list)

    @property
    def shown(self) -> str:
        """The text that a reader of the sheet sees."""
        return "\n".join(self.paragraphs)


class OdsTable:
    """Collects the cells of one table by position; rows and columns are 1-based."""

    def __init__(self, sheet: SheetScan) -> None:
        self.sheet = sheet
        self.row = 0  # the last row that is complete
        self._cells: dict[Position, str] = {}
        self._in_row: list[tuple[int, int, OdsCell]] = []  # first column, how many, what
        self._column = 0
        self._described = 0  # columns
        self._text_size = 0

    def add(self, cell: OdsCell) -> None:
        """Take the next cell element of the current row."""
        repeat = _count(cell.attributes.get("number-columns-repeated"))
        rows, columns = (_count(cell.attributes.get(f"number-{kind}-spanned")) for kind in ("rows", "columns"))
        if rows > 1 or columns > 1:
            first = (self.row + 1, self._column + 1)
            last = (min(first[0] + rows - 1, MAX_ROW), min(first[1] + columns - 1, MAX_COLUMN))
            self.sheet.merges.append((*first, *last))
            check_merges(len(self.sheet.merges))
        if cell.paragraphs or "value-type" in cell.attributes or "formula" in cell.attributes:
            if self._column + repeat > MAX_COLUMN:
                raise too_large(f"工作表“{self.sheet.name}”的内容超出最后一列")
            self._in_row.append((self._column + 1, repeat, cell))
        self._column += repeat

    def add_column(self, attributes: dict[str, str]) -> None:
        """Take the next description of columns; they stand before the rows."""
        last = self._described + _count(attributes.get("table:number-columns-repeated"))
        if attributes.get("table:visibility") in ("collapse", "filter"):
            hide_columns(self.sheet.hidden_columns, self._described + 1, last)
        self._described = last

    def end_row(self, repeat_text: str | None, hidden: bool) -> None:
        """Finish the current row, which stands for as many rows as `repeat_text` says."""
        repeat = _count(repeat_text)
        if self._in_row and self.row + repeat > MAX_ROW:
            raise too_large(f"工作表“{self.sheet.name}”的内容超出最后一行")
        if hidden and self.row < MAX_ROW and (self._in_row or repeat <= 1000):
            self.sheet.hidden_rows.update(range(self.row + 1, min(self.row + repeat, MAX_ROW) + 1))
        for first, columns, cell in self._in_row:
            note, plain, size = _plain(cell)
            if note is None and not plain:
                continue
            if len(self._cells) + columns * repeat > MAX_CELLS or len(self.sheet.notes) > MAX_CELLS:
                raise too_large(f"工作表“{self.sheet.name}”超过 {MAX_CELLS} 个单元格")
            self._text_size += size * columns * repeat
            if self._text_size > MAX_TEXT:
                raise too_large(f"工作表“{self.sheet.name}”的文字总量超过上限")
            for row in range(self.row + 1, self.row + repeat + 1):
                for column in range(first, first + columns):
                    self._put((row, column), note, plain, cell)
        self._in_row.clear()
        self._column = 0
        self.row += repeat

    def rows(self) -> str:
        """The table's rows for the reader; also settles how many values it must find."""
        self.sheet.where = frozenset(self._cells)
        self.sheet.filled = len(self._cells)
        if not self._cells:
            return ""
        check_box(self.sheet.name, max(row for row, _ in self._cells), max(column for _, column in self._cells))
        pieces: list[str] = []
        last_row, last_column = 0, 0
        for row, column in sorted(self._cells):
            if row != last_row:
                pieces.append("</table:table-row>" if last_row else "")
                if row - last_row > 1:
                    gap = row - last_row - 1
                    pieces.append(f'<table:table-row table:number-rows-repeated="{gap}"><table:table-cell/>')
                    pieces.append("</table:table-row>")
                pieces.append("<table:table-row>")
                last_row, last_column = row, 0
            if column - last_column > 1:
                pieces.append(f'<table:table-cell table:number-columns-repeated="{column - last_column - 1}"/>')
            pieces.append(self._cells[row, column])
            last_column = column
        pieces.append("</table:table-row>")
        return "".join(pieces)

    def _put(self, where: Position, note: CellNote | None, plain: str, cell: OdsCell) -> None:
        if note is not None:
            self.sheet.notes[where] = note
            if note is CellNote.ERROR:
                self.sheet.errors[where] = cell.shown.strip()[:40]
        if plain:
            self._cells[where] = plain


def _plain(cell: OdsCell) -> tuple[CellNote | None, str, int]:
    """What the value does not tell, the cell in the reader's plain form ('' where blank), and the size of its text."""
    attributes, shown = cell.attributes, cell.shown
    kind, formula = attributes.get("value-type", ""), "formula" in attributes
    error = attributes.get("error-type") == "error" or (formula and _ERROR_TEXT.fullmatch(shown.strip()) is not None)
    if error:
        return CellNote.ERROR, "", 0
    note = CellNote.FORMULA if formula else None
    if not kind:
        if formula and not shown:
            return CellNote.UNCALCULATED, "", 0
        kind = "string"
    name = {"date": "date-value", "time": "time-value", "boolean": "boolean-value"}.get(kind) or _NUMBERS.get(kind)
    if name is not None:
        value = attributes.get(name, "").strip()
        if _valid(name, value):
            plain_kind = "float" if name == "value" else kind
            return note, f'<table:table-cell office:value-type="{plain_kind}" office:{name}="{escape(value)}"/>', 0
        note = CellNote.UNREADABLE
        shown = shown or value
    elif kind == "string":
        shown = attributes.get("string-value", shown)
        if len(shown) > CELL_TEXT:
            note = CellNote.OVERLONG
    else:
        note = CellNote.UNREADABLE
    if not shown:
        return note, "", 0
    text = escape(shown).replace("\n", "&#10;")
    return note, f'<table:table-cell office:value-type="string" office:string-value="{text}"/>', len(shown)


def _valid(name: str, value: str) -> bool:
    if name == "date-value":
        return _ISO_DATE.fullmatch(value) is not None
    if name == "time-value":
        return _ISO_TIME.fullmatch(value) is not None
    if name == "boolean-value":
        return value in ("true", "false")
    try:
        return len(value) < 400 and math.isfinite(float(value)) and "_" not in value and value.isascii()
    except ValueError:
        return False


def _count(text: str | None) -> int:
    """A repeat or span; 1 where absent."""
    if text is None:
        return 1
    if not (text.isascii() and text.isdigit() and len(text) < 9 and int(text) > 0):
        raise damaged(f"重复次数写成了 {text[:20]}")
    return int(text)
