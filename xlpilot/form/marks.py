"""Colours that follow the self check: bad cells red, doubtful ones yellow, the gate red, green or grey."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.worksheet.worksheet import Worksheet

from xlpilot.form import styles
from xlpilot.form.backstage import Backstage, counted
from xlpilot.form.layout import TableLayout


def add_marks(sheet: Worksheet, layout: TableLayout) -> None:
    """Add the conditional formats; each follows a verdict of backstage.py."""
    back = Backstage(layout)
    row = layout.first_entry_row
    for field in layout.form.entries:
        follow(sheet, layout.column_range(field.name), back.at(back.verdict_column(field), row))
    for place in layout.line:
        if place.field in back.line:
            address = layout.line_value(place.field.name)
            follow(sheet, address, back.line_verdict(place.field))
    whole_row = f"{layout.self_check_cell(row)}:{layout.self_check_cell(layout.last_entry_row)}"
    mark(sheet, whole_row, f"{back.errors(row)}>0", styles.WRONG)
    mark(sheet, whole_row, f"{back.warnings(row)}>0", styles.DOUBTFUL)
    mark(sheet, whole_row, f"{back.touched(row)}=1", styles.FINE)


def gate_marks(sheet: Worksheet, layouts: Sequence[TableLayout]) -> None:
    """Add the colours of the gate, which speaks for all tables of the sheet."""
    layout = layouts[0]
    rows, errors, _, unchecked = counted([Backstage(one) for one in layouts])
    mark(sheet, layout.gate_range, f"{rows}+{unchecked}=0", styles.IDLE)
    mark(sheet, layout.gate_range, f"{errors}>0", styles.WRONG)
    mark(sheet, layout.gate_range, f"{errors}=0", styles.FINE)


def follow(sheet: Worksheet, cells: str, verdict: str) -> None:
    """Colour cells by a verdict: red above 0, yellow below."""
    mark(sheet, cells, f"{verdict}>0", styles.WRONG)
    mark(sheet, cells, f"{verdict}<0", styles.DOUBTFUL)


def mark(sheet: Worksheet, cells: str, formula: str, colours: tuple[str, str]) -> None:
    """Colour cells where a formula is true; the first such mark of a cell is the one that shows."""
    fill, letters = colours
    # The fill of a differential style is its background, unlike a cell's.
    style = DifferentialStyle(font=Font(color=letters), fill=PatternFill(bgColor=fill, fill_type="solid"))
    sheet.conditional_formatting.add(cells, Rule(type="expression", formula=[formula], dxf=style, stopIfTrue=True))
