"""统计: unit by category, counted by formulas over 附件1 that a reader can follow, with the value that we counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from xlpilot.intake.grid import column_letter
from xlpilot.rollup.attachment import FIRST_ROW, entry_columns
from xlpilot.rollup.book import Body, Book
from xlpilot.rollup.discretion import Discretion
from xlpilot.rollup.merge import CitySummary
from xlpilot.rollup.names import REPORTER
from xlpilot.rollup.row_xml import OWN_ROW, Batch, Column, Formula, Line, together
from xlpilot.rollup.sheets import Looks, paper, quoted

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

SHEET = "统计"
TOTAL = "合计"
HEADER_ROW = 2  # 0-based
BLANK_GROUP = "（未填）"


def counts(book: Book, summary: CitySummary, discretion: Discretion) -> None:
    """Add the sheet."""
    sheet, looks = book.sheet(SHEET), book.looks
    categories = list(summary.by_category())
    last = len(categories) + 1
    _head(sheet, looks, summary, categories)
    units = len(summary.units)
    columns = _columns(looks, summary, discretion, categories)
    lines = list(_totals(looks, summary, HEADER_ROW + 1 + units, last))
    book.fill(sheet, Body(HEADER_ROW + 2, units, columns, together(_units(summary)), len(lines), lines))
    paper(sheet, HEADER_ROW, max(1, last), HEADER_ROW + units + 3)
    sheet.freeze_panes(HEADER_ROW + 1, 1)


def _column(summary: CitySummary, at: int) -> str:
    """The rows of 附件1 in its 0-based column."""
    from xlsxwriter.utility import xl_range_abs

    end = FIRST_ROW + max(1, len(summary.included)) - 1
    return f"{quoted(summary.form.sheet)}!{xl_range_abs(FIRST_ROW, at, end, at)}"


def _columns(
    looks: Looks, summary: CitySummary, discretion: Discretion, categories: Sequence[str]
) -> list[Column]:  # fmt: skip
    grouped = entry_columns(summary, discretion).get(summary.form.group_by or "")
    units = _column(summary, 1)
    columns = [Column(0, looks["centre"])]
    for at, category in enumerate(categories, 2):
        head = '""' if category == BLANK_GROUP else f"{column_letter(at)}${HEADER_ROW + 1}"
        also = f"({_column(summary, grouped)}={head})" if grouped is not None else "1"
        columns.append(Column(0, looks["number"], formula=f"SUMPRODUCT(({units}=$A{OWN_ROW})*{also})"))
    end = column_letter(1 + len(categories))
    return [*columns, Column(0, looks["total"], formula=f"SUM(B{OWN_ROW}:{end}{OWN_ROW})")]


def _units(summary: CitySummary) -> Iterator[Batch]:
    for unit, numbers in summary.matrix():
        yield [[unit.name], *([number] for number in numbers.values()), [sum(numbers.values())]]


def _totals(looks: Looks, summary: CitySummary, bottom: int, last: int) -> Iterator[Line]:
    """What stands below the units; `bottom` is the 0-based row of the sums, `last` the 0-based column of theirs."""
    from xlsxwriter.utility import xl_range, xl_rowcol_to_cell

    cells: list[tuple[int, Format, str | Formula]] = [(0, looks["total"], TOTAL)]
    included = len(summary.included)
    for at, total in enumerate([*summary.by_category().values(), included], 1):
        formula = Formula(f"SUM({xl_range(HEADER_ROW + 1, at, bottom - 1, at)})", total)
        cells.append((at, looks["total"], formula))
    yield Line(26, cells)
    said = f"核对：读到 {summary.rows_in} 行 ＝ 纳入 {included} 行 ＋ 未纳入 {len(summary.excluded)} 行"
    yield Line(26, [(0, looks["meta"], said)])
    grand = xl_rowcol_to_cell(bottom, last)
    name = summary.form.sheet.replace('"', '""')
    numbered = f"COUNT({_column(summary, 0)})"
    agree = f'"{name} 有 "&{numbered}&" 行，合计 "&{grand}&"："&IF({numbered}={grand},"相符","不符")'
    value = f"{summary.form.sheet} 有 {included} 行，合计 {included}：相符"
    yield Line(26, [(0, looks["meta"], Formula(agree, value))])


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
