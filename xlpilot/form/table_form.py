"""Build the master of a table form (附件1): everything that is the same for all units, placeholders for the rest."""

from __future__ import annotations

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Font
from openpyxl.worksheet.dimensions import RowDimension
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from xlpilot.form import press, styles
from xlpilot.form.hidden_sheet import add_hidden_sheet
from xlpilot.form.instructions import add_instructions
from xlpilot.form.layout import (
    ENTRY_HEIGHT,
    SELF_CHECK_TITLE,
    TableLayout,
)
from xlpilot.form.marks import add_marks, gate_marks
from xlpilot.form.master import finish
from xlpilot.form.prompts import add_validation
from xlpilot.form.protection import Lock
from xlpilot.form.self_check import add_gate, add_self_check, hints, hints_name
from xlpilot.form.styles import Look
from xlpilot.rounds.model import Field, Form, Round
from xlpilot.rules.sheet_words import GATE_EMPTY

CODE_LABEL = "表格编号："


def build_table_form(round_: Round, form: Form, *, definition: str, rows: int, password: str, salt: bytes) -> bytes:
    """The master workbook with `rows` visible entry rows; the same arguments give the same bytes.

    The forms that stand below this one in the round are on its sheet.
    """
    layouts = TableLayout.stack(round_.stacked(form), rows)
    layout, last = layouts[0], layouts[-1]
    lock = Lock.of(password, salt)
    workbook = Workbook()
    # Column widths are counted in digits of the Normal font.
    workbook._fonts[0] = Font(name=styles.SONGTI, size=11, family=3, charset=134)  # type: ignore[attr-defined]
    sheet: Worksheet = workbook.active  # type: ignore[assignment]
    sheet.title = form.sheet
    for one in layouts:
        _size(sheet, one)
        _head(sheet, one)
        _line(sheet, one)
        _entries(sheet, one)
    for one in layouts:
        _note(sheet, one)
        add_validation(sheet, one, round_)
        add_self_check(sheet, layouts, one.number, round_)
        add_marks(sheet, one)
    add_gate(sheet, layouts)
    gate_marks(sheet, layouts)
    # One header repeated on every page, or frozen above all rows, would be the wrong one for the tables below.
    styles.set_paper(sheet, landscape=True, header_row=layout.header_row if layout is last else None)
    for one in layouts[1:]:
        sheet.row_breaks.append(Break(id=one.top))
    sheet.print_area = last.print_area
    sheet.sheet_view.selection[-1].activeCell = sheet.sheet_view.selection[-1].sqref = _first_entry(layout)
    lock.on_sheet(sheet)
    lock.on_sheet(add_instructions(workbook, round_, *layouts))
    tables = {hints_name(one): sorted(hints(one, round_)) for one in layouts}
    lock.on_sheet(add_hidden_sheet(workbook, round_, [one.form for one in layouts], definition, tables))
    lock.on_workbook(workbook)
    workbook.calculation.fullCalcOnLoad = True
    shown = {one.self_check_cell(row): "" for one in layouts for row in one.entry_rows}
    shown[layout.gate_cell] = GATE_EMPTY
    texts = [cells for one in layouts for cells in _text_columns(one)]
    return finish(workbook, round_, form, text_columns={form.sheet: texts}, shown={form.sheet: shown})


class _FittingRow(RowDimension):
    """A row whose height is only a start: programs fit it to a wrapped text as soon as one is typed."""

    customHeight = False  # noqa: N815


def put(cell: Cell | MergedCell, text: str, look: Look) -> None:
    """Write a text that stays a text, even where it begins with '=' or reads '#N/A'."""
    cell.value = text
    cell.data_type = "s"
    look.dress(cell)


def _span(sheet: Worksheet, row: int, first: int, last: int, look: Look) -> Cell | MergedCell:
    """Merge the columns first..last of a row and dress them all, as borders belong to every cell."""
    for column in range(first, last + 1):
        look.dress(sheet.cell(row, column))
    if last > first:
        sheet.merge_cells(start_row=row, start_column=first, end_row=row, end_column=last)
    return sheet.cell(row, first)


def _size(sheet: Worksheet, layout: TableLayout) -> None:
    for letter, width in layout.widths():
        sheet.column_dimensions[letter].width = width
    for row, height in layout.heights.items():
        sheet.row_dimensions[row].height = height
    for row in layout.entry_rows:
        hidden = row > layout.last_visible_row
        sheet.row_dimensions[row] = _FittingRow(sheet, row, ht=ENTRY_HEIGHT, hidden=hidden)


def _head(sheet: Worksheet, layout: TableLayout) -> None:
    form, last = layout.form, layout.last_field_column
    put(sheet[layout.attachment_cell], form.attachment, styles.ATTACHMENT)
    if not layout.top:
        put(sheet[layout.code_cell], CODE_LABEL + press.CODE, styles.CODE)
    put(_span(sheet, layout.title_row, 1, last, styles.TITLE), form.title, styles.TITLE)
    put(_span(sheet, layout.subtitle_row, 1, last, styles.SUBTITLE), form.subtitle, styles.SUBTITLE)
    if layout.top:
        return
    for row in range(layout.attachment_row, layout.header_row):
        styles.GATE.dress(sheet.cell(row, layout.self_check_column))
    sheet.merge_cells(layout.gate_range)


def _line(sheet: Worksheet, layout: TableLayout) -> None:
    for place in layout.line:
        label = _span(sheet, layout.line_row, *place.label, styles.LABEL)
        put(label, layout.label(place.field), styles.LABEL)
        look = styles.line_look(place.field)
        value = _span(sheet, layout.line_row, *place.value, look)
        if place.field.fill == "bureau":
            put(value, press.BUREAU, look)


def _entries(sheet: Worksheet, layout: TableLayout) -> None:
    for number, field in enumerate(layout.form.fields, 1):
        put(sheet.cell(layout.header_row, number), field.title, styles.HEADER)
        _column(sheet, layout, number, styles.entry_look(field), field)
    put(sheet.cell(layout.header_row, layout.self_check_column), SELF_CHECK_TITLE, styles.HEADER)
    _column(sheet, layout, layout.self_check_column, styles.SELF_CHECK)
    _column(sheet, layout, layout.strut_column, styles.STRUT)


def _column(sheet: Worksheet, layout: TableLayout, column: int, look: Look, field: Field | None = None) -> None:
    for ordinal, row in enumerate(layout.entry_rows, 1):
        cell = sheet.cell(row, column)
        look.dress(cell)
        if field and field.fill == "ordinal":
            cell.value = ordinal
        elif field and field.fill == "bureau":
            put(cell, press.BUREAU, look)


def _note(sheet: Worksheet, layout: TableLayout) -> None:
    note = _span(sheet, layout.note_row, 1, layout.last_printed_column, styles.NOTE)
    below = layout.last_entry_row + 1
    if layout.spare_rows:
        row = f"本行（第 {below} 行）" if layout.note_row == below else f"第 {below} 行"
        text = (
            f"行数不够时：在左侧行号处同时选中第 {layout.last_visible_row} 行和{row}，"
            f"单击鼠标右键，选“取消隐藏”，即出现备用的 {layout.spare_rows} 行；填完后选中仍空着的行，单击鼠标右键，"
            "选“隐藏”，打印时就没有空页。请勿另加工作表。"
        )
    else:
        text = f"本表共 {layout.rows} 行；不够时请与发放单位联系。"
    if layout.shared:
        text += f"（“{layout.form.attachment}”）"
    put(note, text, styles.NOTE)
    sheet.row_dimensions[layout.note_row].height = ENTRY_HEIGHT


def _first_entry(layout: TableLayout) -> str:
    return layout.entry(0, next(field.name for field in layout.form.fields if not field.fill))


def _text_columns(layout: TableLayout) -> list[str]:
    """Ranges whose digits are meant as text, so that Excel shows no green corner."""
    return [layout.column_range(field.name) for field in layout.form.entries if field.type in ("string", "list")]
