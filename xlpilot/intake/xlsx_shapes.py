"""Rows of a sheet by their shape: all of their XML but what stands in the cells.

Most rows of a form have the same shape in all files of a round, whatever clerks type into them. What a shape gives
(columns, kinds of cells, formulas, formats) is found out once by the one scanner of rows, from the row with a number
of our own in each place of a text; a row of a shape that is known is then only taken apart.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from xlpilot.intake.grid import CellNote, Value
from xlpilot.intake.scan import CELL_TEXT, Position
from xlpilot.intake.xlsx_plain import SPACES, unescaped, unsure
from xlpilot.intake.xml_part import BAD_REFERENCE, CONTROLS

_GAP = re.compile(rb'(<[tv](?: xml:space="preserve")?+>)([^<]++)')
_USUAL_GAP = re.compile(rb"<[tv]>([^<]++)")
_NUMBER = re.compile(r"-?[0-9]{1,40}+(?:\.[0-9]{1,40}+)?+(?:E[-+]?[0-9]{1,2}+)?+")
_MOST_NUMBERS = 10_000
NONE: frozenset[int] = frozenset()
NO_NOTES: Mapping[Position, CellNote] = {}
NO_ERRORS: Mapping[Position, str] = {}
TEXT, KEPT, NUMBER, SHARED = range(4)  # kinds of gaps; in a `KEPT` text, white space at the edges counts


class Row(NamedTuple):
    """One row with cells, and those without any that stand before it.

    Attributes:
        first, last: 1-based numbers of the first and the last of these rows; the last has the cells.
        line: values from column 1 on, None where a shared text belongs.
        shared: (0-based column, number of the shared text as the cell writes it).
        bare: the rows without formulas; their values may be others.
        filled: how many values `line` has.
    """

    first: int
    last: int
    line: list[Value]
    shared: tuple[tuple[int, str], ...] = ()
    notes: Mapping[Position, CellNote] = NO_NOTES
    errors: Mapping[Position, str] = NO_ERRORS
    hidden: frozenset[int] = NONE
    struck: frozenset[Position] = frozenset()
    bare: bytes = b""
    filled: int = 0


class Shape(NamedTuple):
    """What all rows of a shape have in common.

    Attributes:
        row: a row of this shape without its values.
        gaps: (0-based column, kind) of every value, in the order in which they stand.
    """

    row: Row
    gaps: tuple[tuple[int, int], ...]


class Parted(NamedTuple):
    """A row taken apart: its shape as a key, and what stands in its cells."""

    key: bytes
    values: list[bytes]


def part(content: bytes) -> Parted:
    """Take a row apart, which holds no NUL but may hold anything else; its end is left out."""
    if b"preserve" in content:
        pieces = _GAP.split(content)
        values = pieces[2::3]
        del pieces[2::3]
    else:
        pieces = _USUAL_GAP.split(content)
        values = pieces[1::2]
        del pieces[1::2]
    # With a mark where each value was, so that no other row has the same key.
    return Parted(b"\0".join(pieces) if values else content, values)


def probe(content: bytes) -> tuple[bytes, list[bytes]]:
    """A row of the same shape with a number in each gap, counted from 0; and the tags before the gaps."""
    tags: list[bytes] = []

    def numbered(match: re.Match[bytes]) -> bytes:
        tags.append(match[1])
        return match[1] + (b"%d" if match[1] == b"<v>" else b" %d ") % (len(tags) - 1)

    return _GAP.sub(numbered, content), tags


def shape_of(row: Row, tags: Sequence[bytes]) -> Shape | None:
    """The shape of a row that was read from a `probe`; None where it does not tell all gaps."""
    gaps: dict[int, tuple[int, int]] = {int(number): (column, SHARED) for column, number in row.shared}
    for column, value in enumerate(row.line):
        if type(value) is float:
            gaps[int(value)] = column, NUMBER
        elif isinstance(value, str):
            number = int(value)
            gaps[number] = column, KEPT if value[0] == " " or tags[number] == b"<v>" else TEXT
        elif value is not None:
            return None
    if row.errors or sorted(gaps) != list(range(len(tags))):
        return None
    blank = row._replace(line=[None] * len(row.line), shared=(), filled=0)
    return Shape(blank, tuple(gaps[number] for number in range(len(tags))))


class _Numbers(dict[str, float]):
    """Number as a cell has it -> its value; raises LookupError where it is not plain."""

    def __missing__(self, text: str) -> float:
        if not _NUMBER.fullmatch(text):
            raise LookupError(text)
        value = float(text)
        if len(self) < _MOST_NUMBERS:
            self[text] = value
        return value


_NUMBERS = _Numbers()


def texts_of(values: Sequence[bytes]) -> list[str] | None:
    """What stands in cells, with the characters that references stand for; None where anything is not plain."""
    if not values:
        return []
    if max(map(len, values)) > CELL_TEXT:
        return None
    together = b"\0".join(values)
    if b"&" not in together:
        return _texts(together, len(values))
    # The office's own texts have references, and are the same in all files of a round.
    with_references = [at for at, value in enumerate(values) if b"&" in value]
    others = list(values)
    for at in with_references:
        others[at] = b""
    texts = _texts(b"\0".join(others), len(others))
    if texts is None:
        return None
    for at in with_references:
        value = values[at]
        text = _resolved(value) if len(value) < _LONG else _resolved_long(value)
        if text is None:
            return None
        texts[at] = text
    return texts


def _texts(together: bytes, count: int) -> list[str] | None:
    # The marks between them are the only characters that XML does not allow.
    if len(together) - len(together.translate(None, CONTROLS)) != count - 1:
        return None
    try:
        text = together.decode()
    except UnicodeDecodeError:
        return None
    return None if unsure(text) else text.split("\0")


def _resolve(value: bytes) -> str | None:
    texts = None if BAD_REFERENCE.search(value) else _texts(value, 1)
    return None if texts is None else unescaped(texts[0])


_LONG = 500  # bytes of a text that nobody types: what a form carries
_resolved, _resolved_long = lru_cache(4096)(_resolve), lru_cache(64)(_resolve)


def filled(shape: Shape, texts: Sequence[str]) -> Row:
    """A row of this shape with these values; raises LookupError or ValueError where one does not fit its cell."""
    row, gaps = shape
    line = row.line.copy()
    shared: list[tuple[int, str]] = []
    for (column, kind), text in zip(gaps, texts, strict=True):
        if kind == TEXT:
            line[column] = text.strip(SPACES) or None
        elif kind == NUMBER:
            line[column] = _NUMBERS[text]
        elif kind == SHARED:
            shared.append((column, text))
        else:
            line[column] = text
    first, last, _, _, notes, errors, hidden, struck, bare, _ = row
    count = len(line) - line.count(None)
    return Row(first, last, line, tuple(shared), notes, errors, hidden, struck, bare, count)
