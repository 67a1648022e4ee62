"""What a scan of a sheet tells beside its values, in one shape for every container, and the limits that scans keep."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from xlpilot.intake.grid import CellNote, TextFormats, Trait, Value, Visibility
from xlpilot.intake.refusal import too_large
from xlpilot.values import dataclass, field

Position = tuple[int, int]  # (row, column), both 1-based
Area = tuple[int, int, int, int]  # (first row, first column, last row, last column), 1-based, inclusive

MAX_ROW, MAX_COLUMN = 1_048_576, 16_384
MAX_BOX = 2_000_000  # cells of the box that holds all filled cells of a sheet
MAX_CELLS = 100_000  # filled cells of a sheet; a form has some thousands, and each costs the judge as well
MARKED, MARKED_TIMES = "_xlpilot_summary", 3  # a sheet by which a book is a summary; its sheets may have as much more
MAX_SHEETS = 100
MAX_MERGES = 20_000  # merged areas of a sheet
MAX_TEXT = 64 << 20  # bytes of shared text counted once for every cell that shows it
CELL_TEXT = 32_767  # characters that Excel allows in a cell

_LONGEST_AREA = len("$XFD$1048576:$XFD$1048576")
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")


@dataclass(slots=True)
class SheetScan:
    """One sheet as scanned.

    Attributes:
        values: by row and column as in a Grid, where the scan has read them already and the reader is not asked.
        filled: how many cells must come out of the reader with a value; None where the scan cannot count them.
        where: the 1-based positions of those cells, where the scan was a careful one.
        text_size: characters of all texts, a shared one counted for every cell that shows it; only where counted.
        box: cells that the reader allocates: of the box that holds all filled ones, or more; only of an .xlsx.
        hidden_columns: first and last of each run of hidden columns, 1-based.
        dropdowns: areas with a list to choose from; None where the container's scan does not look for them.
        text_formats: which cells are formatted as text; None as with `dropdowns`.
        struck: cells with a value whose font is struck through; only looked for in an .xlsx.
        comments: words of comments, of an .xlsx only; `more_comments` is how many others there are.
        comments_unread: some part with comments could not be read.
        times: how many times as many cells as others it may have.
    """

    name: str
    visibility: Visibility = Visibility.VISIBLE
    values: list[list[Value]] | None = None
    notes: dict[Position, CellNote] = field(default_factory=dict)
    errors: dict[Position, str] = field(default_factory=dict)
    merges: list[Area] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    filled: int | None = None
    where: frozenset[Position] | None = None
    text_size: int = 0
    box: int = 0
    dropdowns: list[Area] | None = None
    text_formats: TextFormats | None = None
    struck: frozenset[Position] = frozenset()
    comments: dict[Position, str] = field(default_factory=dict)
    more_comments: int = 0
    comments_unread: bool = False
    times: int = 1

    @property
    def most(self) -> int:
        """How many cells it may have."""
        return self.times * MAX_CELLS


@dataclass(frozen=True, slots=True)
class BookScan:
    """A scanned workbook.

    Attributes:
        sheets: the worksheets in the order of the tabs.
        diet: what the reader is given in place of the file; the file itself where there is nothing to repack; nothing
            where all sheets have their values.
        careful: a second, more careful scan would find nothing more.
        names: defined names that hold a text, with that text.
        properties: custom document properties, as text.
        text_size: characters, or bytes of XML, of all shared texts, each counted for every cell that shows it; or more.
        modules: digests of the texts of VBA modules by name; None where there are none or they cannot be made out.
        indexes: 0-based index of each sheet in the diet, where it is not its index in `sheets`.
    """

    sheets: list[SheetScan]
    diet: bytes
    careful: bool
    names: dict[str, str] = field(default_factory=dict)
    properties: dict[str, str] = field(default_factory=dict)
    indexes: list[int] | None = None
    traits: frozenset[Trait] = frozenset()
    text_size: int = 0
    modules: Mapping[str, str] | None = None


def position(reference: str) -> Position | None:
    """(row, column), 1-based, of an A1 reference; None where it is none or lies beyond the sheet."""
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        return None
    row, column = int(match[2]), column_number(match[1])
    return (row, column) if 0 < row <= MAX_ROW and column <= MAX_COLUMN else None


def column_number(letters: str) -> int:
    """1-based column of its letters: 'A' -> 1, 'AB' -> 28."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def area(reference: str) -> Area | None:
    """The corners of a reference such as 'A1:C3' or 'A1', in order; None where it is none."""
    return _area(reference) if len(reference) <= _LONGEST_AREA else None


@lru_cache(1 << 12)  # the files of a round have the same areas
def _area(reference: str) -> Area | None:
    first, _, last = reference.partition(":")
    start, end = position(first), position(last or first)
    if start is None or end is None:
        return None
    return min(start[0], end[0]), min(start[1], end[1]), max(start[0], end[0]), max(start[1], end[1])


def check_cells(sheet: SheetScan) -> None:
    """Refuse a sheet with more cells than a form ever has."""
    if (sheet.filled or 0) > sheet.most or len(sheet.notes) > sheet.most:
        raise too_large(f"工作表“{sheet.name}”超过 {sheet.most} 个单元格")


def hide_columns(found: list[tuple[int, int]], first: int, last: int) -> None:
    """Add hidden columns, 1-based; more runs of them than a sheet has columns are not looked at."""
    if 0 < first <= last and len(found) < MAX_COLUMN:
        found.append((first, min(last, MAX_COLUMN)))


def check_merges(count: int) -> None:
    """Refuse a sheet with more merged areas than anybody makes."""
    if count > MAX_MERGES:
        raise too_large(f"合并单元格超过 {MAX_MERGES} 处")


def check_box(sheet: str, rows: int, columns: int) -> None:
    """Refuse a sheet whose filled cells span more than the reader may allocate: it asks for rows x columns cells."""
    if rows * columns > MAX_BOX:
        raise too_large(f"工作表“{sheet}”的内容一直铺到第 {rows} 行、第 {columns} 列")
