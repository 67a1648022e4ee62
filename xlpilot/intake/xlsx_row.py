"""Single rows of a sheet read, and their shapes found out: where a row was never met before."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

from xlpilot.intake.grid import CellNote, Value
from xlpilot.intake.scan import CELL_TEXT, MAX_COLUMN, Position, SheetScan, column_number
from xlpilot.intake.xlsx_outline import Styles
from xlpilot.intake.xlsx_plain import SPACES, kind_and_style, plain_value, unsure
from xlpilot.intake.xlsx_shapes import NO_ERRORS, NO_NOTES, NONE, Row, Shape, probe, shape_of

_MOST_KINDS = 10_000
END = b"</row>"
_VALUE = re.compile(
    r'<c r="([A-Z]{1,3}+)[0-9]++"([^<>]*+)>(?:<v>([^<]*+)</v>|<is><t((?: xml:space="preserve")?+>[^<]*+)</t></is>)</c>'
)


class Scanned(NamedTuple):
    """Some rows, scanned: the number of the last, the rows without formulas, and what is left of them for a reader."""

    last: int
    bare: bytes
    left: bytes


Scanner = Callable[[bytes, SheetScan], Scanned | None]


class Kinds(dict[str, tuple[str, int]]):
    """Attributes of a plain cell -> its type, and the index of its format; raises LookupError where it is not plain."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self.struck = styles.struck

    def __missing__(self, attributes: str) -> tuple[str, int]:
        found = kind_and_style(attributes, self._styles)
        if len(self) < _MOST_KINDS:
            self[attributes] = found
        return found


def shapes_of(pieces: Sequence[bytes], kinds: Kinds, scanned: Scanner) -> list[Shape | None]:
    """The shapes of rows that were not met before; None for one that tells its shape only in part."""
    probes = [None if any(kind in piece for kind in _NO_PROBE) else probe(piece) for piece in pieces]
    content = [each[0] + END for each in probes if each]
    found = _probed(content, kinds, scanned)
    if found is None:  # there is one among them that is not plain
        found = [row for each in content for row in _probed([each], kinds, scanned) or [None]]
    rows = iter(found)
    return [each and (row := next(rows)) and shape_of(row, each[1]) for each in probes]


_NO_PROBE = (b' t="e"', b' t="b"')  # what stands in such a cell is not any number


def _probed(contents: Sequence[bytes], kinds: Kinds, scanned: Scanner) -> list[Row | None] | None:
    """Some rows read in one go, None for one that is not plain; None where they cannot be."""
    scan = SheetScan("")
    there = scanned(b"".join(contents), scan) if contents else None
    text = there.left.decode() if there else ""
    if there is None or unsure(text):
        return None if contents else []
    lines, bares = text.split("</row>"), there.bare.split(END)
    if not len(lines) == len(bares) == len(contents) + 1:
        return None
    notes: dict[int, dict[Position, CellNote]] = {}
    for place, note in scan.notes.items():
        notes.setdefault(place[0], {})[place] = note
    rows = [
        _row_of(content, line, scan.hidden_rows, kinds, bare + END)
        for content, line, bare in zip(contents, lines, bares, strict=False)
    ]
    return [row and row._replace(notes=notes.get(row.last, {})) for row in rows]


def read_row(content: bytes, kinds: Kinds, scanned: Scanner) -> Row | None:
    """One row, and those without cells before it; None where it is not plain."""
    scan = SheetScan("")
    there = scanned(content, scan)
    if there is None:
        return None
    text = there.left.decode()
    if unsure(text):
        return None
    row = _row_of(content, text, scan.hidden_rows, kinds, there.bare)
    return row and row._replace(notes=scan.notes, errors=scan.errors)


def _row_of(content: bytes, text: str, hidden: Collection[int], kinds: Kinds, bare: bytes) -> Row | None:
    """One row, and those without cells before it, of what the scan has left of it; None where it is not plain."""
    line: list[Value] = []
    shared: list[tuple[int, str]] = []
    struck: set[Position] = set()
    marked, columns = kinds.struck, _COLUMNS
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
