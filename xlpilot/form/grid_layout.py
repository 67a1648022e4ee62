"""The only geometry of a grid form (附件2): which cell is what. Every row and column is 1-based, as Excel shows it."""

from __future__ import annotations

from functools import cached_property

from openpyxl.utils import get_column_letter

from xlpilot.rounds.areas import LABEL, Area
from xlpilot.rounds.model import Box, Field, Form, Part, UnitKind
from xlpilot.values import dataclass

ATTACHMENT_ROW, TITLE_ROW = 1, 2
GRID_ROW = 3  # first row of the named areas
ATTACHMENT_HEIGHT, TITLE_HEIGHT = 28.0, 40.0
CHECK_WIDTH = 42.0


def address(area: Area) -> str:
    """A1 range of an area, such as 'B3:F3'; a single cell's address."""
    first = f"{get_column_letter(area.left)}{area.top}"
    return first if (area.width, area.height) == (1, 1) else f"{first}:{get_column_letter(area.right)}{area.bottom}"


@dataclass(frozen=True, slots=True)
class BoxCells:
    """A box's cells from top to bottom: title, words, then signer's label, signer and seal beside each other, day."""

    title: Area
    words: Area
    signer_label: Area
    signer: Area
    seal: Area
    day: Area

    @classmethod
    def of(cls, area: Area) -> BoxCells:
        """Cut a box; its area has at least 4 rows and 3 columns."""
        top, left, bottom, right = area.top, area.left, area.bottom, area.right
        seal = right - max(1, area.width // 3) + 1
        return cls(
            Area(top, left, top, right),
            Area(top + 1, left, bottom - 2, right),
            Area(bottom - 1, left, bottom - 1, left),
            Area(bottom - 1, left + 1, bottom - 1, seal - 1),
            Area(bottom - 1, seal, bottom - 1, right),
            Area(bottom, left, bottom, right),
        )

    def part(self, part: Part) -> Area:
        """Where a part of the opinion is filled in."""
        return {Part.WORDS: self.words, Part.SIGNER: self.signer, Part.DAY: self.day}[part]


@dataclass(frozen=True)
class GridLayout:
    """Geometry of one grid form as issued to units of a kind."""

    form: Form
    kind: UnitKind = UnitKind.COUNTY

    @property
    def columns(self) -> int:
        """Number of printed columns."""
        return len(self.form.columns)

    @property
    def check_column(self) -> int:
        """Column of the live 自检; on the screen only, never printed."""
        return self.columns + 1

    @property
    def last_row(self) -> int:
        """Last row of the printed form."""
        return GRID_ROW + len(self.form.areas) - 1

    @property
    def print_area(self) -> str:
        """What is printed: everything but the 自检 column."""
        return f"A1:{get_column_letter(self.columns)}{self.last_row}"

    @property
    def gate_cell(self) -> str:
        """A1 address of the cell that says whether the form is ready to be sent."""
        return f"{get_column_letter(self.check_column)}{ATTACHMENT_ROW}"

    @cached_property
    def areas(self) -> dict[str, Area]:
        """Named areas by name, labels with their colon, as they stand on the sheet."""
        down = GRID_ROW - 1
        return {name: Area(a.top + down, a.left, a.bottom + down, a.right) for name, a in self.form.grid.items()}

    def label(self, field: Field) -> Area:
        """Where a field's label stands."""
        return self.areas[field.name + LABEL]

    def box(self, box: Box) -> BoxCells:
        """The cells of a box."""
        return BoxCells.of(self.areas[box.name])

    @cached_property
    def values(self) -> dict[str, Area]:
        """Where the value of every field stands, those of all boxes among them."""
        found = {field.name: self.areas[field.name] for field in self.form.fields}
        for box in self.form.boxes:
            cells = self.box(box)
            found |= {field.name: cells.part(field.part) for field in box.fields}
        return found

    @cached_property
    def prefilled(self) -> str | None:
        """Name of the field that already says which unit it is: of a unit that reports for itself."""
        names = (field.name for field in self.form.fields if field.format == "unit-name")
        return next(names, None) if self.kind is UnitKind.DIRECT else None

    @cached_property
    def entries(self) -> tuple[Field, ...]:
        """The fields that are filled in on forms of this kind, in reading order."""
        unasked = self.form.inapplicable(self.kind) | {self.prefilled}
        return tuple(field for field in self.form.entries if field.name not in unasked)

    def value_cell(self, name: str) -> str:
        """A1 address of the (top left) cell of a field's value."""
        area = self.values[name]
        return f"{get_column_letter(area.left)}{area.top}"
