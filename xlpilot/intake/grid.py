"""A sheet as it came: raw cells with addresses, before any meaning is added."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import Protocol, cast

from xlpilot.same import Same
from xlpilot.values import dataclass, field

Value = str | float | int | bool | dt.date | dt.datetime | dt.time | dt.timedelta | None


class Visibility(StrEnum):
    """Whether a clerk sees the sheet."""

    VISIBLE = "visible"
    HIDDEN = "hidden"
    VERY_HIDDEN = "veryHidden"


class CellNote(StrEnum):
    """What the value of a cell does not tell."""

    FORMULA = "formula"  # value comes from the cache of a formula
    UNCALCULATED = "uncalculated"  # formula without a cached value: the true value is not in the file
    ERROR = "error"  # an Excel error such as #REF!
    TWICE = "twice"  # the file gives this address more than once; the value is the last one
    UNREADABLE = "unreadable"  # the file holds something here that is no valid value: a text as typed, or blank
    OVERLONG = "overlong"  # a text longer than a cell may hold (32,767 characters)


class Trait(StrEnum):
    """What a workbook holds beside the values of its cells; none of it is opened, run or followed."""

    MACROS = "macros"
    EMBEDDED = "embedded"  # objects of other programs, controls
    IMAGES = "images"  # perhaps a seal: evidence, no proof
    CELL_IMAGES = "cell_images"  # pictures that WPS puts into cells
    COMMENTS = "comments"
    EXTERNAL = "external"  # links to other workbooks, whose values may be stale


class TextFormats(Protocol):
    """Which cells of a sheet have the number format 文本 ('@'), in which a typed number stays as it was typed."""

    def is_text(self, row: int, column: int) -> bool:
        """Whether a cell, by its 1-based row and column, has it; an absent cell has what its row or column has."""


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet. `values[r][c]` is the cell at Excel row r+1, column c+1; None or '' where blank.

    Attributes:
        notes: (row, column), both 1-based -> what the value hides; only formula and error cells are listed.
        errors: (row, column), both 1-based -> the error's text, such as '#REF!'.
        merges: (first row, first column, last row, last column), 1-based, inclusive.
        hidden_rows: 1-based rows that the clerk does not see (hidden or filtered out).
        hidden_columns: (first, last), 1-based, of columns that the clerk does not see.
        dropdowns: areas (as in `merges`; they may overlap) in which the sheet offers a list to choose from, () where
            there is no such area; None where the container is neither .xlsx nor .xlsm: not known.
        struck: (row, column), both 1-based, of cells whose whole font is struck through; only of an .xlsx or .xlsm.
        comments: (row, column), both 1-based -> words of a comment, shortened, of an .xlsx or .xlsm; `more_comments`
            is how many others there are. `comments_unread`: some of them could not be read.
        text_formats: which cells are formatted as text; None where not known, as with `dropdowns`. Not compared.
    """

    name: str
    values: Sequence[Sequence[Value]]
    visibility: Visibility = Visibility.VISIBLE
    notes: Mapping[tuple[int, int], CellNote] = field(default_factory=dict)
    errors: Mapping[tuple[int, int], str] = field(default_factory=dict)
    merges: tuple[tuple[int, int, int, int], ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    dropdowns: tuple[tuple[int, int, int, int], ...] | None = None
    text_formats: TextFormats | None = field(default=None, compare=False)
    struck: frozenset[tuple[int, int]] = frozenset()
    hidden_columns: tuple[tuple[int, int], ...] = ()
    comments: Mapping[tuple[int, int], str] = field(default_factory=dict)
    more_comments: int = 0
    comments_unread: bool = False

    def at(self, row: int, column: int) -> Value:
        """The raw value at a 1-based row and column; None beyond the used area."""
        if 0 < row <= len(self.values) and 0 < column <= len(self.values[row - 1]):
            return self.values[row - 1][column - 1]
        return None


@dataclass(frozen=True, slots=True)
class Book:
    """All sheets of one returned file, in the file's order."""

    grids: tuple[Grid, ...]
    container: str  # 'xlsx', 'xlsm', 'xlsb', 'xls', 'ods'
    properties: Mapping[str, str] = field(default_factory=dict)  # custom document properties, where cheap to read
    names: Mapping[str, str] = field(default_factory=dict)  # defined names holding text
    traits: frozenset[Trait] = frozenset()
    # VBA module -> SHA-256 of its text as `vba_source.evened` gives it; None where not known
    modules: Mapping[str, str] | None = None


def noted_columns(notes: Mapping[tuple[int, int], CellNote]) -> frozenset[int]:
    """1-based columns with a note in any row."""
    return _noted(notes)[0]


def last_noted_row(notes: Mapping[tuple[int, int], CellNote]) -> int:
    """1-based number of the last row with a note, 0 where there is none."""
    return _noted(notes)[1]


def _noted(notes: Mapping[tuple[int, int], CellNote]) -> tuple[frozenset[int], int]:
    # The formulas of a form are the same in all files of a round, and so is the mapping.
    return _known_notes(Same(notes)) if len(notes) <= _REMEMBERED else _about(notes)


def _about(notes: Mapping[tuple[int, int], CellNote]) -> tuple[frozenset[int], int]:
    return frozenset(column for _, column in notes), max(notes, default=(0, 0))[0]


@lru_cache(8)
def _known_notes(notes: Same) -> tuple[frozenset[int], int]:
    return _about(cast("Mapping[tuple[int, int], CellNote]", notes.it))


_REMEMBERED = 10_000  # notes of a sheet that is looked at several times; a form has some thousands


def column_letter(column: int) -> str:
    """Letters of a 1-based column: 1 -> 'A', 28 -> 'AB'."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def address(row: int, column: int) -> str:
    """A1 address of a 1-based row and column."""
    return f"{column_letter(column)}{row}"
