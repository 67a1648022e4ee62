"""附件1: all included rows, ready to be printed and signed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from xlpilot.ledger.standing import State
from xlpilot.rollup.discretion import Discretion
from xlpilot.rollup.merge import CitySummary, own_lines
from xlpilot.rollup.names import PROVENANCE, REPORTER, list_sheet
from xlpilot.rollup.sheets import Link, Looks, height, paper, put, spot
from xlpilot.rounds.model import Field

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

HEADER_ROW = 4  # 0-based
FIRST_ROW = HEADER_ROW + 1


def excel_row(number: int) -> int:
    """The 1-based Excel row of the included row with this number."""
    return FIRST_ROW + number


def entry_columns(summary: CitySummary, discretion: Discretion) -> dict[str, int]:
    """0-based column of each field that has one; 序号 and 报送单位 stand before them."""
    return {field.name: at for at, field in enumerate(discretion.columns(summary.form.entries), 2)}


def attachment(sheet: Worksheet, looks: Looks, summary: CitySummary, discretion: Discretion) -> None:
    """Write the sheet."""
    form = summary.form
    entries = discretion.columns(form.entries)
    columns: list[tuple[str, float, str]] = [("序号", 6, "number"), (REPORTER, 10, "centre")]
    for field in entries:
        columns.append((field.title, field.width, "text" if field.plain_text else "centre"))
    last = len(columns) - 1
    _head(sheet, looks, summary, columns)
    options = summary.round.options(form.by_name[form.group_by]) if form.group_by else ()
    numbers = {option.name: number for number, option in enumerate(options, 1)}
    grouped = entry_columns(summary, discretion).get(form.group_by or "")
    for at, row in enumerate(summary.included, FIRST_ROW):
        values = [row.values[field.name] for field in entries]
        texts = [row.unit.name, *(discretion.text(shown(value)) for value in values)]
        sheet.set_row(at, height([(text, columns[n][1]) for n, text in enumerate(texts, 1)]))
        put(sheet, at, 0, Link(row.number, spot(list_sheet(PROVENANCE, form), row.number + 3)), looks["number"])
        for column, text in enumerate(texts, 1):
            value = values[column - 2] if column > 1 else None
            if isinstance(value, int | Decimal):
                sheet.write_number(at, column, float(value), looks.amount(entries[column - 2].decimals_shown))
                continue
            tinted = column == grouped and text in numbers
            look = looks.category(numbers[text]) if tinted else looks[columns[column][2]]
            put(sheet, at, column, text, look)
    end = HEADER_ROW + len(summary.included)
    if summary.included:
        sheet.autofilter(HEADER_ROW, 0, end, last)
    else:
        end = FIRST_ROW
        sheet.set_row(end, 30)
        sheet.merge_range(end, 0, end, last, "", looks["centre"])
        sheet.write_string(end, 0, "（还没有可以列入的项目）", looks["centre"])
    if summary.included and any(field.is_number for field in entries):
        end += 1
        _sums(sheet, looks, summary, entries, end)
    sheet.set_row(end + 1, 40)
    for column, text in ((1, "制表："), (max(3, last // 2), "审核："), (max(4, last - 2), "日期：      年   月   日")):
        sheet.write_string(end + 1, column, text, looks["meta"])
    paper(sheet, HEADER_ROW, last, end + 1)
    sheet.freeze_panes(FIRST_ROW, 2)


def _sums(sheet: Worksheet, looks: Looks, summary: CitySummary, entries: Sequence[Field], at: int) -> None:
    """The row below the last: sums as formulas that a reader can follow, with what we added up as their value."""
    from xlsxwriter.utility import xl_range

    sheet.set_row(at, 26)
    sheet.write_blank(at, 0, None, looks["total"])
    sheet.write_string(at, 1, "合计", looks["total"])
    for column, field in enumerate(entries, 2):
        if not field.is_number:
            sheet.write_blank(at, column, None, looks["total"])
            continue
        numbers = (row.values[field.name] for row in summary.included)
        total = sum((Decimal(value) for value in numbers if isinstance(value, int | Decimal)), Decimal())
        cells = xl_range(FIRST_ROW, column, at - 1, column)
        sheet.write_formula(at, column, f"=SUM({cells})", looks.amount(field.decimals_shown, "total"), float(total))


def _head(sheet: Worksheet, looks: Looks, summary: CitySummary, columns: list[tuple[str, float, str]]) -> None:
    last = len(columns) - 1
    sheet.set_row(0, 28)
    sheet.write_string(0, 0, summary.form.attachment, looks["attachment"])
    waiting = [line.unit.name for line in own_lines(summary) if line.state is State.MISSING]
    banner = f"暂定：尚有 {len(waiting)} 个单位未报（{'、'.join(waiting)}）" if waiting else ""
    note = f"汇总单位：{summary.round.issuer}        共 {len(summary.included)} 个项目"
    notes = Counter(row.source.note for row in summary.included if row.source.note)
    note += "".join(f"，其中 {count} 个{said}" for said, count in notes.items())
    whole = sum(width for _, width, _ in columns)
    banner_height = height([(banner, whole)]) if banner else 6
    for row, text, look, points in (
        (1, summary.form.title, "title", 40.0), (2, note, "meta", 28.0), (3, banner, "warn", banner_height),
    ):  # fmt: skip
        sheet.set_row(row, points)
        sheet.merge_range(row, 0, row, last, "", looks[look])
        sheet.write_string(row, 0, text, looks[look])
    sheet.set_row(HEADER_ROW, 32)
    for number, (text, width, _) in enumerate(columns):
        sheet.set_column(number, number, width)
        sheet.write_string(HEADER_ROW, number, text, looks["header"])


def shown(value: object) -> str:
    """A value as 附件1 shows it."""
    return "" if value is None else str(value)
