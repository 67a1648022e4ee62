"""Named areas of a grid, written as CSS grid-template-areas are: one text a row, one name a column.

`name` is where a field's value or a whole box stands, `name:` where the field's label stands, `.` is an empty cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xlpilot.values import dataclass

EMPTY = "."
LABEL = ":"


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of the grid: 1-based rows and columns, inclusive."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def height(self) -> int:
        """Number of rows."""
        return self.bottom - self.top + 1

    @property
    def width(self) -> int:
        """Number of columns."""
        return self.right - self.left + 1

    def cells(self) -> Iterator[tuple[int, int]]:
        """Row and column of every cell."""
        return (
            (row, column) for row in range(self.top, self.bottom + 1) for column in range(self.left, self.right + 1)
        )


def areas(template: Sequence[str]) -> dict[str, Area]:
    """The smallest rectangle around each name, in reading order; a label's name keeps its colon."""
    found: dict[str, Area] = {}
    for row, line in enumerate(template, 1):
        for column, name in enumerate(line.split(), 1):
            if name != EMPTY:
                old = found.get(name, Area(row, column, row, column))
                found[name] = Area(old.top, min(old.left, column), row, max(old.right, column))
    return found


def torn(template: Sequence[str]) -> Iterator[str]:
    """Names whose cells are no rectangle."""
    rows = [line.split() for line in template]
    for name, area in areas(template).items():
        cells = ((rows[row - 1], column) for row, column in area.cells())
        if any(column > len(row) or row[column - 1] != name for row, column in cells):
            yield name
