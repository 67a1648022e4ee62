"""The control totals of a city workbook that was written, read again from its cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xlpilot.intake.grid import Grid
from xlpilot.intake.reader import read_book
from xlpilot.intake.refusal import Refusal

_NUMBER, _TOTAL = "序号", "合计"


@dataclass(frozen=True, slots=True)
class Totals:
    """Rows listed as included and as excluded; the counts per category and the grand total of 统计."""

    included: int
    excluded: int
    by_category: Mapping[str, int]
    total: int


def totals_in(data: bytes, sheet: str) -> Totals | str:
    """The totals of a workbook's bytes, or in words why they cannot be read; `sheet` is that of the included rows."""
    book = read_book(data)
    if isinstance(book, Refusal):
        return book.detail
    grids = {grid.name: grid for grid in book.grids}
    for name in (sheet, "未纳入", "统计"):
        if name not in grids:
            return f"没有工作表“{name}”"
    counts = _counts(grids["统计"])
    if counts is None:
        return "工作表“统计”没有合计"
    by_category, total = counts
    return Totals(_numbered(grids[sheet]), _listed(grids["未纳入"]), by_category, total)


def _numbered(grid: Grid) -> int:
    """Rows below the header that have a number in the first column."""
    rows = iter(grid.values)
    for row in rows:
        if row and row[0] == _NUMBER:
            break
    return sum(1 for row in rows if row and isinstance(row[0], int | float))


def _listed(grid: Grid) -> int:
    """Rows below the header of a listing, which is its third row."""
    return sum(1 for row in grid.values[3:] if any(value not in (None, "") for value in row))


def _counts(grid: Grid) -> tuple[dict[str, int], int] | None:
    header = next((row for row in grid.values if _TOTAL in row), None)
    bottom = next((row for row in grid.values if row and row[0] == _TOTAL), None)
    if header is None or bottom is None or header is bottom:
        return None
    last = list(header).index(_TOTAL)
    numbers = [value if isinstance(value, int | float) else -1 for value in bottom[1 : last + 1]]
    return {str(name): int(number) for name, number in zip(header[1:last], numbers, strict=False)}, int(numbers[-1])
