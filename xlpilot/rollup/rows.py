"""The rows of a summary: not copied out of the tables they stand in, but made from them when they are asked for."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from operator import eq
from typing import TypeVar, overload

from xlpilot.intake.lower import Origin
from xlpilot.intake.table import Table
from xlpilot.review.judge import FileReview
from xlpilot.rounds.model import Unit
from xlpilot.values import dataclass

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Source:
    """Where a row came from: path, hash, sheet, 1-based Excel row, time of receipt.

    `cell` and `note`: of a row that was taken from an application, where that begins, and that it was.
    `lower`: of a row of a summary from below, where that has it from, the nearest level first.
    """

    path: str
    sha256: str
    sheet: str
    row: int
    received_at: dt.datetime | None
    cell: str = ""
    note: str = ""
    lower: tuple[Origin, ...] = ()


@dataclass(frozen=True, slots=True)
class Included:
    """A row of the city's summary, numbered through from 1."""

    number: int
    unit: Unit
    values: dict[str, object]
    source: Source


@dataclass(frozen=True, slots=True)
class TableRows:
    """A table as rows of a form.

    Attributes:
        names: field of the form -> the table's own that says the same, '' where it has none; None: they are the same.
        note: what is said of rows that were taken from another form.
    """

    review: FileReview
    table: Table
    names: Mapping[str, str] | None = None
    note: str = ""

    def values(self, name: str) -> Sequence[object]:
        """A field's values, one a row of the table; None where the table does not say it."""
        own = name if self.names is None else self.names.get(name, "")
        return self.table.values[own] if own else (None,) * len(self.table.rows)

    def typed(self, name: str) -> Sequence[str]:
        """What was typed, likewise."""
        own = name if self.names is None else self.names.get(name, "")
        return self.table.typed[own] if own else ("",) * len(self.table.rows)

    @property
    def fields(self) -> Sequence[str]:
        """The form's fields."""
        return tuple(self.table.values if self.names is None else self.names)

    def cell(self, row: int) -> str:
        """Where a row begins, by its Excel row, where that has to be told."""
        return (self.table.place(None, row).cell or "") if self.note else ""

    def lower(self, row: int) -> tuple[Origin, ...]:
        """Where a summary from below has a row from."""
        return self.table.lower.origins.get(row, ()) if self.table.lower else ()

    def source(self, row: int) -> Source:
        """Where the row of this Excel row came from."""
        review = self.review
        return Source(
            review.path, review.sha256, self.table.sheet, row, review.received_at, self.cell(row), self.note,
            self.lower(row),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Block:
    """Rows of one table that are in the summary: the first has number `first`, `at` are their places in the table."""

    first: int
    unit: Unit
    of: TableRows
    at: Sequence[int]

    def __len__(self) -> int:
        return len(self.at)

    @property
    def numbers(self) -> range:
        """The rows' numbers."""
        return range(self.first, self.first + len(self.at))

    @property
    def rows(self) -> Sequence[int]:
        """Their Excel rows."""
        return self._chosen(self.of.table.rows)

    def values(self, name: str) -> Sequence[object]:
        """A field's values."""
        return self._chosen(self.of.values(name))

    def _chosen(self, column: Sequence[T]) -> Sequence[T]:
        return column if len(self.at) == len(column) else [column[at] for at in self.at]

    def __iter__(self) -> Iterator[Included]:
        names = self.of.fields
        columns = [self.values(name) for name in names]
        for number, row, *values in zip(self.numbers, self.rows, *columns, strict=True):
            yield Included(number, self.unit, dict(zip(names, values, strict=True)), self.of.source(row))


class Rows(Sequence[Included]):
    """All rows of a summary in their order. What asks for all of them had better ask block by block."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        """Args: blocks: none of them empty, numbered through."""
        self.blocks = blocks
        self._firsts = [block.first for block in blocks]
        self._grouped: dict[str | None, dict[str, Counter[object]]] = {}
        self._totals: dict[str | None, Counter[object]] = {}

    def __len__(self) -> int:
        return self.blocks[-1].numbers.stop - 1 if self.blocks else 0

    def __iter__(self) -> Iterator[Included]:
        for block in self.blocks:
            yield from block

    @overload
    def __getitem__(self, at: int) -> Included: ...

    @overload
    def __getitem__(self, at: slice) -> list[Included]: ...

    def __getitem__(self, at: int | slice) -> Included | list[Included]:
        if isinstance(at, slice):
            return list(self)[at]
        number = range(1, len(self) + 1)[at]
        block = self.blocks[bisect_right(self._firsts, number) - 1]
        return next(row for row in block if row.number == number)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(self) == len(other) and all(map(eq, self, other))

    __hash__ = None  # type: ignore[assignment]

    def grouped(self, name: str | None) -> Mapping[str, Counter[object]]:
        """Code of each unit that has any -> how often it has each value of a field; without one, all as None."""
        if name not in self._grouped:
            found: dict[str, Counter[object]] = {}
            for block in self.blocks:
                values = block.values(name) if name else [None] * len(block)
                found.setdefault(block.unit.code, Counter()).update(values)
            self._grouped[name] = found
        return self._grouped[name]

    def totals(self, name: str | None) -> Counter[object]:
        """The same of all units together."""
        if name not in self._totals:
            self._totals[name] = sum(self.grouped(name).values(), Counter())
        return self._totals[name]


__all__ = ["Block", "Included", "Rows", "Source", "TableRows"]
