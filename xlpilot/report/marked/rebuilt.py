"""The issued form made anew with what the county typed: for returns that cannot be marked as they are.

So the locks, the dropdowns and the live checks are back, under the same identity. A row keeps its Excel row where it
fits; a unit that has more rows than its form gets a form with more.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import replace

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from xlpilot.form import stamp
from xlpilot.form.issue import issue
from xlpilot.form.layout import ENTRY_HEIGHT, TableLayout
from xlpilot.intake.grid import Book, CellNote, Grid, address
from xlpilot.intake.guard import Package
from xlpilot.intake.locate import OWN_SHEETS
from xlpilot.intake.table import Table
from xlpilot.intake.xlsx_outline import read_outline
from xlpilot.report.marked.marks import SALVAGED, Spot
from xlpilot.report.marked.moves import told_moves
from xlpilot.report.marked.plain import put, put_error
from xlpilot.report.marked.wording import lines
from xlpilot.review.identity import read_stamp
from xlpilot.review.judge import FileReview
from xlpilot.rounds.model import Form, Round, Unit
from xlpilot.rounds.workspace import Secrets
from xlpilot.values import dataclass

# Points a line of the entries' font; how much of a column's width, which is counted in a smaller font, it can use.
_LINE, _FITS, _HIGHEST = 16.0, 0.88, 409.0
# Whose form it is must be beyond doubt before the office signs a new one.
_DOUBTS = frozenset({"XP113", "XP114", "XP115", "XP116"})


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """The workbook, where each sheet and address of the original has gone, what was left behind in words, XML of the
    sheets.
    """

    workbook: Workbook
    cells: Mapping[tuple[str, str], Spot]
    left: tuple[str, ...]
    sheets: Mapping[str, bytes]


def rebuilt(book: Book, review: FileReview, round_: Round, secrets: Secrets | None, serial: int) -> Rebuilt | None:
    """The form with the county's values; None where the unit is not known for certain or there are no secrets.

    Args:
        serial: number of the last issue to this unit, for a return that does not tell its own.
    """
    table, unit = review.table, round_.unit_by_code.get(review.unit or "")
    form = round_.forms.get(review.kind)
    if table is None or unit is None or form is None or secrets is None or form.kind == "grid":
        return None
    if unit not in round_.reporters(form) or any(finding.code in _DOUBTS for finding in review.findings):
        return None
    text = read_stamp(book)
    parsed = stamp.parse(text) if text and stamp.genuine(text, secrets.key) else None
    serials = {unit.code: parsed[0].serial if parsed and parsed[0].unit == unit.code else serial}
    grids = {grid.name: grid for grid in book.grids}
    sized, placed = _placed(unit, round_.stacked(form), round_.stack(review.kind), table)
    if any(max(rows.values(), default=0) > layout.last_entry_row for _, layout, rows in placed):
        return None  # a table below another has no more rows than its form
    made = issue(round_, form, [sized], round_.definition, secrets.key, secrets.password, serials)
    data = next(made)[1]
    workbook = load_workbook(io.BytesIO(data))
    filled = []
    for one, layout, rows in placed:
        cells = _fill(workbook[form.sheet], layout, one, grids[one.sheet], rows)
        filled.append((one, layout.form, cells))
    package = Package(data)
    sheets = {name: package.read(part) for name, _, part in read_outline(package).sheets}
    gone = {(one.sheet, cell): spot for one, _, cells in filled for cell, spot in cells.items()}
    return Rebuilt(workbook, gone, tuple(_left(book, review, filled)), sheets)


def _placed(
    unit: Unit, forms: Sequence[Form], keys: Sequence[str], table: Table
) -> tuple[Unit, list[tuple[Table, TableLayout, dict[int, int]]]]:
    """The unit with as many rows as it needs, and of each table its layout and the row in the copy of each of its rows.

    Rows stay where they are if they all can, in all tables; else each table's rows follow each other.
    """
    visible = unit.rows or forms[0].rows
    layouts = dict(zip(keys, TableLayout.stack(forms, visible), strict=True))
    if all(row in layouts[one.form].entry_rows for one in table.all for row in one.rows):
        return unit, [(one, layouts[one.form], {row: row for row in one.rows}) for one in table.all]
    needed = max(visible, len(table.rows))
    layouts = dict(zip(keys, TableLayout.stack(forms, needed), strict=True))
    return replace(unit, rows=needed), [
        (one, layout, {row: layout.first_entry_row + n for n, row in enumerate(one.rows)})
        for one in table.all
        for layout in (layouts[one.form],)
    ]


def _fill(sheet: Worksheet, layout: TableLayout, table: Table, grid: Grid, rows: Mapping[int, int]) -> dict[str, Spot]:
    """Put the values in; returns where each address of the original has gone."""
    cells: dict[str, Spot] = {}
    form = layout.form
    for row, new in rows.items():
        if new > layout.last_visible_row:
            for spare in range(layout.last_visible_row + 1, new + 1):
                sheet.row_dimensions[spare].hidden = False
        for field in form.fields:
            column = table.columns.get(field.name)
            if column is not None:
                cells[address(row, column)] = Spot(form.sheet, layout.cell(new, field.name))
                if not field.fill:
                    _put(sheet, layout.cell(new, field.name), grid, row, column)
        # Programs fit a row to its text while one types, but not when they open a file.
        sheet.row_dimensions[new].height = fitting_height(layout, sheet, new)
    for field in form.line:
        there = table.line.get(field.name)
        if there is not None:
            cells[address(there.row, there.column)] = Spot(form.sheet, layout.line_value(field.name))
            if not field.fill and there.typed:
                _put_line(sheet, layout.line_value(field.name), grid, there.row, there.column, there.typed)
    return cells


def fitting_height(layout: TableLayout, sheet: Worksheet, row: int) -> float:
    """Points that a row (1-based) needs for all its text."""
    texts = ((str(sheet[layout.cell(row, field.name)].value or ""), field.width) for field in layout.form.entries)
    most = max(lines(text, width * _FITS) for text, width in texts)
    return min(_HIGHEST, max(ENTRY_HEIGHT, most * _LINE + 4))


def _put(sheet: Worksheet, cell: str, grid: Grid, row: int, column: int) -> None:
    if grid.notes.get((row, column)) is CellNote.ERROR:
        put_error(sheet[cell], grid.errors.get((row, column), "#VALUE!"))
    elif grid.at(row, column) not in (None, ""):
        put(sheet[cell], grid.at(row, column))


def _put_line(sheet: Worksheet, cell: str, grid: Grid, row: int, column: int, typed: str) -> None:
    value = grid.at(row, column)
    # The value may stand in the label's own cell, behind the colon.
    if isinstance(value, str) and value.strip() != typed.strip():
        put(sheet[cell], typed)
    else:
        _put(sheet, cell, grid, row, column)


def _left(
    book: Book, review: FileReview, filled: Sequence[tuple[Table, Form, Mapping[str, Spot]]]
) -> list[str]:  # fmt: skip
    codes = {finding.code for finding in review.findings} & SALVAGED
    why = "不是 .xlsx" if book.container not in ("xlsx", "xlsm") else "样式有损坏，不能直接标注"
    if review.part is not None:
        why = "里有几个单位的表，这里只有你单位的"
    elif codes & {"XP118", "XP401"}:
        why = "的列不全，或是旧版"
    elif codes:
        why = "没有市局发放时的标识"
    left = [f"原件{why}；本件是一份新的申报表，已填入从原件认出的内容，请核对；原件的图片等没有带过来"]
    for table, form, cells in filled if codes else ():
        left += told_moves(table, form, cells)
    if any(spot != Spot(table.sheet, cell) for table, _, cells in filled for cell, spot in cells.items()):
        left.append("各格的位置与原件不同，“位置”一栏先写本件的位置；“问题”一栏里说的行号是原件的行号")
    read = {*OWN_SHEETS, *(table.sheet for table, _, _ in filled)}
    others = [grid.name for grid in book.grids if grid.name not in read and any(any(row) for row in grid.values)]
    if others:
        left.append(f"原件的其他工作表没有带过来：{'、'.join(others)}")
    if any(_formulas(book, table, form) for table, form, _ in filled):
        left.append("填报格里的公式已换成原来的结果")
    passed = sorted({row for table, _, _ in filled for row in table.passed_over})
    if passed:
        left.append(f"合计、说明等行没有带过来：原件第 {'、'.join(map(str, passed))} 行")
    return left


def _formulas(book: Book, table: Table, form: Form) -> bool:
    """Whether formulas stand in the cells that the clerk fills."""
    notes = next(grid for grid in book.grids if grid.name == table.sheet).notes
    columns = {column for name, column in table.columns.items() if not form.by_name[name].fill}
    return any(note is CellNote.FORMULA and column in columns for (_, column), note in notes.items())
