"""A city workbook that was written, read again from its cells: control totals, rows, and what differs in another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from xlpilot.intake.city_sheets import TOTAL, control, counts, header, listed, numbered, origins, text
from xlpilot.intake.grid import Book, CellNote, Grid, address
from xlpilot.intake.lower import Origin
from xlpilot.intake.reader import read_book
from xlpilot.intake.refusal import Refusal
from xlpilot.rollup.names import LEFT_OUT, PROVENANCE, list_sheet, rows_sheet
from xlpilot.rollup.own_book import OwnBook
from xlpilot.rounds.model import Form
from xlpilot.values import dataclass

CHECKED = "核验"


@dataclass(frozen=True, slots=True)
class Totals:
    """Rows listed as included and as excluded; the counts per category and the grand total of 统计; the control
    totals of 核验: category -> rows read, included, left out; of the included rows, those of `further` tables, which
    统计 does not count.
    """

    included: int
    excluded: int
    by_category: Mapping[str, int]
    total: int
    control: Mapping[str, tuple[int, int, int]]
    further: int = 0


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of 附件1 as it stands there: 1-based Excel row, number, unit's name, and header -> text of the rest."""

    row: int
    number: int
    unit: str
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell that differs between two workbooks, each text '' where there is nothing."""

    sheet: str
    cell: str
    before: str
    after: str


def _grids(data: bytes, ours: bool) -> Mapping[str, Grid] | Refusal:
    """Sheets by name. What is `ours`, by its hash, is read however large it is, a sheet at a time."""
    if ours:
        return OwnBook(data)
    book = read_book(data)
    return book if isinstance(book, Refusal) else {grid.name: grid for grid in book.grids}


def totals_in(data: bytes, forms: Sequence[Form], *, ours: bool = False) -> Totals | str:
    """The totals of a workbook's bytes, or in words why they cannot be read; `forms`: the summary's, the first one
    first. `ours`: their hash is that of a summary that was written, and there is no limit to its size.
    """
    grids = _grids(data, ours)
    if isinstance(grids, Refusal):
        return grids.detail
    names = [name for form in forms for name in (rows_sheet(form), list_sheet(LEFT_OUT, form))]
    for name in (*names, "统计"):
        if name not in grids:
            return f"没有工作表“{name}”"
    counted = counts(grids["统计"])
    if counted is None:
        return "工作表“统计”没有合计"
    by_category, total = counted
    controls = control(grids[CHECKED]) if CHECKED in grids else {}
    included = [len(numbered(grids[rows_sheet(form)])) for form in forms]
    excluded = sum(listed(grids[list_sheet(LEFT_OUT, form)]) for form in forms)
    return Totals(sum(included), excluded, by_category, total, controls, sum(included[1:]))


def listed_in(data: bytes, sheet: str, *, ours: bool = False) -> list[Listed] | None:
    """The rows of 附件1 in a workbook's bytes; None where it cannot be read. `ours`: see `totals_in`."""
    grids = _grids(data, ours)
    if isinstance(grids, Refusal) or sheet not in grids:
        return None
    return list(_listed(grids[sheet]))


def _listed(grid: Grid) -> Iterator[Listed]:
    titles = header(grid)
    for number, row in numbered(grid):
        cells = {title: text(grid.at(row, column)) for column, title in enumerate(titles[2:], 3)}
        yield Listed(row, number, text(grid.at(row, 2)), cells)


def differences(before: bytes, after: bytes) -> list[Difference] | None:
    """The cells that differ, by the sheets' order in the first; None where one cannot be read."""
    one, other = read_book(before), read_book(after)
    if isinstance(one, Refusal) or isinstance(other, Refusal):
        return None
    return list(_different(one, other))


def _different(one: Book, other: Book) -> Iterator[Difference]:
    grids = {grid.name: grid for grid in other.grids}
    for grid in one.grids:
        there = grids.pop(grid.name, None)
        if there is None:
            yield Difference(grid.name, "", "有这张表", "没有这张表")
            continue
        for row in range(1, max(len(grid.values), len(there.values)) + 1):
            lines = [g.values[row - 1] if row <= len(g.values) else () for g in (grid, there)]
            for column in range(1, max(map(len, lines)) + 1):
                was, now = text(grid.at(row, column)), text(there.at(row, column))
                # A program that does not calculate saves formulas without their values.
                if was != now and there.notes.get((row, column)) is not CellNote.UNCALCULATED:
                    yield Difference(grid.name, address(row, column), was, now)
    for name in grids:
        yield Difference(name, "", "没有这张表", "有这张表")


@dataclass(frozen=True, slots=True)
class At:
    """A cell of a row: its sheet, the header above it, what stands there, and where the row came from."""

    sheet: str
    title: str
    value: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Counted:
    """A cell of 统计: unit and category in words, its value, and the Excel rows of 附件1 that it counts."""

    title: str
    value: str
    rows: tuple[int, ...]


def row_at(data: bytes, form: Form, column: str, row: int, sheet: str, *, ours: bool = False) -> At | None:
    """The cell of a row of a form's sheet or of its 溯源; None where no row has it. `ours`: see `totals_in`."""
    grids = _grids(data, ours)
    provenance = list_sheet(PROVENANCE, form)
    if isinstance(grids, Refusal) or sheet not in grids or provenance not in grids:
        return None
    grid = grids[sheet]
    titles = header(grid)
    at = column_number(column)
    number = next((n for n, there in numbered(grid) if there == row), None)
    if number is None or at > len(titles):
        return None
    value = text(grid.at(row, at))
    del grid  # before the other one is read
    chain = next((found for n, found in origins(grids[provenance]) if n == number), ())
    return At(sheet, titles[at - 1], value, chain[0]) if chain else None


def counted_at(data: bytes, main: str, column: str, row: int, *, ours: bool = False) -> Counted | None:
    """What a cell of 统计 counts; None where it is no count. `ours`: see `totals_in`."""
    grids = _grids(data, ours)
    if isinstance(grids, Refusal) or "统计" not in grids or main not in grids:
        return None
    grid = grids["统计"]
    top = next((list(line) for line in grid.values if TOTAL in line), [])
    at, value = column_number(column), grid.at(row, column_number(column))
    if not isinstance(value, int | float) or not 2 <= at <= len(top):
        return None
    unit, category = text(grid.at(row, 1)), text(top[at - 1])
    found = tuple(
        one.row for one in _listed(grids[main])
        if unit in (one.unit, TOTAL) and (category == TOTAL or category in one.cells.values())
    )  # fmt: skip
    return Counted(f"{unit}，{category}", text(value), found)


def column_number(letters: str) -> int:
    """1-based column of its letters: 'A' -> 1, 'AB' -> 28."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
