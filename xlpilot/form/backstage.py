"""Geometry of the hidden columns right of the table, where the sheet works out what its 自检 says.

One column a question, so that every formula stays short and only what depends on a changed cell is calculated anew:

    row number | touched | one verdict a field that the clerk fills | verdict on the row | errors, warnings |
    one text a field | keys to compare rows by | one number a field that is set against others

A verdict is 0 where all is well, else place * 1000 + the number in the rule's code, negative for a warning: 5203 is
XP203 in the fifth column. What is worked out about the line above the table stands in a row above it, where whoever
reads the line does not meet it; the counts stand in the first row.
"""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl.utils import get_column_letter

from xlpilot.form.layout import TableLayout
from xlpilot.rounds.model import Field, Form
from xlpilot.rules import row_rules
from xlpilot.rules.base import Cells
from xlpilot.rules.excel import REST_KEY, TEXT_KEY, VERDICTS, key_column
from xlpilot.values import dataclass

# Places of verdicts that are in no column of the table: a field of the line (added to its ordinal), a whole row.
LINE_PLACE, ROW_PLACE = 900, 999
# The texts of so many fields are put together in one formula, or it would grow too long.
_AT_ONCE = 6


def verdict(place: int, code: str) -> int:
    """The number for a broken rule, without sign; `place` is the 1-based column of the table or one of the above."""
    return place * 1000 + int(code.removeprefix("XP"))


def counted(tables: Sequence[Backstage]) -> tuple[str, str, str, str]:
    """`counts` of all tables of a sheet together, as expressions."""
    rows, errors, warnings, unchecked = (
        cells[0] if len(cells) == 1 else f"({'+'.join(cells)})"
        for cells in zip(*(table.counts for table in tables), strict=True)
    )
    return rows, errors, warnings, unchecked


def _free(field: Field) -> bool:
    chosen = field.choices or field.constraints.enum
    return field.type == "string" and not chosen and field.format not in ("cn-mobile", "cn-phone")


@dataclass(frozen=True)
class Backstage:
    """The hidden columns of one layout."""

    layout: TableLayout

    @property
    def first_column(self) -> int:
        """Column of the row's own number, by which cells are looked up; see `entry`."""
        return self.layout.strut_column + 1

    @property
    def touched_column(self) -> int:
        """Column of what tells whether a row is touched (1 or 0)."""
        return self.first_column + 1

    @property
    def judged_line(self) -> int:
        """The row where the line is judged."""
        return self.layout.subtitle_row

    @property
    def last_column(self) -> int:
        """The last hidden column."""
        last_line = self.first_text_column + len(self.line) - 1
        last_number = self.key_column(self.keys[-1]) + len(self.counted)
        return max(last_number, last_line, self.first_column + 3)

    @property
    def line(self) -> tuple[Field, ...]:
        """The fields of the line that the clerk fills."""
        return tuple(field for field in self.layout.form.line if not field.fill)

    @property
    def counted(self) -> tuple[Field, ...]:
        """The fields of the table whose numbers or dates are set against each other."""
        entries = self.layout.form.entries
        names = {name for field in entries if field.relation.names for name in (field.name, *field.relation.names)}
        return tuple(field for field in entries if field.name in names)

    @property
    def row_verdict_column(self) -> int:
        """Column of the verdict on the row as a whole."""
        return self.touched_column + len(self.layout.form.entries) + 1

    @property
    def errors_column(self) -> int:
        """Column of how many errors a row has."""
        return self.row_verdict_column + 1

    @property
    def warnings_column(self) -> int:
        """Column of how many warnings a row has."""
        return self.row_verdict_column + 2

    @property
    def first_text_column(self) -> int:
        """Column of the first field's text as `excel.trimmed` gives it; the others follow."""
        return self.warnings_column + 1

    @property
    def unique_keys(self) -> tuple[tuple[str, ...], ...]:
        """Fields by which some rule tells rows apart, but for all of them together."""
        everything = tuple(field.name for field in self.layout.form.entries)
        keys = [names for rule in row_rules(self.layout.form) if rule.keys for names in rule.keys(self.layout.form)]
        return tuple(dict.fromkeys(names for names in keys if names != everything))

    @property
    def keys(self) -> tuple[str, ...]:
        """Names of the key columns, from left to right."""
        return (*self.steps, TEXT_KEY, REST_KEY, *map(key_column, self.unique_keys))

    @property
    def closed_fields(self) -> tuple[Field, ...]:
        """The fields whose values are chosen, numbers or dates: there another way of writing is a fault."""
        return tuple(field for field in self.layout.form.entries if not _free(field))

    @property
    def steps(self) -> dict[str, tuple[Field, ...]]:
        """The first steps towards TEXT_KEY: what their columns are called -> the fields that are put together there."""
        free = [field for field in self.layout.form.entries if _free(field)]
        groups = [free[at : at + _AT_ONCE] for at in range(0, len(free), _AT_ONCE)]
        return {f"{TEXT_KEY} {number}": tuple(group) for number, group in enumerate(groups, 1)}

    @property
    def text_key_column(self) -> int:
        """Column of all texts of a row."""
        return self.key_column(TEXT_KEY)

    @property
    def rest_key_column(self) -> int:
        """Column of all that is not text."""
        return self.key_column(REST_KEY)

    def unique_key_column(self, names: tuple[str, ...]) -> int:
        """Column of fields that should not repeat."""
        return self.key_column(key_column(names))

    def key_column(self, key: str) -> int:
        """Column of a key."""
        return self.first_text_column + len(self.layout.form.entries) + self.keys.index(key)

    def verdict_column(self, field: Field) -> int:
        """Column of the verdicts on a field of the table; on a field of the line in the row `judged_line`."""
        return self.touched_column + 1 + self._place(field)

    def text_column(self, field: Field) -> int:
        """Column of the texts of a field of the table; of a field of the line in the row `judged_line`."""
        return self.first_text_column + self._place(field)

    def number_column(self, field: Field) -> int:
        """Column of the numbers of a field of `counted`: blank where nothing is there, an error where no number is."""
        return self.key_column(self.keys[-1]) + 1 + self.counted.index(field)

    def _place(self, field: Field) -> int:
        among = self.layout.form.entries if field in self.layout.form.entries else self.line
        return among.index(field)

    # --- addresses, relative in the row so that a formula can be filled down -----------------------------------

    def at(self, column: int, row: int) -> str:
        """A cell with a fixed column, such as '$L6'."""
        return f"${get_column_letter(column)}{row}"

    def fixed(self, column: int, row: int) -> str:
        """A cell that stays when filled down, such as '$L$4'."""
        return f"${get_column_letter(column)}${row}"

    def all(self, column: int, last_column: int | None = None) -> str:
        """A column (or several) over all entry rows, absolute."""
        first, last = self.layout.first_entry_row, self.layout.last_entry_row
        return f"{self.fixed(column, first)}:{self.fixed(last_column or column, last)}"

    def entry(self, field: Field, row: int) -> str:
        """The cell of a field, looked up: a plain reference would go along when a clerk cuts the cell and pastes it."""
        if field in self.layout.form.entries:
            letter = self.layout.letter(field.name)
        else:
            letter = self.layout.line_value(field.name).rstrip("0123456789")
        return f"INDEX(${letter}:${letter},{self.at(self.first_column, row)})"

    def entries(self, row: int) -> str:
        """The cells of a row from the first to the last that the clerk fills, looked up as by `entry`."""
        first, last = (self.layout.letter(self.layout.form.entries[n].name) for n in (0, -1))
        return f"INDEX(${first}:${last},{self.at(self.first_column, row)},0)"

    def text(self, field: Field, row: int) -> str:
        """The cell with the text of a field."""
        return self.at(self.text_column(field), row)

    def texts(self, row: int) -> str:
        """The cells with the texts of all fields of a row."""
        first, last = (self.text(self.layout.form.entries[n], row) for n in (0, -1))
        return f"{first}:{last}"

    def touched(self, row: int) -> str:
        """The cell that is 1 where something stands in the row."""
        return self.at(self.touched_column, row)

    def verdicts(self, row: int, *, fields_only: bool = False) -> str:
        """The verdicts on a row: on its cells and, unless `fields_only`, on itself."""
        last = self.row_verdict_column - fields_only
        return f"{self.at(self.touched_column + 1, row)}:{self.at(last, row)}"

    def errors(self, row: int) -> str:
        """The cell that counts the errors of a row."""
        return self.at(self.errors_column, row)

    def warnings(self, row: int) -> str:
        """The cell that counts the warnings of a row."""
        return self.at(self.warnings_column, row)

    def line_verdict(self, field: Field) -> str:
        """The cell with the verdict on a field of the line."""
        return self.fixed(self.verdict_column(field), self.judged_line)

    @property
    def line_verdicts(self) -> str:
        """The verdicts on the line above the table; '' where nothing is asked there."""
        return f"{self.line_verdict(self.line[0])}:{self.line_verdict(self.line[-1])}" if self.line else ""

    @property
    def counts(self) -> tuple[str, str, str, str]:
        """The cells that count touched rows, errors and warnings (the line's too), and tell of what is not checked."""
        row = self.layout.attachment_row
        rows, errors, warnings, unchecked = (self.fixed(self.first_column + n, row) for n in range(4))
        return rows, errors, warnings, unchecked

    def beside(self, fields: Sequence[Field], row: int) -> Cells:
        """What cell rules find in the same row: the cells and the texts of these fields."""
        columns = {field.name: self.entry(field, row) for field in fields}
        texts = {field.name: self.text(field, row) for field in fields}
        counted = [field for field in fields if field in self.counted]
        numbers = {field.name: self.at(self.number_column(field), row) for field in counted}
        return Cells(columns=columns, texts=texts, numbers=numbers)

    def cells(self, row: int, form: Form) -> Cells:
        """What row and sheet rules find where, seen from a row."""
        columns = {field.name: self.entry(field, row) for field in form.entries}
        columns |= {key: self.at(self.key_column(key), row) for key in self.keys}
        columns[VERDICTS] = self.verdicts(row, fields_only=True)
        header = self.layout.header_row
        above = {
            key: f"{self.fixed(self.key_column(key), header)}:{self.at(self.key_column(key), row - 1)}"
            for key in self.keys
        }
        return Cells(columns=columns, above=above, all={key: self.all(self.key_column(key)) for key in self.keys})
