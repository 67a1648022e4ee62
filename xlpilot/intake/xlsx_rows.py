"""Rows of a sheet one by one: in all files of a round most are the same, and most others of a shape that is known.

What a row holds is a function of its bytes and of the styles. What a sheet begins and ends with as the last one of its
name did is not looked at again; the rows between are taken apart by their shapes (`xlsx_shapes`). A sheet is read here
where it has no more rows than a form, nothing but plain cells, and only some rows of shapes that were never met: one
that is the first of its kind is read faster in one go, and its shapes are found out from the next one on.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from xlpilot.intake.grid import CellNote, Value
from xlpilot.intake.scan import Position, SheetScan, check_box
from xlpilot.intake.xlsx_outline import Styles
from xlpilot.intake.xlsx_row import END, Kinds, Scanner, read_row, shapes_of
from xlpilot.intake.xlsx_shapes import Row, Shape, filled, part, texts_of

MOST_ROWS = 1_000  # of a sheet that is read row by row
_MOST_NEW = 64  # of them of shapes that were never met before: more are read faster in one go
_MOST_SEEN = 20_000
_MOST_BYTES = 4 << 20  # of shapes that are remembered, twice
_LONGEST = 1 << 16  # bytes of a shape that is remembered
_MOST_SHEETS = 16  # whose last rows are remembered
_LARGEST = 1 << 19  # bytes of rows that are
Texts = Callable[[], Mapping[str, str] | None]


class _Last(NamedTuple):
    """The last sheet of its name: its rows, where each ends in them, and what they hold."""

    rows: bytes
    ends: list[int]
    found: list[Row]

    def end(self, number: int) -> int:
        """Where the first so many rows end."""
        return self.ends[number - 1] if number else 0

    def common(self, rows: bytes) -> tuple[int, int]:
        """How many rows both begin with, and how many other rows both end with."""
        mine, count = memoryview(self.rows), len(self.found)

        def begins(number: int) -> bool:
            return rows.startswith(mine[: self.end(number)])

        first = _most(count, begins)
        begin = self.end(first)

        def finishes(number: int) -> bool:
            start = self.end(count - number)
            at = len(rows) - len(mine) + start
            return at >= begin <= start and rows.endswith(mine[start:]) and (not at or rows.endswith(END, 0, at))

        return first, _most(count - first, finishes)

    def parted(self, rows: bytes, begin: int, end: int, at: int) -> tuple[list[bytes | Row], list[int]]:
        """The rows from `begin` to `end`, of which the first is the sheet's (`at`+1)th: without their ends, or what
        they hold where they are here at the same place; and where each ends. What stands behind the last is left.
        """
        mine, ends, known = memoryview(self.rows), self.ends, len(self.found)
        pieces: list[bytes | Row] = []
        found: list[int] = []
        while (close := rows.find(END, begin, end)) >= 0:
            after = close + len(END)
            start = self.end(at) if at < known else 0
            if at < known and ends[at] - start == after - begin and rows.startswith(mine[start : ends[at]], begin):
                pieces.append(self.found[at])
            else:
                pieces.append(rows[begin:close])
            found.append(after)
            begin, at = after, at + 1
        return pieces, found


def _most(most: int, holds: Callable[[int], bool]) -> int:
    """The largest number up to `most` for which it holds, as it does for all smaller ones from 1 on; 0 for none."""
    low = 0
    while low < most:
        middle = (low + most + 1) // 2
        if holds(middle):
            low = middle
        else:
            most = middle - 1
    return low


class _Memory:
    """Shapes of rows that were read with the same styles; those not met again are forgotten when others come."""

    def __init__(self, styles: Styles) -> None:
        self.kinds = Kinds(styles)
        self.sheets: dict[str, _Last] = {}
        self._young: dict[bytes, Shape] = {}
        self._old: dict[bytes, Shape] = {}
        self._size = 0  # bytes of the young ones
        self._seen: set[int] = set()

    def find(self, key: bytes) -> Shape | None:
        shape = self._young.get(key)
        if shape is None and (shape := self._old.get(key)):
            self.add(key, shape)
        return shape

    def add(self, key: bytes, shape: Shape) -> None:
        if len(key) > _LONGEST:
            return
        self._size += len(key)
        if self._size > _MOST_BYTES:
            self._old, self._young, self._size = self._young, {}, len(key)
        self._young[key] = shape

    def strange(self, keys: Collection[bytes]) -> int:
        """How many of these were never met; note that they were."""
        met = set(map(hash, keys))
        if len(self._seen) > _MOST_SEEN:
            self._seen.clear()
        count = len(met - self._seen)
        self._seen |= met
        return count

    def keep(self, name: str, last: _Last) -> None:
        if len(last.rows) > _LARGEST:
            return
        if len(self.sheets) >= _MOST_SHEETS and name not in self.sheets:
            self.sheets.clear()
        self.sheets[name] = last


_NO_SHEET = _Last(b"", [], [])


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
) -> list[Row] | None:
    """Read all rows into `sheet`, its values too, and return them; None, with `sheet` in any state, where they are
    not all plain.

    Args:
        texts: gives the shared texts by their number as cells write it, None where they are not plain.
        scanned: notes what stands in some rows, None where they are not plain.
    """
    if b"\0" in rows:
        return None
    memory = _memory(styles)
    before = memory.sheets.get(sheet.name, _NO_SHEET)
    first, last = before.common(rows)
    shift = len(rows) - len(before.rows)
    begin, end = before.end(first), before.end(len(before.found) - last) + shift
    pieces, ends = before.parted(rows, begin, end, first)
    if len(pieces) + first + last > MOST_ROWS:
        return None
    new = _read([piece for piece in pieces if isinstance(piece, bytes)], memory, scanned)
    if new is None:
        return None
    read = iter(new)
    middle = [next(read) if isinstance(piece, bytes) else piece for piece in pieces]
    rest = rows[ends[-1] if ends else begin : end]
    if rest:
        bare = _bare(rest, memory, scanned)
        if bare is None:
            return None
        middle.append(bare)
        ends.append(end)
    same = len(before.found) - last
    found = before.found[:first] + middle + before.found[same:]
    if not _joined(found, sheet, texts):
        return None
    ends = before.ends[:first] + ends + [end + shift for end in before.ends[same:]]
    memory.keep(sheet.name, _Last(rows, ends, found))
    return found


def _joined(found: list[Row], sheet: SheetScan, texts: Texts) -> bool:
    """Put rows together; whether they are in ascending order and their shared texts are there."""
    width = max([len(row.line) for row in found], default=0)
    height = next((row.last for row in reversed(found) if row.line), 0)
    check_box(sheet.name, height, width)
    shared = [row for row in found if row.shared]
    given = texts() if shared else {}
    if given is None:
        return False
    values: list[list[Value]] = []
    filled = number = 0
    for row in found:
        first, last, line = row[:3]
        if first <= number:
            return False
        number = last
        if not line:
            continue
        while len(values) < last - 1:
            values.append([None] * width)
        filled += row.filled
        if shared and row.shared:
            line = line.copy()
            for column, text_number in row.shared:
                text = given.get(text_number)
                if text is None:
                    return False
                if text:
                    line[column] = text
                    filled += 1
        values.append(line if len(line) == width else line + [None] * (width - len(line)))
    sheet.values = values
    sheet.filled = filled
    sheet.box = height * width
    sheet.notes = _notes_of([row.notes for row in found if row.notes])
    struck: set[Position] = set()
    for row in [row for row in found if row.hidden or row.errors or row.struck]:
        sheet.errors.update(row.errors)
        sheet.hidden_rows |= row.hidden
        struck |= row.struck
    sheet.struck = frozenset(struck)
    return True


def _notes_of(parts: list[Mapping[Position, CellNote]]) -> dict[Position, CellNote]:
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
_together: dict[tuple[int, ...], tuple[dict[Position, CellNote], list[Mapping[Position, CellNote]]]] = {}


def _read(pieces: Sequence[bytes], memory: _Memory, scanned: Scanner) -> list[Row] | None:
    """What rows hold, each given without its end; None where any of them is not plain."""
    parts = list(map(part, pieces))
    shapes = [memory.find(parted.key) for parted in parts]
    rows: dict[int, Row] = {}  # those that are read without a shape
    missing = [at for at, shape in enumerate(shapes) if shape is None]
    if missing:
        if memory.strange({parts[at].key for at in missing}) > _MOST_NEW:
            return None
        found = shapes_of([pieces[at] for at in missing], memory.kinds, scanned)
        for at, shape in zip(missing, found, strict=True):
            if shape is not None:
                shapes[at] = shape
                memory.add(parts[at].key, shape)
                continue
            row = read_row(pieces[at] + END, memory.kinds, scanned)
            if row is None:
                return None
            rows[at] = row
    texts = texts_of([value for at, parted in enumerate(parts) if at not in rows for value in parted.values])
    if texts is None:
        return None
    given: list[Row] = []
    begin = 0
    try:
        for at, shape in enumerate(shapes):
            if shape is None:
                given.append(rows[at])
            elif shape.gaps:
                end = begin + len(shape.gaps)
                given.append(filled(shape, texts[begin:end]))
                begin = end
            else:
                given.append(shape.row)
    except (LookupError, ValueError):
        return None
    return given


def _bare(content: bytes, memory: _Memory, scanned: Scanner) -> Row | None:
    """Rows without any cell, which have no end of their own."""
    key = b"\0" + content  # no other key begins like this
    shape = memory.find(key)
    if shape is None:
        row = read_row(content, memory.kinds, scanned)
        if row is None:
            return None
        shape = Shape(row, ())
        memory.add(key, shape)
    return shape.row
