"""Build the master of a grid form (附件2) for units of a kind: label and value cells, opinion boxes, one A4 page."""

from __future__ import annotations

from dataclasses import replace

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from xlpilot.form import press, styles
from xlpilot.form.grid_check import add_grid_check, grid_hints
from xlpilot.form.grid_layout import (
    ATTACHMENT_HEIGHT,
    ATTACHMENT_ROW,
    CHECK_WIDTH,
    GRID_ROW,
    TITLE_HEIGHT,
    TITLE_ROW,
    GridLayout,
    address,
)
from xlpilot.form.hidden_sheet import add_hidden_sheet
from xlpilot.form.instructions import add_instructions
from xlpilot.form.layout import SELF_CHECK_TITLE
from xlpilot.form.master import finish
from xlpilot.form.prompts import validation_of
from xlpilot.form.protection import Lock
from xlpilot.form.self_check import HINTS
from xlpilot.form.styles import Look
from xlpilot.form.table_form import CODE_LABEL, put
from xlpilot.rounds.areas import Area
from xlpilot.rounds.model import Box, Field, Form, Round, UnitKind
from xlpilot.rules.sheet_words import GATE_EMPTY

DAY_TEMPLATE = "      年    月    日"
_THIN = Side(style="thin")
_LINE, _SMALL = Font(name=styles.FANGSONG, size=12), Font(name=styles.FANGSONG, size=10.5)
_TOP = Alignment(horizontal="left", vertical="top", wrap_text=True)
_LABEL = Look(_LINE, styles.CENTRE)
_HEADING = Look(_LINE, styles.LEFT)
_RIGHT = Look(_LINE, Alignment(horizontal="right", vertical="center"))
_SHORT = Look(_LINE, styles.CENTRE)
# A text of several lines stands at the top; what is one line high is centred in its height.
_LONG_HEIGHT = 60.0


def build_grid_form(round_: Round, form: Form, kind: UnitKind, *, definition: str, password: str, salt: bytes) -> bytes:
    """The master workbook for units of this kind; the same arguments give the same bytes."""
    layout = GridLayout(form, kind)
    lock = Lock.of(password, salt)
    workbook = Workbook()
    workbook._fonts[0] = Font(name=styles.SONGTI, size=11, family=3, charset=134)  # type: ignore[attr-defined]
    sheet: Worksheet = workbook.active  # type: ignore[assignment]
    sheet.title = form.sheet
    _size(sheet, layout)
    _head(sheet, layout)
    for field in form.fields:
        put(_lay(sheet, layout.label(field), _label_look(layout, field)), field.title, _label_look(layout, field))
        _value(sheet, layout, field)
    for box in form.boxes:
        _box(sheet, layout, box)
    _validate(sheet, layout, round_)
    add_grid_check(sheet, layout, round_)
    styles.set_paper(sheet, landscape=False)
    sheet.page_setup.fitToHeight = 1
    sheet.oddFooter.center.text = None  # type: ignore[union-attr]  # one page by itself needs no number
    sheet.print_area = layout.print_area
    sheet.sheet_view.showGridLines = False
    sheet.sheet_view.selection[-1].activeCell = layout.value_cell(layout.entries[0].name)
    sheet.sheet_view.selection[-1].sqref = layout.value_cell(layout.entries[0].name)
    lock.on_sheet(sheet)
    lock.on_sheet(add_instructions(workbook, round_, layout))
    lock.on_sheet(add_hidden_sheet(workbook, round_, [form], definition, {HINTS: sorted(grid_hints(layout, round_))}))
    lock.on_workbook(workbook)
    workbook.calculation.fullCalcOnLoad = True
    checks = {layout.values[field.name].top for field in layout.entries}
    letter = get_column_letter(layout.check_column)
    shown = {f"{letter}{row}": "" for row in checks} | {layout.gate_cell: GATE_EMPTY}
    texts = [address(layout.values[field.name]) for field in layout.entries if field.type == "string"]
    return finish(workbook, round_, form, text_columns={form.sheet: texts}, shown={form.sheet: shown})


def _size(sheet: Worksheet, layout: GridLayout) -> None:
    for number, width in enumerate((*layout.form.columns, CHECK_WIDTH), 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.row_dimensions[ATTACHMENT_ROW].height = ATTACHMENT_HEIGHT
    sheet.row_dimensions[TITLE_ROW].height = TITLE_HEIGHT
    for row, height in enumerate(layout.form.heights, GRID_ROW):
        sheet.row_dimensions[row].height = height


def _head(sheet: Worksheet, layout: GridLayout) -> None:
    half = layout.columns // 2
    put(_lay(sheet, Area(1, 1, 1, half), styles.ATTACHMENT), layout.form.attachment, styles.ATTACHMENT)
    code = _lay(sheet, Area(1, half + 1, 1, layout.columns), styles.CODE)
    put(code, CODE_LABEL + press.CODE, styles.CODE)
    title = replace(styles.TITLE, font=Font(name=styles.HEITI, size=18))
    put(_lay(sheet, Area(TITLE_ROW, 1, TITLE_ROW, layout.columns), title), layout.form.title, title)
    styles.GATE.dress(sheet[layout.gate_cell])
    put(sheet.cell(TITLE_ROW, layout.check_column), SELF_CHECK_TITLE, styles.HEADER)
    for row in sorted({layout.values[field.name].top for field in layout.entries}):
        styles.SELF_CHECK.dress(sheet.cell(row, layout.check_column))


def _lay(sheet: Worksheet, area: Area, look: Look) -> Cell | MergedCell:
    """Merge an area and dress its cells; returns its first cell."""
    for row, column in area.cells():
        look.dress(sheet.cell(row, column))
    if (area.width, area.height) != (1, 1):
        sheet.merge_cells(address(area))
    return sheet.cell(area.top, area.left)


def _label_look(layout: GridLayout, field: Field) -> Look:
    look = _HEADING if layout.label(field).right == layout.columns else _LABEL
    return replace(look, border=styles.BOX)


def _value(sheet: Worksheet, layout: GridLayout, field: Field) -> None:
    area, fixed = layout.values[field.name], field.name == layout.prefilled
    height = sum(layout.form.heights[row - GRID_ROW] for row in range(area.top, area.bottom + 1))
    look = Look(_SMALL, _TOP) if height >= _LONG_HEIGHT else replace(styles.entry_look(field), border=None)
    look = replace(look, border=styles.BOX, locked=fixed, number_format=styles.number_format(field))
    cell = _lay(sheet, area, look)
    if fixed:
        put(cell, press.BUREAU, look)


def _box(sheet: Worksheet, layout: GridLayout, box: Box) -> None:
    cells = layout.box(box)
    put(_lay(sheet, cells.title, _HEADING), f"{box.title}：", _HEADING)
    put(_lay(sheet, cells.signer_label, _RIGHT), f"{box.signer}：", _RIGHT)
    put(_lay(sheet, cells.seal, _HEADING), f"{box.seal}：", _HEADING)
    locked = box.locked or layout.kind not in box.audience
    words, signer, day = box.fields
    _lay(sheet, cells.words, Look(_SMALL, _TOP, number_format=styles.number_format(words), locked=locked))
    _lay(sheet, cells.signer, replace(_SHORT, number_format=styles.number_format(signer), locked=locked))
    look = replace(_RIGHT, number_format=styles.number_format(day), locked=locked)
    put(_lay(sheet, cells.day, look), DAY_TEMPLATE, look)
    _frame(sheet, layout.areas[box.name])


def _frame(sheet: Worksheet, area: Area) -> None:
    """A line around an area, none within it."""
    for row, column in area.cells():
        sheet.cell(row, column).border = Border(
            left=_THIN if column == area.left else None,
            right=_THIN if column == area.right else None,
            top=_THIN if row == area.top else None,
            bottom=_THIN if row == area.bottom else None,
        )


def _validate(sheet: Worksheet, layout: GridLayout, round_: Round) -> None:
    for field in layout.entries:
        parent = layout.values[field.choices_under] if field.choices_under else None
        cell = f"${get_column_letter(parent.left)}${parent.top}" if parent else ""
        rule = validation_of(field, round_, cell)
        if rule is not None:
            rule.add(address(layout.values[field.name]))
            sheet.add_data_validation(rule)
