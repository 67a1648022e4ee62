"""Build the master of a table form (附件1): everything that is the same for all units, placeholders for the rest."""

from __future__ import annotations

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Font
from openpyxl.worksheet.dimensions import RowDimension
from openpyxl.worksheet.worksheet import Worksheet

from xlpilot.form import press, styles
from xlpilot.form.hidden_sheet import add_hidden_sheet
from xlpilot.form.instructions import add_instructions
from xlpilot.form.layout import (
    ENTRY_HEIGHT,
    HEADER_ROW,
    LINE_ROW,
    SELF_CHECK_TITLE,
    SUBTITLE_ROW,
    TITLE_ROW,
    TableLayout,
)
from xlpilot.form.marks import add_marks
from xlpilot.form.master import finish
from xlpilot.form.prompts import add_validation
from xlpilot.form.protection import Lock
from xlpilot.form.self_check import HINTS, add_self_check, hints
from xlpilot.form.styles import Look
from xlpilot.rounds.model import Field, Form, Round
from xlpilot.rules.sheet_words import GATE_EMPTY

CODE_LABEL = "表格编号："


def build_table_form(round_: Round, form: Form, *, definition: str, rows: int, password: str, salt: bytes) -> bytes:
    """The master workbook with `rows` visible entry rows; the same arguments give the same bytes."""
    layout = TableLayout.of(form, rows)
    lock = Lock.of(password, salt)
    workbook = Workbook()
    # Column widths are counted in digits of the Normal font.
    workbook._fonts[0] = Font(name=styles.SONGTI, size=11, family=3, charset=134)  # type: ignore[attr-defined]
    sheet: Worksheet = workbook.active  # type: ignore[assignment]
    sheet.title = form.sheet
    _size(sheet, layout)
    _head(sheet, layout)
    _line(sheet, layout)
    _entries(sheet, layout)
    _note(sheet, layout)
    add_validation(sheet, layout, round_)
    add_self_check(sheet, layout, round_)
    add_marks(sheet, layout)
    styles.set_paper(sheet, landscape=True, header_row=layout.header_row)
    sheet.print_area = layout.print_area
    sheet.sheet_view.selection[-1].activeCell = sheet.sheet_view.selection[-1].sqref = _first_entry(layout)
    lock.on_sheet(sheet)
    lock.on_sheet(add_instructions(workbook, round_, layout))
    tables = {HINTS: sorted(hints(layout, round_))}
    lock.on_sheet(add_hidden_sheet(workbook, round_, form, definition, tables))
    lock.on_workbook(workbook)
    workbook.calculation.fullCalcOnLoad = True
    shown = {layout.self_check_cell(row): "" for row in layout.entry_rows} | {layout.gate_cell: GATE_EMPTY}
    return finish(workbook, round_, form, text_columns={form.sheet: _text_columns(layout)}, shown={form.sheet: shown})


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
    put(sheet[layout.code_cell], CODE_LABEL + press.CODE, styles.CODE)
    put(_span(sheet, TITLE_ROW, 1, last, styles.TITLE), form.title, styles.TITLE)
    put(_span(sheet, SUBTITLE_ROW, 1, last, styles.SUBTITLE), form.subtitle, styles.SUBTITLE)
    for row in range(1, HEADER_ROW):
        styles.GATE.dress(sheet.cell(row, layout.self_check_column))
    sheet.merge_cells(layout.gate_range)


def _line(sheet: Worksheet, layout: TableLayout) -> None:
    for place in layout.line:
        label = _span(sheet, LINE_ROW, *place.label, styles.LABEL)
        put(label, layout.label(place.field), styles.LABEL)
        look = styles.line_look(place.field)
        value = _span(sheet, LINE_ROW, *place.value, look)
        if place.field.fill == "bureau":
            put(value, press.BUREAU, look)


def _entries(sheet: Worksheet, layout: TableLayout) -> None:
    for number, field in enumerate(layout.form.fields, 1):
        put(sheet.cell(HEADER_ROW, number), field.title, styles.HEADER)
        _column(sheet, layout, number, styles.entry_look(field), field)
    put(sheet.cell(HEADER_ROW, layout.self_check_column), SELF_CHECK_TITLE, styles.HEADER)
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
    note = _span(sheet, layout.note_row, 1, layout.last_field_column, styles.NOTE)
    if layout.spare_rows:
        text = (
            f"行数不够时：在左侧行号处同时选中第 {layout.last_visible_row} 行和本行（第 {layout.note_row} 行），"
            f"单击鼠标右键，选“取消隐藏”，即出现备用的 {layout.spare_rows} 行；填完后选中仍空着的行，单击鼠标右键，"
            "选“隐藏”，打印时就没有空页。请勿另加工作表。"
        )
    else:
        text = f"本表共 {layout.rows} 行；不够时请与发放单位联系。"
    put(note, text, styles.NOTE)
    sheet.row_dimensions[layout.note_row].height = ENTRY_HEIGHT


def _first_entry(layout: TableLayout) -> str:
    return layout.entry(0, next(field.name for field in layout.form.fields if not field.fill))


def _text_columns(layout: TableLayout) -> list[str]:
    """Ranges whose digits are meant as text, so that Excel shows no green corner."""
    return [layout.column_range(field.name) for field in layout.form.entries if field.type in ("string", "list")]
