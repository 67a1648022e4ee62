"""Rows of a sheet one by one, each read once: most rows of a form are the same in all files of a round.

What a row holds is a function of its bytes and of the styles, so that rows met again are not scanned again. A sheet is
read here where it has no more rows than a form, nothing but plain cells, and only some rows that were never met: one
that is the first of its kind is read faster in one go, and its rows are known from the next one on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from xlpilot.intake.grid import CellNote, Value
from xlpilot.intake.scan import MAX_COLUMN, Position, SheetScan, check_box, column_number
from xlpilot.intake.xlsx_outline import Styles
from xlpilot.intake.xlsx_plain import kind_and_style, plain_value, unsure

MOST_ROWS = 1_000  # of a sheet that is read row by row
_MOST_NEW = 64  # of them that were never met before: more are read faster in one go
_MOST_SEEN = 100_000
_MOST_BYTES = 4 << 20  # of rows that are remembered, twice
_MOST_KINDS = 10_000
_LONGEST = 1 << 16  # bytes of a row that is remembered
Texts = Callable[[], Mapping[str, str] | None]
_VALUE = re.compile(
    r'<c r="([A-Z]{1,3}+)[0-9]++"([^<>]*+)>(?:<v>([^<]*+)</v>|<is><t((?: xml:space="preserve")?+>[^<]*+)</t></is>)</c>'
)


class Row(NamedTuple):
    """One row with cells, and those without any that stand before it.

    Attributes:
        first, last: 1-based numbers of the first and the last of these rows; the last has the cells.
        line: values from column 1 on, None where a shared text belongs.
        shared: (0-based column, number of the shared text as the cell writes it).
        bare: the rows without formulas.
    """

    first: int
    last: int
    line: list[Value]
    shared: tuple[tuple[int, str], ...]
    notes: Mapping[Position, CellNote]
    errors: Mapping[Position, str]
    hidden: frozenset[int]
    struck: frozenset[Position]
    bare: bytes


class Scanned(NamedTuple):
    """Some rows, scanned: the number of the last, the rows without formulas, and what is left of them for a reader."""

    last: int
    bare: bytes
    left: bytes


class _Kinds(dict[str, tuple[str, int]]):
    """Attributes of a plain cell -> its type, and the index of its format; raises LookupError where it is not plain."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles

    def __missing__(self, attributes: str) -> tuple[str, int]:
        found = kind_and_style(attributes, self._styles)
        if len(self) < _MOST_KINDS:
            self[attributes] = found
        return found


class _Memory:
    """Rows that were read with the same styles; those that are not met again are forgotten when others come."""

    def __init__(self, styles: Styles) -> None:
        self.struck = styles.struck
        self.kinds = _Kinds(styles)
        self._young: dict[bytes, Row] = {}
        self._old: dict[bytes, Row] = {}
        self._size = 0  # bytes of the young ones
        self._seen: set[int] = set()

    def news(self, contents: Sequence[bytes]) -> int:
        """How many rows were never met before, and note that all of them are met."""
        young, old, seen = self._young, self._old, self._seen
        unknown = {hash(one) for one in contents if one not in young and one not in old}
        count = len(unknown - seen)
        if len(seen) > _MOST_SEEN:
            seen.clear()
        seen |= unknown
        return count

    def find(self, content: bytes) -> Row | None:
        row = self._young.get(content)
        if row is None and (row := self._old.get(content)):
            self.add(content, row)
        return row

    def add(self, content: bytes, row: Row) -> None:
        if len(content) > _LONGEST:
            return
        self._size += len(content)
        if self._size > _MOST_BYTES:
            self._old, self._young, self._size = self._young, {}, len(content)
        self._young[content] = row


@lru_cache(4)
def _memory(styles: Styles) -> _Memory:
    return _Memory(styles)


def forget_rows() -> None:
    """Read all rows anew."""
    _memory.cache_clear()


def read_rows(
    rows: bytes,
    sheet: SheetScan,
    styles: Styles,
    texts: Texts,
    scanned: Callable[[bytes, SheetScan], Scanned | None],
) -> bytes | None:
    """Read all rows into `sheet`, its values too, and return them without formulas; None, with `sheet` in any state,
    where they are not all plain.

    Args:
        texts: gives the shared texts by their number as cells write it, None where they are not plain.
        scanned: notes what stands in some rows, None where they are not plain.
    """
    pieces = rows.split(b"</row>")
    if len(pieces) > MOST_ROWS:
        return None
    memory = _memory(styles)
    if memory.news(pieces) > _MOST_NEW:
        return None
    found: list[Row] = []
    last = width = height = 0
    for piece in pieces:
        if not piece and piece is pieces[-1]:
            break
        row = memory.find(piece)
        if row is None:
            row = _read_row(piece if piece is pieces[-1] else piece + b"</row>", memory, scanned)
            if row is None:
                return None
            memory.add(piece, row)
        if row.first <= last:
            return None
        last = row.last
        if row.line:
            height, width = last, max(width, len(row.line))
        found.append(row)
    check_box(sheet.name, height, width)
    if not _joined(found, height, width, sheet, texts):
        return None
    return b"".join(row.bare for row in found)


def _joined(found: list[Row], height: int, width: int, sheet: SheetScan, texts: Texts) -> bool:
    given = texts() if any(row.shared for row in found) else {}
    if given is None:
        return False
    values: list[list[Value]] = []
    struck: set[Position] = set()
    for row in found:
        if row.notes:
            sheet.notes.update(row.notes)
            sheet.errors.update(row.errors)
        sheet.hidden_rows |= row.hidden
        struck |= row.struck
        if not row.line:
            continue
        while len(values) < row.last - 1:
            values.append([None] * width)
        line = row.line + [None] * (width - len(row.line))
        for column, number in row.shared:
            text = given.get(number)
            if text is None:
                return False
            line[column] = text or None
        values.append(line)
    sheet.values = values
    sheet.filled = sum(len(line) - line.count(None) for line in values)
    sheet.box = height * width
    sheet.struck = frozenset(struck)
    return True


def _read_row(content: bytes, memory: _Memory, scanned: Callable[[bytes, SheetScan], Scanned | None]) -> Row | None:
    scan = SheetScan("")
    there = scanned(content, scan)
    if there is None:
        return None
    last, text = there.last, there.left.decode()
    if unsure(text):
        return None
    line: list[Value] = []
    shared: list[tuple[int, str]] = []
    struck: set[Position] = set()
    kinds, marked = memory.kinds, memory.struck
    found = _VALUE.findall(text)
    if len(found) != text.count("<c "):
        return None
    width = 0
    try:
        for letters, attributes, value, own in found:
            column = _column(letters)
            if column != width + 1:
                if not width < column <= MAX_COLUMN:
                    return None  # not in ascending order
                line += [None] * (column - width - 1)
            width = column
            kind, style = kinds[attributes]
            if kind == "s":
                shared.append((column - 1, value))
                line.append(None)
            else:
                line.append(float(value) if kind == "n" else plain_value(kind, value, own))
            if marked and style in marked:
                struck.add((last, column))
    except (LookupError, ValueError):
        return None
    first = int(content[8 : content.index(b'"', 8)])
    return Row(
        first, last, line, tuple(shared), scan.notes, scan.errors, frozenset(scan.hidden_rows), frozenset(struck),
        there.bare,
    )  # fmt: skip


@lru_cache(1 << 10)
def _column(letters: str) -> int:
    return column_number(letters)
