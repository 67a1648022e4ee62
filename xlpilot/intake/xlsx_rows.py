"""Rows of a sheet one by one: in all files of a round most are the same, and most others of a shape that is known.

What a row holds is a function of its bytes and of the styles. What a sheet begins and ends with as the last one of its
name did is not looked at again; the rows between are taken apart by their shapes (`xlsx_shapes`). A sheet is read here
where it has no more rows than a form, nothing but plain cells, and only some rows of shapes that were never met: one
that is the first of its kind is read faster in one go, and its shapes are found out from the next one on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from xlpilot.intake.grid import CellNote, Value
from xlpilot.intake.scan import CELL_TEXT, MAX_COLUMN, Position, SheetScan, check_box, column_number
from xlpilot.intake.xlsx_outline import Styles
from xlpilot.intake.xlsx_plain import SPACES, kind_and_style, plain_value, unsure
from xlpilot.intake.xlsx_shapes import NO_ERRORS, NO_NOTES, NONE, Row, Shape, filled, part, probe, shape_of, texts_of

MOST_ROWS = 1_000  # of a sheet that is read row by row
_MOST_NEW = 64  # of them of shapes that were never met before: more are read faster in one go
_MOST_SEEN = 100_000
_MOST_BYTES = 4 << 20  # of shapes that are remembered, twice
_MOST_KINDS = 10_000
_LONGEST = 1 << 16  # bytes of a shape that is remembered
_MOST_SHEETS = 16  # whose last rows are remembered
_LARGEST = 1 << 19  # bytes of rows that are
_END = b"</row>"
Texts = Callable[[], Mapping[str, str] | None]
_VALUE = re.compile(
    r'<c r="([A-Z]{1,3}+)[0-9]++"([^<>]*+)>(?:<v>([^<]*+)</v>|<is><t((?: xml:space="preserve")?+>[^<]*+)</t></is>)</c>'
)


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
            return at >= begin <= start and rows.endswith(mine[start:]) and (not at or rows.endswith(_END, 0, at))

        return first, _most(count - first, finishes)

    def parted(self, rows: bytes, begin: int, end: int, at: int) -> tuple[list[bytes | Row], bytes]:
        """The rows from `begin` to `end`, of which the first is the sheet's (`at`+1)th: without their ends, or what
        they hold where they are here at the same place; and what stands behind the last end.
        """
        mine, ends, known = memoryview(self.rows), self.ends, len(self.found)
        pieces: list[bytes | Row] = []
        while (close := rows.find(_END, begin, end)) >= 0:
            after = close + len(_END)
            start = self.end(at) if at < known else 0
            if at < known and ends[at] - start == after - begin and rows.startswith(mine[start : ends[at]], begin):
                pieces.append(self.found[at])
            else:
                pieces.append(rows[begin:close])
            begin, at = after, at + 1
        return pieces, rows[begin:end]


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
        self.struck = styles.struck
        self.kinds = _Kinds(styles)
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

    def keep(self, name: str, rows: bytes, found: list[Row]) -> None:
        if len(rows) > _LARGEST:
            return
        if len(self.sheets) >= _MOST_SHEETS:
            self.sheets.clear()
        pieces = rows.split(_END)
        ends = [end + at * len(_END) for at, end in enumerate(accumulate(map(len, pieces)), 1)]
        ends[-1] = len(rows)
        self.sheets[name] = _Last(rows, ends[: len(found)], found)


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
) -> bytes | None:
    """Read all rows into `sheet`, its values too, and return them without formulas; None, with `sheet` in any state,
    where they are not all plain.

    Args:
        texts: gives the shared texts by their number as cells write it, None where they are not plain.
        scanned: notes what stands in some rows, None where they are not plain.
    """
    memory = _memory(styles)
    before = memory.sheets.get(sheet.name, _NO_SHEET)
    first, last = before.common(rows)
    begin, end = before.end(first), len(rows) - len(before.rows) + before.end(len(before.found) - last)
    found = before.found[:first]
    anew = 0
    if begin < end:
        pieces, rest = before.parted(rows, begin, end, first)
        if len(pieces) + first + last > MOST_ROWS:
            return None
        new = _read([piece for piece in pieces if isinstance(piece, bytes)], memory, scanned)
        bare = _bare(rest, memory, scanned) if rest else ()
        if new is None or bare is None:
            return None
        anew = len(new)
        read = iter(new)
        found += [next(read) if isinstance(piece, bytes) else piece for piece in pieces]
        found += bare
    if last:
        found += before.found[-last:]
    number = width = height = 0
    for row in found:
        if row.first <= number:
            return None
        number = row.last
        if row.line:
            height, width = number, max(width, len(row.line))
    check_box(sheet.name, height, width)
    if not _joined(found, height, width, sheet, texts):
        return None
    if 2 * anew > len(found) or not before.found:
        memory.keep(sheet.name, rows, found)
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


def _read(pieces: Sequence[bytes], memory: _Memory, scanned: Scanner) -> list[Row] | None:
    """What rows hold, each given without its end; None where any of them is not plain."""
    parts = list(map(part, pieces))
    shapes = [memory.find(parted.key) for parted in parts]
    rows: dict[int, Row] = {}  # those that are read without a shape
    missing = [at for at, shape in enumerate(shapes) if shape is None]
    if missing:
        if memory.strange({parts[at].key for at in missing}) > _MOST_NEW:
            return None
        found = _shapes([pieces[at] for at in missing], memory, scanned)
        for at, shape in zip(missing, found, strict=True):
            if shape is not None:
                shapes[at] = shape
                memory.add(parts[at].key, shape)
                continue
            row = _read_row(pieces[at] + _END, memory, scanned)
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


def _bare(content: bytes, memory: _Memory, scanned: Scanner) -> tuple[Row] | None:
    """Rows without any cell, which have no end of their own."""
    key = b"\0" + content  # no row begins like this
    shape = memory.find(key)
    if shape is None:
        row = _read_row(content, memory, scanned)
        if row is None:
            return None
        shape = Shape(row, ())
        memory.add(key, shape)
    return (shape.row,)


def _shapes(pieces: Sequence[bytes], memory: _Memory, scanned: Scanner) -> list[Shape | None]:
    """The shapes of rows that were not met before; None for one that tells its shape only in part."""
    probes = [None if any(kind in piece for kind in _NO_PROBE) else probe(piece) for piece in pieces]
    content = [each[0] + _END for each in probes if each]
    found = _probed(content, memory, scanned)
    if found is None:  # there is one among them that is not plain
        found = [row for each in content for row in _probed([each], memory, scanned) or [None]]
    rows = iter(found)
    return [each and (row := next(rows)) and shape_of(row, each[1]) for each in probes]


_NO_PROBE = (b' t="e"', b' t="b"')  # what stands in such a cell is not any number


def _probed(contents: Sequence[bytes], memory: _Memory, scanned: Scanner) -> list[Row | None] | None:
    """Some rows read in one go, None for one that is not plain; None where they cannot be."""
    scan = SheetScan("")
    there = scanned(b"".join(contents), scan) if contents else None
    text = there.left.decode() if there else ""
    if there is None or unsure(text):
        return None if contents else []
    lines, bares = text.split("</row>"), there.bare.split(_END)
    if not len(lines) == len(bares) == len(contents) + 1:
        return None
    notes: dict[int, dict[Position, CellNote]] = {}
    for place, note in scan.notes.items():
        notes.setdefault(place[0], {})[place] = note
    rows = [
        _row_of(content, line, scan.hidden_rows, memory, bare + _END)
        for content, line, bare in zip(contents, lines, bares, strict=False)
    ]
    return [row and row._replace(notes=notes.get(row.last, {})) for row in rows]


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
    covered = frozenset(row for row in hidden if first <= row <= last) if hidden else NONE
    return Row(
        first, last, line, tuple(shared), NO_NOTES, NO_ERRORS, covered, frozenset(struck), bare,
        len(line) - line.count(None),
    )  # fmt: skip


class _Columns(dict[str, int]):
    """Letters of a column -> its 1-based number; of letters as a cell has them, three at most."""

    def __missing__(self, letters: str) -> int:
        self[letters] = number = column_number(letters)
        return number


_COLUMNS = _Columns()
