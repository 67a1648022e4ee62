"""The sheets of a summary workbook as they are read again from their cells."""

from __future__ import annotations

from collections.abc import Iterator

from xlpilot.intake.grid import Grid, Value
from xlpilot.intake.lower import ORIGIN_TITLES, REPORTER, Origin, level_titles

NUMBER, TOTAL = "序号", "合计"
_CONTROL = "类别"
_DEEPEST = 8


def text(value: Value) -> str:
    """A cell's value as text, a whole number without a fraction."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def header(grid: Grid) -> list[str]:
    """The texts of the header of a sheet whose rows are numbered."""
    for row in grid.values:
        if row and row[0] == NUMBER:
            return [str(value or "") for value in row]
    return []


def numbered(grid: Grid) -> list[tuple[int, int]]:
    """Number and 1-based Excel row of the rows below the header that have a number in the first column."""
    found: list[tuple[int, int]] = []
    below = False
    for at, row in enumerate(grid.values, 1):
        if below and row and isinstance(row[0], int | float):
            found.append((int(row[0]), at))
        below = below or bool(row and row[0] == NUMBER)
    return found


def listed(grid: Grid) -> int:
    """Rows below the header of a listing, which is its third row."""
    return sum(1 for row in grid.values[3:] if any(value not in (None, "") for value in row))


def counts(grid: Grid) -> tuple[dict[str, int], int] | None:
    """The sums of 统计 by category and in all, -1 where one is no number; None where there are none."""
    top = next((row for row in grid.values if TOTAL in row), None)
    bottom = next((row for row in grid.values if row and row[0] == TOTAL), None)
    if top is None or bottom is None or top is bottom:
        return None
    last = list(top).index(TOTAL)
    numbers = [value if isinstance(value, int | float) else -1 for value in bottom[1 : last + 1]]
    return {str(name): int(number) for name, number in zip(top[1:last], numbers, strict=False)}, int(numbers[-1])


def control(grid: Grid) -> dict[str, tuple[int, int, int]]:
    """The control totals of 核验: category -> rows read, included, left out."""
    rows = iter(grid.values)
    for row in rows:
        if row and row[0] == _CONTROL:
            break
    found = {}
    for row in rows:
        numbers = [int(value) for value in row[2:5] if isinstance(value, int | float)]
        if len(numbers) != 3:
            break
        found[str(row[0])] = (numbers[0], numbers[1], numbers[2])
    return found


def origins(grid: Grid) -> Iterator[tuple[int, tuple[Origin, ...]]]:
    """Of each row of 溯源 its number, and where the row of the summary came from, the nearest level first.

    A level that cannot be read ends the way down; a row without any comes without.
    """
    titles = header(grid)
    if any(title not in titles for title in ORIGIN_TITLES):
        return
    # A summary written by an earlier version heads the units' column otherwise; it is always the second.
    levels = [[2, *(titles.index(title) + 1 for title in ORIGIN_TITLES)]]
    below = level_titles(_DEEPEST)
    size = len(ORIGIN_TITLES) + 1
    for start in range(0, len(below), size):
        heads = below[start : start + size]
        if not all(head in titles for head in heads):
            break
        levels.append([titles.index(head) + 1 for head in heads])
    for number, row in numbered(grid):
        found = []
        for columns in levels:
            unit, path, sheet, there, received, sha256 = (text(grid.at(row, column)) for column in columns)
            if not there.isdecimal():
                break
            found.append(Origin(unit, path, sheet, int(there), received, sha256))
        yield number, tuple(found)


__all__ = ["NUMBER", "REPORTER", "TOTAL", "control", "counts", "header", "listed", "numbered", "origins", "text"]
