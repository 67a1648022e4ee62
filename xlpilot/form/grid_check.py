"""A grid form checks itself: the Excel faces of the rules, one row of hidden cells a field.

Right of 自检 stand, in hidden columns, the text of each field, its verdict as in backstage.py with the field's place
among the entries, and whether something is there; the counts stand in the first row.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from xlpilot.form import styles
from xlpilot.form.backstage import verdict
from xlpilot.form.fill_down import checked
from xlpilot.form.grid_layout import GRID_ROW, GridLayout, address
from xlpilot.form.hints import hint
from xlpilot.form.marks import follow, mark
from xlpilot.form.self_check import FINE, HINTS, cell_verdict, faced
from xlpilot.rounds.model import Field, OpinionField, Part, Round
from xlpilot.rules import asked
from xlpilot.rules.base import Cells
from xlpilot.rules.excel import NOTHING, WORDS, filled, text, trimmed, without
from xlpilot.rules.sheet_words import GATE_EMPTY, GATE_READY, GATE_TODO, GATE_UNCHECKED

# What a form prints where a day is to be filled in is as good as blank.
_TEMPLATE = "年月日_ \u3000"


class _Behind:
    """The hidden cells of one layout."""

    def __init__(self, layout: GridLayout) -> None:
        self.layout = layout
        self.rows = {field.name: row for row, field in enumerate(layout.entries, GRID_ROW)}
        self.text, self.verdict, self.there = (
            partial(self._cell, get_column_letter(layout.check_column + number)) for number in (1, 2, 3)
        )
        self.touched, self.errors, self.warnings, self.unchecked = (
            f"${get_column_letter(layout.check_column + number)}$1" for number in (1, 2, 3, 4)
        )

    def _cell(self, letter: str, name: str) -> str:
        return f"${letter}${self.rows[name]}"

    @property
    def verdicts(self) -> str:
        """All verdicts."""
        names = list(self.rows)
        return f"{self.verdict(names[0])}:{self.verdict(names[-1])}"


def add_grid_check(sheet: Worksheet, layout: GridLayout, round_: Round) -> None:
    """Fill 自检, the gate, the hidden cells behind them and the colours that follow them."""
    back = _Behind(layout)
    for place, field in enumerate(layout.entries, 1):
        _judge(sheet, back, round_, place, field)
    _count(sheet, back)
    for row, names in _by_row(layout).items():
        cell = sheet.cell(row, layout.check_column)
        cell.value = checked(_words(back, names))
        verdicts = [back.verdict(name) for name in names]
        for colours, sign in ((styles.WRONG, ">"), (styles.DOUBTFUL, "<")):
            mark(sheet, cell.coordinate, "+".join(f"({one}{sign}0)" for one in verdicts) + ">0", colours)
        mark(sheet, cell.coordinate, f"{back.touched}>0", styles.FINE)
    for field in layout.entries:
        follow(sheet, address(layout.values[field.name]), back.verdict(field.name))
    mark(sheet, layout.gate_cell, f"{back.touched}+{back.unchecked}=0", styles.IDLE)
    mark(sheet, layout.gate_cell, f"{back.errors}>0", styles.WRONG)
    mark(sheet, layout.gate_cell, f"{back.errors}=0", styles.FINE)
    for column in range(layout.check_column + 1, layout.check_column + 5):
        dimension = sheet.column_dimensions[get_column_letter(column)]
        dimension.width, dimension.hidden = 8, True


def grid_hints(layout: GridLayout, round_: Round) -> Iterator[tuple[int, str]]:
    """What 自检 says for every verdict."""
    for place, field in enumerate(layout.entries, 1):
        question = asked(round_, field)
        for rule in faced(question):
            yield verdict(place, rule.code), hint(rule, question)


def _looked_up(back: _Behind, field: Field) -> str:
    """The cell of a field: a plain reference would go along when a clerk cuts the cell and pastes it."""
    area = back.layout.values[field.name]
    letter = get_column_letter(area.left)
    return f"INDEX(${letter}:${letter},{area.top})"


def _judge(sheet: Worksheet, back: _Behind, round_: Round, place: int, field: Field) -> None:
    columns = {entry.name: _looked_up(back, entry) for entry in back.layout.entries}
    cell = columns[field.name]
    said = trimmed(cell)
    if isinstance(field, OpinionField) and field.part is Part.DAY:
        said = f'IF({without(said, _TEMPLATE)}="","",{said})'
    texts = {name: back.text(name) for name in columns}
    own = Cells(cell, back.text(field.name), texts=texts, columns=columns)
    judged = cell_verdict(asked(round_, field), own, place)
    there = filled(own.text)
    for target, formula in (
        (back.text, said),
        (back.verdict, f"IF({back.touched}=0,0,{judged})"),
        (back.there, f"IFERROR(IF({there},1,0),1)"),
    ):
        sheet[target(field.name).replace("$", "")].value = checked(formula)


def _count(sheet: Worksheet, back: _Behind) -> None:
    said = [field.name for field in back.layout.entries if field.format != "unit-name"]
    able = f"SUMPRODUCT(--EXACT({text(NOTHING[0])},{WORDS}))=1"
    formulas = {
        back.touched: "+".join(back.there(name) for name in said),
        back.errors: f'COUNTIF({back.verdicts},">0")+{back.unchecked}',
        back.warnings: f'COUNTIF({back.verdicts},"<0")',
        back.unchecked: f"IF(OR(COUNT({back.verdicts})<{len(back.rows)},NOT(IFERROR({able},FALSE))),1,0)",
    }
    for cell, formula in formulas.items():
        sheet[cell.replace("$", "")].value = checked(formula)
    reminder = f'IF({back.warnings}>0,"，提醒 "&{back.warnings}&" 处","")'
    more = f'IF({back.unchecked}>0,CHAR(10)&"{GATE_UNCHECKED}，请用 WPS 或 Excel 在发放的原表里填","")'
    sheet[back.layout.gate_cell].value = checked(
        f'IF({back.touched}+{back.unchecked}=0,"{GATE_EMPTY}",IF({back.errors}=0,"{GATE_READY}"&{reminder},'
        f'"{GATE_TODO} "&{back.errors}&" 处待改"&{reminder}&{more}))'
    )


def _by_row(layout: GridLayout) -> dict[int, list[str]]:
    """Row of 自检 -> the fields that it speaks of."""
    rows: dict[int, list[str]] = {}
    for field in layout.entries:
        rows.setdefault(layout.values[field.name].top, []).append(field.name)
    return rows


def _words(back: _Behind, names: list[str]) -> str:
    verdicts = [back.verdict(name) for name in names]
    wrong = "+".join(f"({one}<>0)" for one in verdicts)
    parts = "&".join(
        f'IF({one}=0,"",IF({one}<0,"；提醒：","；")&VLOOKUP(ABS({one}),{HINTS},2,FALSE))' for one in verdicts
    )
    return f'IF({back.touched}=0,"",IF({wrong}=0,"{FINE}",MID({parts},2,200)))'
