"""The only geometry of a table form (附件1): which cell is what. Every row and column is 1-based, as Excel shows it.

Everyone who needs an address (the builder, the live formulas, the reader, the marked copy) asks here, so that
no cell letter is written anywhere else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from openpyxl.utils import get_column_letter

from xlpilot.form.spread import spread, text_width
from xlpilot.rounds.model import Field, Form
from xlpilot.values import dataclass

ATTACHMENT_ROW, TITLE_ROW, SUBTITLE_ROW, LINE_ROW, HEADER_ROW, FIRST_ENTRY_ROW = range(1, 7)
SELF_CHECK_TITLE = "自检"
SELF_CHECK_WIDTH = 42.0

ENTRY_HEIGHT = 27.0
# So many rows below the last table are watched for entries that no formula looks at.
_WATCHED = 1000
# A round seal of a county bureau is 4.2 cm across; it is set over the bureau's name, in the blank left of the title.
SEAL_POINTS = 4.2 / 2.54 * 72
# One width unit is a digit of the Normal font (宋体 11): 8 pixels at 96 dpi, and 5 more a column as padding.
UNIT_PIXELS, PADDING_PIXELS = 8, 5
# A4 landscape less the side margins of styles.py (0.7 inch each), at 96 dpi.
PAGE_PIXELS = (11.69 - 2 * 0.7) * 96


@dataclass(frozen=True, slots=True)
class LineCell:
    """One labelled cell of the line above the table: the columns of its label, then those of its value, inclusive."""

    field: Field
    label: tuple[int, int]
    value: tuple[int, int]


@dataclass(frozen=True)
class TableLayout:
    """Geometry of one table form with `rows` visible entry rows and `spare_rows` hidden ones right below them.

    Attributes:
        number: which of the tables on its sheet it is, from 0.
        top: how many rows of the sheet stand above it.
        next_top: the same of the table below it, 0 where there is none.
        notes_at: the row of its note; 0: right below its rows.
        shared: the widths of the sheet's columns, where several tables share them.
    """

    form: Form
    rows: int
    spare_rows: int
    number: int = 0
    top: int = 0
    next_top: int = 0
    notes_at: int = 0
    shared: tuple[float, ...] = ()

    @classmethod
    def of(cls, form: Form, rows: int | None = None) -> TableLayout:
        """The layout as issued: `rows` visible rows (None: the form's own number) and the form's spare rows."""
        return cls(form, form.rows if rows is None else rows, form.spare_rows)

    @classmethod
    def stack(cls, forms: Sequence[Form], rows: int | None = None) -> tuple[TableLayout, ...]:
        """The layouts of tables below each other on one sheet; `rows` are the visible rows of the first.

        An empty row stands between them, and their notes below the last.
        """
        first, *others = (cls.of(form, None if at else rows) for at, form in enumerate(forms))
        if not others:
            return (first,)
        most = max(len(form.fields) for form in forms)
        shared = tuple(
            max(form.fields[at].width for form in forms if at < len(form.fields)) for at in range(most)
        )  # fmt: skip
        placed = [replace(first, shared=shared)]
        for number, layout in enumerate(others, 1):
            top = placed[-1].last_entry_row + 1
            placed[-1] = replace(placed[-1], next_top=top)
            placed.append(replace(layout, shared=shared, number=number, top=top))
        end = placed[-1].last_entry_row + 1
        return tuple(replace(layout, notes_at=end + layout.number) for layout in placed)

    # --- columns ---------------------------------------------------------------------------------------------

    @property
    def last_field_column(self) -> int:
        """Column of the table's last field."""
        return len(self.form.fields)

    @property
    def last_printed_column(self) -> int:
        """The last column of the sheet that is printed."""
        return len(self.column_widths)

    @property
    def column_widths(self) -> tuple[float, ...]:
        """The widths in characters of the sheet's printed columns."""
        return self.shared or tuple(field.width for field in self.form.fields)

    @property
    def self_check_column(self) -> int:
        """Column of the live 自检; on the screen only, never printed."""
        return self.last_printed_column + 1

    @property
    def strut_column(self) -> int:
        """A sliver of a column, always empty, whose large font keeps an auto-fitted row from getting too low."""
        return self.last_printed_column + 2

    @cached_property
    def _columns(self) -> dict[str, int]:
        return {field.name: number for number, field in enumerate(self.form.fields, 1)}

    def column(self, field: str) -> int:
        """Column of a field of the table; KeyError for a name that the form does not have."""
        return self._columns[field]

    def letter(self, field: str) -> str:
        """Column letters of a field of the table, such as 'F'."""
        return get_column_letter(self.column(field))

    # --- rows ------------------------------------------------------------------------------------------------

    @property
    def attachment_row(self) -> int:
        """The table's first row, with 附件N."""
        return self.top + ATTACHMENT_ROW

    @property
    def title_row(self) -> int:
        """Row of the title."""
        return self.top + TITLE_ROW

    @property
    def subtitle_row(self) -> int:
        """Row of the subtitle."""
        return self.top + SUBTITLE_ROW

    @property
    def line_row(self) -> int:
        """Row of the line above the table."""
        return self.top + LINE_ROW

    @property
    def header_row(self) -> int:
        """Row of the table's header."""
        return self.top + HEADER_ROW

    @property
    def first_entry_row(self) -> int:
        """Row of the first entry."""
        return self.top + FIRST_ENTRY_ROW

    @property
    def last_visible_row(self) -> int:
        """Last entry row that is visible as issued."""
        return self.first_entry_row + self.rows - 1

    @property
    def last_entry_row(self) -> int:
        """Last entry row, hidden spare rows included."""
        return self.last_visible_row + self.spare_rows

    @property
    def entry_rows(self) -> range:
        """Rows of all entries, hidden spare rows included."""
        return range(self.first_entry_row, self.last_entry_row + 1)

    @property
    def spare_entry_rows(self) -> range:
        """Rows of the entries that are hidden as issued."""
        return range(self.last_visible_row + 1, self.last_entry_row + 1)

    @property
    def note_row(self) -> int:
        """Row of the note below the table that tells how to get more rows."""
        return self.notes_at or self.last_entry_row + 1

    @property
    def watched_rows(self) -> tuple[int, int]:
        """First and last of the rows that belong to no table and should stay empty, below this one."""
        if self.next_top:
            return self.last_entry_row + 1, self.next_top
        return self.note_row + 1, self.note_row + _WATCHED

    # --- addresses -------------------------------------------------------------------------------------------

    def cell(self, row: int, field: str) -> str:
        """A1 address of a field of the table in an Excel row."""
        return f"{self.letter(field)}{row}"

    def entry(self, index: int, field: str) -> str:
        """A1 address of a field in the index-th entry, counted from 0."""
        if not 0 <= index < len(self.entry_rows):
            raise IndexError(f"entry {index} of {len(self.entry_rows)}")
        return self.cell(self.entry_rows[index], field)

    def column_range(self, field: str, *, absolute: bool = False) -> str:
        """All entry cells of a field, such as 'F6:F205' or '$F$6:$F$205'."""
        letter, first, last = self.letter(field), self.first_entry_row, self.last_entry_row
        return f"${letter}${first}:${letter}${last}" if absolute else f"{letter}{first}:{letter}{last}"

    def self_check_cell(self, row: int) -> str:
        """A1 address of the 自检 of an entry row."""
        return f"{get_column_letter(self.self_check_column)}{row}"

    @property
    def gate_cell(self) -> str:
        """A1 address of the cell that says whether the whole sheet is ready to be sent; merged down to the line.

        Where several tables share the sheet, it is the first one's.
        """
        return f"{get_column_letter(self.self_check_column)}{self.attachment_row}"

    @property
    def gate_range(self) -> str:
        """The gate's merged cells."""
        return f"{self.gate_cell}:{self.self_check_cell(self.line_row)}"

    @property
    def attachment_cell(self) -> str:
        """A1 address of 附件N."""
        return f"A{self.attachment_row}"

    @property
    def code_cell(self) -> str:
        """A1 address of the printed 表格编号, at the right end of the first row."""
        return f"{get_column_letter(self.last_printed_column)}{self.attachment_row}"

    @property
    def print_area(self) -> str:
        """What is printed: everything down to its last row but the 自检 column."""
        return f"A1:{get_column_letter(self.last_printed_column)}{self.last_entry_row}"

    # --- the line above the table ----------------------------------------------------------------------------

    @cached_property
    def line(self) -> tuple[LineCell, ...]:
        """Label and value columns of the line's fields, spread over the columns of the table."""
        needs = [need for field in self.form.line for need in (text_width(self.label(field)) + 1, field.width)]
        blocks = spread(needs, list(self.column_widths[: self.last_field_column]))
        return tuple(
            LineCell(field, label, value)
            for field, label, value in zip(self.form.line, blocks[::2], blocks[1::2], strict=True)
        )

    @staticmethod
    def label(field: Field) -> str:
        """Text of a line field's label."""
        return field.title if field.title.endswith(("：", ":")) else f"{field.title}："

    def line_value(self, field: str) -> str:
        """A1 address of the (top left) value cell of a field of the line; KeyError where there is none."""
        for place in self.line:
            if place.field.name == field:
                return f"{get_column_letter(place.value[0])}{self.line_row}"
        raise KeyError(field)

    # --- sizes -----------------------------------------------------------------------------------------------

    def widths(self) -> Iterator[tuple[str, float]]:
        """Column letters and widths in characters, from left to right."""
        for number, width in enumerate(self.column_widths, 1):
            yield get_column_letter(number), width
        yield get_column_letter(self.self_check_column), SELF_CHECK_WIDTH
        yield get_column_letter(self.strut_column), 0.6

    @property
    def print_scale(self) -> float:
        """By how much fitting to one page's width shrinks the paper form; 1 where it fits."""
        return min(1.0, PAGE_PIXELS / sum(width * UNIT_PIXELS + PADDING_PIXELS for width in self.column_widths))

    @cached_property
    def heights(self) -> dict[int, float]:
        """Heights in points of the rows above the entries; the first table's leave room for a seal on paper."""
        subtitle = 22.0 if self.form.subtitle else 6.0
        heights = {self.attachment_row: 28.0, self.title_row: 38.0, self.subtitle_row: subtitle}
        seal = max(34.0, round(SEAL_POINTS / self.print_scale - sum(heights.values()) + 2))
        heights[self.line_row] = seal if not self.top else 34.0 if self.form.line else 6.0
        heights[self.header_row] = 36.0
        return heights
