"""统计: unit by category, counted by formulas over 附件1 that a reader can follow, with the value that we counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlpilot.rollup.attachment import FIRST_ROW, entry_columns
from xlpilot.rollup.discretion import Discretion
from xlpilot.rollup.merge import CitySummary
from xlpilot.rollup.names import REPORTER
from xlpilot.rollup.sheets import Looks, paper, quoted

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

SHEET = "统计"
TOTAL = "合计"
HEADER_ROW = 2  # 0-based
BLANK_GROUP = "（未填）"


def counts(sheet: Worksheet, looks: Looks, summary: CitySummary, discretion: Discretion) -> None:
    """Write the sheet."""
    from xlsxwriter.utility import xl_range, xl_range_abs, xl_rowcol_to_cell

    categories = list(summary.by_category())
    matrix = summary.matrix()
    last = len(categories) + 1
    _head(sheet, looks, summary, categories)
    first, bottom = HEADER_ROW + 1, HEADER_ROW + 1 + len(matrix)
    there = quoted(summary.form.sheet)
    end = FIRST_ROW + max(1, len(summary.included)) - 1

    def column(at: int) -> str:
        return f"{there}!{xl_range_abs(FIRST_ROW, at, end, at)}"

    grouped = entry_columns(summary, discretion).get(summary.form.group_by or "")
    for row, (unit, numbers) in enumerate(matrix, first):
        sheet.set_row(row, 24)
        sheet.write_string(row, 0, unit.name, looks["centre"])
        of_unit = f"({column(1)}={xl_rowcol_to_cell(row, 0, col_abs=True)})"
        for at, category in enumerate(categories, 1):
            wanted = '""' if category == BLANK_GROUP else xl_rowcol_to_cell(HEADER_ROW, at, row_abs=True)
            also = f"({column(grouped)}={wanted})" if grouped is not None else "1"
            sheet.write_formula(row, at, f"=SUMPRODUCT({of_unit}*{also})", looks["number"], numbers[category])
        total = sum(numbers.values())
        sheet.write_formula(row, last, f"=SUM({xl_range(row, 1, row, last - 1)})", looks["total"], total)
    sheet.set_row(bottom, 26)
    sheet.write_string(bottom, 0, TOTAL, looks["total"])
    totals = [*summary.by_category().values(), len(summary.included)]
    for at, total in enumerate(totals, 1):
        sheet.write_formula(bottom, at, f"=SUM({xl_range(first, at, bottom - 1, at)})", looks["total"], total)
    grand = xl_rowcol_to_cell(bottom, last)
    rows_in, included, excluded = summary.rows_in, len(summary.included), len(summary.excluded)
    said = f"核对：读到 {rows_in} 行 ＝ 纳入 {included} 行 ＋ 未纳入 {excluded} 行"
    name = summary.form.sheet.replace('"', '""')
    numbered = f"COUNT({column(0)})"
    sheet.set_row(bottom + 1, 26)
    sheet.write_string(bottom + 1, 0, said, looks["meta"])
    sheet.set_row(bottom + 2, 26)
    sheet.write_formula(
        bottom + 2, 0,
        f'="{name} 有 "&{numbered}&" 行，合计 "&{grand}&"："&IF({numbered}={grand},"相符","不符")',
        looks["meta"],
        f"{summary.form.sheet} 有 {included} 行，合计 {included}：相符",
    )  # fmt: skip
    paper(sheet, HEADER_ROW, max(1, last), bottom + 2)
    sheet.freeze_panes(HEADER_ROW + 1, 1)


def _head(sheet: Worksheet, looks: Looks, summary: CitySummary, categories: list[str]) -> None:
    last = len(categories) + 1
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, max(1, last), 18)
    sheet.set_row(0, 36)
    sheet.merge_range(0, 0, 0, max(1, last), "", looks["title"])
    sheet.write_string(0, 0, "按报送单位和申报类别统计", looks["title"])
    note = f"每个数都是对“{summary.form.sheet}”的公式，点开单元格就能看到是怎样数出来的。"
    sheet.set_row(1, 24)
    sheet.merge_range(1, 0, 1, max(1, last), "", looks["meta"])
    sheet.write_string(1, 0, note, looks["meta"])
    sheet.set_row(HEADER_ROW, 30)
    options = summary.round.options(summary.form.by_name[summary.form.group_by]) if summary.form.group_by else ()
    numbers = {option.name: number for number, option in enumerate(options, 1)}
    for column, text in enumerate([REPORTER, *categories, TOTAL]):
        look = looks.category(numbers[text], "header") if text in numbers else looks["header"]
        sheet.write_string(HEADER_ROW, column, text, look)
