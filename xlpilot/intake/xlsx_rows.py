"""Rows of a sheet one by one, each read once: most rows of a form are the same in all files of a round.

What a row holds is a function of its bytes and of the styles, so that rows met again are not scanned again. A sheet is
read here where it has no more rows than a form, nothing but plain cells, and only some rows that were never met: one
that is the first of its kind is read faster in one go, and its rows are known from the next one on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from xlpilot.intake.grid import CellNote, Value
from xlpilot.intake.scan import CELL_TEXT, MAX_COLUMN, Position, SheetScan, check_box, column_number
from xlpilot.intake.xlsx_outline import Styles
from xlpilot.intake.xlsx_plain import SPACES, kind_and_style, plain_value, unsure

MOST_ROWS = 1_000  # of a sheet that is read row by row
_MOST_NEW = 64  # of them that were never met before: more are read faster in one go
_MOST_SEEN = 20_000
_MOST_BYTES = 4 << 20  # of rows that are remembered, twice
_MOST_KINDS = 10_000
_LONGEST = 1 << 16  # bytes of a row that is remembered
_END = b"</row>"
_NONE: frozenset[int] = frozenset()
_NO_NOTES: Mapping[Position, CellNote] = {}
_NO_ERRORS: Mapping[Position, str] = {}
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
        filled: how many values `line` has.
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
    filled: int


class Scanned(NamedTuple):
    """Some rows, scanned: the number of the last, the rows without formulas, and what is left of them for a reader."""

    last: int
    bare: bytes
    left: bytes


Scanner = Callable[[bytes, SheetScan], Scanned | None]


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

    def unknown(self, contents: Sequence[bytes]) -> tuple[dict[bytes, bool], int]:
        """The rows that are not remembered, each with whether it was met before, and how many were not; note that all
        of them are met.
        """
        young, old, seen = self._young, self._old, self._seen
        unknown = {one: hash(one) in seen for one in contents if one not in young and one not in old}
        if len(seen) > _MOST_SEEN:
            seen.clear()
        seen.update(map(hash, unknown))
        return unknown, len(unknown) - sum(unknown.values())

    def tail(self, begin: bytes, content: bytes, scanned: Scanner) -> Row | None:
        """What stands in a row from a cell on; None where it is not plain.

        Args:
            begin: the row's tag up to its number.
        """
        key = b"\0" + begin + content  # no row begins like this
        row = self._young.get(key)
        if row is None and (row := self._old.get(key)):
            self.add(key, row)
        if row is None and (row := _read_row(begin + b">" + content + _END, self, scanned)):
            row = row._replace(bare=row.bare[len(begin) + 1 :])
            self.add(key, row)
        return row

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
    _together.clear()


def read_rows(
    rows: bytes,
    sheet: SheetScan,
    styles: Styles,
    texts: Texts,
    scanned: Scanner,
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
    unknown, strange = memory.unknown(pieces)
    if strange > _MOST_NEW:
        return None
    new = _read_new([piece for piece in pieces[:-1] if piece in unknown], memory, scanned)
    if new is None:
        return None
    for piece, read in new.items():
        # What a clerk has typed is met once; only what is met again is worth keeping.
        if unknown[piece]:
            memory.add(piece, read)
    found: list[Row] = []
    last = width = height = 0
    for piece in pieces:
        if not piece and piece is pieces[-1]:
            break
        row = new.get(piece) or memory.find(piece)
        if row is None:
            row = _read_row(piece if piece is pieces[-1] else piece + _END, memory, scanned)
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
    return b"".join([row.bare for row in found])


def _joined(found: list[Row], height: int, width: int, sheet: SheetScan, texts: Texts) -> bool:
    given = texts() if any(row.shared for row in found) else {}
    if given is None:
        return False
    values: list[list[Value]] = []
    struck: set[Position] = set()
    filled = 0
    sheet.notes.update(_notes_of([row.notes for row in found if row.notes]))
    for row in found:
        if row.errors:
            sheet.errors.update(row.errors)
        if row.hidden:
            sheet.hidden_rows |= row.hidden
        if row.struck:
            struck |= row.struck
        if not row.line:
            continue
        while len(values) < row.last - 1:
            values.append([None] * width)
        line = row.line + [None] * (width - len(row.line))
        filled += row.filled
        for column, number in row.shared:
            text = given.get(number)
            if text is None:
                return False
            if text:
                line[column] = text
                filled += 1
        values.append(line)
    sheet.values = values
    sheet.filled = filled
    sheet.box = height * width
    sheet.struck = frozenset(struck)
    return True


def _notes_of(parts: list[Mapping[Position, CellNote]]) -> Mapping[Position, CellNote]:
    """The notes of all rows together: the formulas of a form are the same in all files of a round."""
    key = tuple(map(id, parts))
    found = _together.get(key)
    if found is None:
        if len(_together) >= _MOST_TOGETHER:
            _together.clear()
        whole: dict[Position, CellNote] = {}
        for part in parts:
            whole |= part
        # The parts are kept with it, so that no other may have one of their places in memory.
        found = _together[key] = whole, parts
    return found[0]


_MOST_TOGETHER = 16
_together: dict[tuple[int, ...], tuple[Mapping[Position, CellNote], list[Mapping[Position, CellNote]]]] = {}


def _read_new(pieces: Sequence[bytes], memory: _Memory, scanned: Scanner) -> dict[bytes, Row] | None:
    """Rows never met before: what stands from their first formula on mostly was, and the cells before it are read
    together. Rows of another shape are left out; None where any of them is not plain.
    """
    heads: list[bytes] = []
    parted: list[tuple[bytes, Row | None]] = []
    for piece in pieces:
        tail: Row | None = None
        head = piece
        if (formula := piece.find(b"<f")) >= 0:
            cut = piece.rfind(b"<c ", 0, formula)
            begin = piece.rfind(b"<row ", 0, max(cut, 0))
            if begin < 0:
                continue
            tail = memory.tail(piece[begin : piece.find(b'"', begin + 8) + 1], piece[cut:], scanned)
            if tail is None:
                continue
            head = piece[:cut]
        if b' t="e"' not in head:
            heads.append(head + _END)
            parted.append((piece, tail))
    if not heads:
        return {}
    scan = SheetScan("")
    there = scanned(b"".join(heads), scan)
    if there is None:
        return None
    text = there.left.decode()
    if unsure(text):
        return None
    new: dict[bytes, Row] = {}
    lines = text.split("</row>")
    if len(lines) != len(heads) + 1:
        return None
    for (piece, tail), head, left in zip(parted, heads, lines, strict=False):
        row = _row_of(head, left, scan.hidden_rows, memory, head)
        if row is None:
            return None
        whole = row if tail is None else _continued(row, tail, head)
        if whole is None:
            return None
        new[piece] = whole
    return new


def _continued(head: Row, tail: Row, content: bytes) -> Row | None:
    """A row of what stands before its first formula and what begins there; None where the columns do not ascend."""
    width = len(head.line)
    if any(value is not None for value in tail.line[:width]) or any(column < width for column, _ in tail.shared):
        return None
    return Row(
        head.first, head.last, head.line + tail.line[width:], head.shared + tail.shared, tail.notes, tail.errors,
        head.hidden, head.struck | tail.struck, content[: -len(_END)] + tail.bare, head.filled + tail.filled,
    )  # fmt: skip


def _read_row(content: bytes, memory: _Memory, scanned: Scanner) -> Row | None:
    scan = SheetScan("")
    there = scanned(content, scan)
    if there is None:
        return None
    text = there.left.decode()
    if unsure(text):
        return None
    row = _row_of(content, text, scan.hidden_rows, memory, there.bare)
    return row and row._replace(notes=scan.notes, errors=scan.errors)


def _row_of(content: bytes, text: str, hidden: Collection[int], memory: _Memory, bare: bytes) -> Row | None:
    """One row, and those without cells before it, of what the scan has left of it; None where it is not plain."""
    line: list[Value] = []
    shared: list[tuple[int, str]] = []
    struck: set[Position] = set()
    kinds, marked, columns = memory.kinds, memory.struck, _COLUMNS
    found = _VALUE.findall(text)
    if len(found) != text.count("<c "):
        return None
    first = int(content[8 : content.index(b'"', 8)])
    begin = content.rfind(b"<row ") + 8
    last = int(content[begin : content.index(b'"', begin)])
    width = 0
    try:
        for letters, attributes, value, own in found:
            column = columns[letters]
            if column != width + 1:
                if not width < column <= MAX_COLUMN:
                    return None  # not in ascending order
                line += [None] * (column - width - 1)
            width = column
            kind, style = kinds[attributes]
            if kind == "s":
                shared.append((column - 1, value))
                line.append(None)
            elif kind == "n":
                line.append(float(value))
            elif kind == "inlineStr" and own[0] == ">" and "&" not in own and len(own) <= CELL_TEXT:
                line.append(own[1:].strip(SPACES) or None)
            else:
                line.append(plain_value(kind, value, own))
            if marked and style in marked:
                struck.add((last, column))
    except (LookupError, ValueError):
        return None
    covered = frozenset(row for row in hidden if first <= row <= last) if hidden else _NONE
    return Row(
        first, last, line, tuple(shared), _NO_NOTES, _NO_ERRORS, covered, frozenset(struck), bare,
        len(line) - line.count(None),
    )  # fmt: skip


class _Columns(dict[str, int]):
    """Letters of a column -> its 1-based number; of letters as a cell has them, three at most."""

    def __missing__(self, letters: str) -> int:
        self[letters] = number = column_number(letters)
        return number


_COLUMNS = _Columns()
