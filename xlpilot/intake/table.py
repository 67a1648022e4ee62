"""A form's content with its addresses: normalised values, and what was typed, by Excel row."""

from __future__ import annotations

from collections.abc import Mapping

from xlpilot.findings import Finding, Place
from xlpilot.intake.grid import address
from xlpilot.intake.lower import Lower
from xlpilot.values import dataclass, field


@dataclass(frozen=True, slots=True)
class LineValue:
    """A labelled cell above the table: normalised value, what was typed, and its 1-based row and column."""

    value: object
    typed: str
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Table:
    """One table as read. `values[name][i]` and `typed[name][i]` belong to the Excel row `rows[i]`.

    Attributes:
        form: key of the form in the round, such as 'summary'.
        sheet: name of the sheet in the county's file.
        columns: field name -> 1-based column; a field whose column is missing is not in it.
        values: field name -> normalised values, None where blank; for every field that the clerk fills.
        missing: names of fields whose column was not found.
        gate: address and text of the sheet's own verdict above the table, as the county saw it; None where none is.
        findings: what was noticed while reading.
        passed_over: Excel rows that say something and are no project; each has its finding.
        inferred: (Excel row, field name) of values that stand in no cell of their own, such as 同上.
        cells: field name -> 1-based row and column of its value, for a grid form (附件2), which has one row in `rows`
            (that of its topmost value) though its fields stand in many; empty for a table.
        more: the tables that the form has below this one, each with its own rows and findings; one that was not found
            is not among them.
        lower: what a summary from below says of itself and of these rows; None for a form that a unit filled.
    """

    form: str
    sheet: str
    header_row: int
    columns: Mapping[str, int]
    rows: tuple[int, ...]
    values: Mapping[str, tuple[object, ...]]
    typed: Mapping[str, tuple[str, ...]]
    line: Mapping[str, LineValue]
    missing: tuple[str, ...] = ()
    gate: tuple[str, str] | None = None
    findings: tuple[Finding, ...] = field(default=())
    passed_over: tuple[int, ...] = ()
    inferred: frozenset[tuple[int, str]] = frozenset()
    cells: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    more: tuple[Table, ...] = ()
    lower: Lower | None = None

    @property
    def all(self) -> tuple[Table, ...]:
        """It and those below it."""
        return (self, *self.more)

    @property
    def row_count(self) -> int:
        """The rows of all its tables."""
        return sum(len(table.rows) for table in self.all)

    def place(self, name: str | None, row: int) -> Place:
        """Where a field stands in an Excel row; where no field is named, the row's first cell stands for the row."""
        if self.cells:
            at = self.cells.get(name) if name else min(self.cells.values())
            return Place(self.sheet, address(*at) if at else None, at[0] if at else row, name)
        column = self.columns.get(name) if name else min(self.columns[n] for n in self.values if n in self.columns)
        return Place(self.sheet, address(row, column) if column else None, row, name)

    def line_place(self, name: str) -> Place:
        """Where a labelled cell above the table stands."""
        found = self.line.get(name)
        return Place(
            self.sheet, address(found.row, found.column) if found else None, found.row if found else None, name
        )
