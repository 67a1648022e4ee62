"""Several tables below each other on one sheet: the sheet is parted between them, and each is read by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from xlpilot.intake.expected import header_words
from xlpilot.intake.grid import Grid, Value
from xlpilot.intake.locate import OWN_SHEETS, Located, headers, read_label
from xlpilot.intake.normalise import clean, key, typed_text
from xlpilot.rounds.model import Form

# The headers of such tables are looked for in so many rows.
SEARCHED = 5000
_HEAD_ROWS = 12


def parted(grids: Sequence[Grid], form: Form, tables: Sequence[Form]) -> Iterator[Grid]:
    """The sheets that hold the header of a form, each with the rows of the sheet's other tables blank.

    A row belongs to the table whose header or title stands next above it, the rows above all of them to the first; so
    each row is seen by one table, under its own number.

    Args:
        tables: all the forms that may share a sheet, this one included.
    """
    for grid in grids:
        if grid.name in OWN_SHEETS:
            continue
        found = claimed(grid, tables)
        at = next((n for n, one in enumerate(tables) if one is form), -1)
        if at not in found:
            continue
        starts = _starts(grid, tables, found)
        start = starts[at]
        later = [row for row in starts.values() if row > start]
        yield _part(grid, start, min(later) - 1 if later else None) if len(starts) > 1 else grid


def claimed(grid: Grid, tables: Sequence[Form]) -> Mapping[int, Located]:
    """Position in `tables` -> its header in the sheet. No two share a row: it is that of the one it says most of."""
    found: dict[int, Located] = {}
    rest = grid
    while len(found) < len(tables):
        best: tuple[tuple[int, float], int, Located] | None = None
        for at, form in enumerate(tables):
            for located in headers([rest], form, SEARCHED) if at not in found else ():
                rank = len(located.columns), len(located.columns) / len(form.fields)
                if best is None or rank > best[0]:
                    best = rank, at, located
        if best is None:
            break
        _, at, located = best
        found[at] = located
        rows = list(rest.values)
        rows[located.first_row - 1 : located.last_row] = [()] * (located.last_row - located.first_row + 1)
        rest = replace(rest, values=rows)
    return found


def _starts(grid: Grid, tables: Sequence[Form], found: Mapping[int, Located]) -> dict[int, int]:
    """Position in `tables` -> the first row of its part of the sheet, the topmost one's being the first row."""
    width = max(column for located in found.values() for column in located.columns.values())
    order = sorted(found, key=lambda at: found[at].first_row)
    starts = {order[0]: 1}
    for before, at in pairwise(order):
        starts[at] = _head(grid, tables[at], found[at].first_row, found[before].last_row, width)
    return starts


def _head(grid: Grid, form: Form, header_row: int, above: int, width: int) -> int:
    """The topmost row, below `above`, of what stands over a header: 附件N, title, subtitle, line."""
    words = {key(text) for text in (form.attachment, form.title, form.subtitle) if text}
    labels = {word: field for field in reversed(form.line) for word in header_words(field)}
    start = header_row
    for row in range(header_row - 1, max(above, header_row - _HEAD_ROWS - 1), -1):
        texts = [clean(typed_text(value)) for value in grid.values[row - 1][:width] if _says(value)]
        if any(key(text) in words or read_label(text, labels) for text in texts):
            start = row
        elif texts:
            break
    return start


def _says(value: Value) -> bool:
    return value is not None and value != ""


def _part(grid: Grid, first: int, last: int | None) -> Grid:
    def inside(row: int) -> bool:
        return first <= row and (last is None or row <= last)

    return replace(
        grid,
        values=[()] * (first - 1) + list(grid.values[first - 1 : last]),
        notes={at: note for at, note in grid.notes.items() if inside(at[0])},
        errors={at: text for at, text in grid.errors.items() if inside(at[0])},
        merges=tuple(area for area in grid.merges if inside(area[0])),
        struck=frozenset(at for at in grid.struck if inside(at[0])),
        hidden_rows=frozenset(row for row in grid.hidden_rows if inside(row)),
    )
