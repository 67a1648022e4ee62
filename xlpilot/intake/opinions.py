"""What stands in an opinion box, wherever in it: the words, who signed, the day. The seal is on paper."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xlpilot.intake.grid import Grid, Value
from xlpilot.intake.labels import Cell, Region, spaced
from xlpilot.intake.normalise import clean, typed_text
from xlpilot.intake.normalise.date import is_template, read_date
from xlpilot.rounds.model import Part
from xlpilot.values import dataclass, field


@dataclass(frozen=True, slots=True)
class Said:
    """One part of an opinion: its cell (where it would stand if blank), and its raw value, joined of several cells.

    `alone`: the value is the whole of that one cell, so that what is known of the cell holds for the value.
    """

    at: Cell
    raw: Value
    alone: bool


@dataclass(slots=True)
class _Pieces:
    found: list[tuple[Cell, Value, bool]] = field(default_factory=list)

    def said(self, default: Cell) -> Said:
        if not self.found:
            return Said(default, None, False)
        cell, raw, whole = self.found[0]
        if len(self.found) == 1:
            return Said(cell, raw, whole)
        return Said(cell, "\n".join(typed_text(value) for _, value, _ in self.found), False)


def read_box(grid: Grid, region: Region, year: int) -> dict[Part, Said]:
    """Words, signer and day of a box, in reading order: words until the signer's label, then name, seal and day."""
    box = region.box
    label = re.compile(rf"({spaced(box.signer)}|{spaced(box.seal)})(?:\s*[(（][^)）]*[)）])?\s*[:：]")
    alone = {clean(box.signer): Part.SIGNER, clean(box.seal): Part.DAY}
    parts = {part: _Pieces() for part in Part}
    state, signed = Part.WORDS, None
    for cell, raw, whole in _texts(grid, region):
        text = typed_text(raw)
        if box.locked and parts[Part.DAY].found and cell[0] > parts[Part.DAY].found[-1][0][0]:
            break  # a note below the form
        if clean(text) in alone:
            state = alone[clean(text)]
            signed = cell if state is Part.SIGNER else signed
            continue
        if not isinstance(raw, str):
            part = Part.DAY if _is_day(raw, year) else _under(state, signed, cell)
            parts[part].found.append((cell, raw, whole))
            continue
        pieces = label.split(text)
        for number, piece in enumerate(pieces):
            if number % 2:
                state = Part.SIGNER if clean(piece).replace(" ", "").startswith(box.signer) else Part.DAY
                signed = cell if state is Part.SIGNER else signed
            elif piece.strip():
                for at, line in enumerate(piece.splitlines() if number else [piece]):
                    if line.strip():
                        part = Part.DAY if _is_day(line, year) else _under(state, signed, cell) if not at else Part.DAY
                        whole_cell = whole and len(pieces) == 1
                        parts[part].found.append((cell, raw if whole_cell else line.strip(), whole_cell))
    bottom = region.bottom
    sign = signed or (max(region.top, bottom - 1), region.left)
    return {
        Part.WORDS: parts[Part.WORDS].said((min(region.top + 1, bottom), region.left)),
        Part.SIGNER: parts[Part.SIGNER].said((sign[0], _behind(grid, sign))),
        Part.DAY: _day(parts[Part.DAY], year).said((sign[0] + 1, region.left)),
    }


def _texts(grid: Grid, region: Region) -> Iterator[tuple[Cell, Value, bool]]:
    """The filled cells of a region in reading order; of the title's cell what stands behind the title."""
    for row in range(region.top, region.bottom + 1):
        for column in range(region.left, region.right + 1):
            raw = grid.at(row, column)
            if raw is None or (isinstance(raw, str) and not raw.strip()):
                continue
            if (row, column) == region.title:
                if region.behind:
                    yield (row, column), region.behind, False
                continue
            yield (row, column), raw, True


def _under(state: Part, signed: Cell | None, cell: Cell) -> Part:
    """What a text is: below the line of the signature it can only be the day."""
    return Part.DAY if state is Part.SIGNER and signed is not None and cell[0] > signed[0] else state


def _is_day(raw: Value, year: int) -> bool:
    if isinstance(raw, str) and is_template(clean(raw)):
        return True
    read, _ = read_date(raw, year)
    return not isinstance(read, str)


def _day(pieces: _Pieces, year: int) -> _Pieces:
    """The day alone: what the form prints to be filled does not count beside one that is filled in.

    2018 | 年 | 9 | 月 | 1 | 日 in cells of their own are one day.
    """
    filled = [piece for piece in pieces.found if not (isinstance(piece[1], str) and is_template(clean(piece[1])))]
    if len(filled) > 1 or (filled and len(pieces.found) > len(filled) and _digits(filled[0][1])):
        whole = "".join(typed_text(value) for _, value, _ in pieces.found)
        if not isinstance(read_date(whole, year)[0], str):
            return _Pieces([(filled[0][0], whole, False)])
    return _Pieces(filled or pieces.found[:1])


def _digits(raw: Value) -> bool:
    return typed_text(raw).strip().isdecimal()


def _behind(grid: Grid, cell: Cell) -> int:
    for top, left, bottom, right in grid.merges:
        if top <= cell[0] <= bottom and left <= cell[1] <= right:
            return right + 1
    return cell[1] + 1
