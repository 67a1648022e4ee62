"""Find a grid form by the words of its labels: rows and columns may have moved and merges be lost."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from xlpilot.intake.expected import Expected, header_key, header_words
from xlpilot.intake.grid import Grid, address
from xlpilot.intake.normalise import clean, is_simple, typed_text
from xlpilot.intake.seen import GATE
from xlpilot.rounds.areas import LABEL
from xlpilot.rounds.model import Box, Form
from xlpilot.rules.sheet_words import SELF_CHECK_TITLE
from xlpilot.values import dataclass, field

SEARCH_ROWS, SEARCH_COLUMNS = 300, 60
# So many labels, in so many rows, make a grid form: a table has its own all in one or two.
LEAST_LABELS, LEAST_ROWS = 4, 3
_LONGEST_LABEL = 40
_NEAR = 12  # columns to the right of a label in which its value is looked for

Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a value stands: its own cell (where it would stand if blank), the filled cells, text behind a label."""

    at: Cell
    filled: tuple[Cell, ...] = ()
    behind: str = ""


@dataclass(frozen=True, slots=True)
class Region:
    """A box on the sheet, inclusive; its title's cell, and the text that stands behind the title in that cell."""

    box: Box
    title: Cell
    top: int
    left: int
    bottom: int
    right: int
    behind: str


@dataclass(frozen=True, slots=True)
class GridFound:
    """A grid form on a sheet.

    Attributes:
        first_row: row of its topmost label.
        stands: field name -> where its value stands; boxes aside.
        regions: the boxes found, in reading order.
        edge: first column that is the sheet's own check and no part of the form; beyond all columns where none is.
        gate: address and text of the sheet's own verdict; None where there is none.
        again: row in which a second form begins below the first; None where none does.
    """

    grid: Grid
    first_row: int
    stands: Mapping[str, Stand]
    regions: tuple[Region, ...]
    edge: int
    gate: tuple[str, str] | None
    again: int | None = None


@dataclass(slots=True)
class _Sheet:
    grid: Grid
    texts: dict[Cell, str] = field(default_factory=dict)
    edge: int = SEARCH_COLUMNS + 1
    gate: tuple[str, str] | None = None


def find_labels(grid: Grid, asks: Expected) -> GridFound | None:
    """The form on a sheet, None where too few of its labels are there."""
    form = asks.form
    words = _field_words(form)
    if not _may_be_there(grid, words):
        return None
    sheet = _texts(grid)
    titles = _box_titles(form)
    heads = [(cell, head, rest) for cell, text in sheet.texts.items() for head, rest in [_head(text)]]
    boxes = {}
    for cell, head, rest in heads:
        box = titles.get(head)
        if box and box.name not in boxes:
            boxes[box.name] = cell, rest
    first_box = min((cell[0] for cell, _ in boxes.values()), default=SEARCH_ROWS + 1)
    last_box = max((cell[0] for cell, _ in boxes.values()), default=0)
    hits = [(cell, words[head], rest) for cell, head, rest in heads if head in words]
    own = _assigned([hit for hit in hits if hit[0][0] < first_box], asks)
    if len(own) < LEAST_LABELS or len({cell[0] for cell, _ in own.values()}) < LEAST_ROWS:
        return None
    signers = {header_key(box.signer) for box in form.boxes}
    below = [(cell[0], head) for cell, head, _ in heads if head in words and head not in signers and cell[0] > last_box]
    # One word, such as 联系人, may stand in a note below the form.
    several = boxes and len({head for _, head in below}) > 1
    again = min(row for row, _ in below) if several else None
    labels = {cell for cell, _ in own.values()} | {cell for cell, _ in boxes.values()}
    stands = {name: _stand(sheet, form, name, cell, rest, labels) for name, (cell, rest) in own.items()}
    first = min(cell[0] for cell, _ in own.values())
    regions = tuple(_regions(sheet, form, boxes, again))
    return GridFound(grid, first, stands, regions, sheet.edge, sheet.gate, again)


def _may_be_there(grid: Grid, words: Mapping[str, list[str]]) -> bool:
    """Whether there are labels enough at all, wherever: nearly always not, and then nothing else need be looked at."""
    rows = [row[:SEARCH_COLUMNS] for row in grid.values[:SEARCH_ROWS]]
    texts = {value for row in rows for value in row if type(value) is str}
    simple = [text for text in texts if text.isalnum()]
    if is_simple("".join(simple)):  # then each of them is nothing but itself
        labels = {text for text in simple if text.lower() in words}
        texts.difference_update(simple)
    else:
        labels = set()
    labels |= {text for text in texts if _head(text)[0] in words}
    if not labels:
        return False
    found = [sum(value in labels for value in row) for row in rows if not labels.isdisjoint(row)]
    return sum(found) >= LEAST_LABELS and len(found) >= LEAST_ROWS


def _texts(grid: Grid) -> _Sheet:
    """The filled cells left of the sheet's own check, in reading order."""
    sheet = _Sheet(grid)
    for number, row in enumerate(grid.values[:SEARCH_ROWS], 1):
        for column, value in enumerate(row[:SEARCH_COLUMNS], 1):
            if value is None or value == "":
                continue
            text = typed_text(value)
            if column > 1 and len(text) < 200:
                said = clean(text)
                verdict = GATE.match(said)
                if verdict:
                    sheet.gate = sheet.gate or (address(number, column), said)
                if verdict or said == SELF_CHECK_TITLE:
                    sheet.edge = min(sheet.edge, column)
            if text.strip():
                sheet.texts[number, column] = text
    sheet.texts = {cell: text for cell, text in sheet.texts.items() if cell[1] < sheet.edge}
    return sheet


def _head(text: str) -> tuple[str, str]:
    """A label's key, and what stands behind its colon; a text without colon is a head and nothing else."""
    head, colon, _ = text.replace("：", ":").partition(":")
    if len(head) > _LONGEST_LABEL:
        return "", ""
    return header_key(head), text[len(head) + 1 :].strip() if colon else ""


@lru_cache(maxsize=64)
def _words_of(names: tuple[tuple[str, ...], ...]) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(map(header_key, group)) for group in names)


def _box_titles(form: Form) -> dict[str, Box]:
    words = _words_of(tuple((box.title, *box.aliases) for box in form.boxes))
    return {word: box for box, keys in zip(form.boxes, words, strict=True) for word in keys}


def _field_words(form: Form) -> dict[str, list[str]]:
    """Keys of labels -> names of the fields that may be meant, in the form's order."""
    found: dict[str, list[str]] = {}
    for one in form.fields:
        for word in header_words(one):
            found.setdefault(word, []).append(one.name)
    return found


def _assigned(hits: Sequence[tuple[Cell, list[str], str]], asks: Expected) -> dict[str, tuple[Cell, str]]:
    """Field -> its label's cell; a label that two fields have is that of the person named last before it."""
    phones = dict(asks.pairs)
    own: dict[str, tuple[Cell, str]] = {}
    person: str | None = None
    for cell, names, rest in hits:
        of_person = phones.get(person or "")
        name = of_person if of_person in names else next((one for one in names if one not in own), None)
        if name is None or name in own:
            continue
        own[name] = cell, rest
        person = name if name in phones else person
    return own


def _stand(sheet: _Sheet, form: Form, name: str, label: Cell, rest: str, labels: set[Cell]) -> Stand:
    """Where the value of a label stands: in its own cell behind a colon, to its right, or below."""
    label_area, area = form.grid[name + LABEL], form.grid[name]
    below = area.top > label_area.bottom
    bottom, right = _merge_end(sheet.grid, label)
    if rest:
        return Stand(label, (), rest)
    if not below:
        at = label[0], right + 1
        last = min((column for row, column in labels if row == label[0] and column > label[1]), default=right + _NEAR)
        filled = [(label[0], c) for c in range(right + 1, min(last, sheet.edge)) if (label[0], c) in sheet.texts]
        return Stand(filled[0] if filled else at, tuple(filled))
    until = min((row for row, _ in labels if row > label[0]), default=label[0] + area.height + 1)
    cells = [cell for cell in sheet.texts if label[0] <= cell[0] < until and cell != label and cell not in labels]
    filled = sorted(cell for cell in cells if cell[0] > label[0] or cell[1] > right)
    return Stand(filled[0] if filled else (bottom + 1, label[1]), tuple(filled))


def _merge_end(grid: Grid, cell: Cell) -> Cell:
    """Last row and column of the merge that a cell begins or is in; the cell itself where it is in none."""
    row, column = cell
    for top, left, bottom, right in grid.merges:
        if top <= row <= bottom and left <= column <= right:
            return bottom, right
    return cell


def _regions(sheet: _Sheet, form: Form, boxes: Mapping[str, tuple[Cell, str]], again: int | None) -> Iterator[Region]:
    cells = {name: cell for name, (cell, _) in boxes.items()}
    by_name = {box.name: box for box in form.boxes}
    for name, (top, left) in sorted(cells.items(), key=lambda item: item[1]):
        others = [cell for other, cell in cells.items() if other != name]
        below = [row for row, _ in others if row > top] + [again or len(sheet.grid.values) + 1]
        beside = [column for row, column in others if row == top and column > left]
        first = not any(row == top and column < left for row, column in others)
        right = min([*beside, sheet.edge]) - 1
        yield Region(by_name[name], (top, left), top, 1 if first else left, min(below) - 1, right, boxes[name][1])


def spaced(label: str) -> str:
    """A pattern for a label whose characters may stand apart: 负 责 人."""
    return r"\s*".join(map(re.escape, label))
