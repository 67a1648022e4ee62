"""附件1: all included rows, ready to be printed and signed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from xlpilot.ledger.standing import State
from xlpilot.rollup.book import Body, Book
from xlpilot.rollup.discretion import Discretion
from xlpilot.rollup.listing import FIRST_ROW as LISTED_FROM
from xlpilot.rollup.merge import CitySummary, own_lines
from xlpilot.rollup.names import PROVENANCE, REPORTER, list_sheet, rows_sheet
from xlpilot.rollup.row_xml import Amount, Batch, Column, Formula, Line, together
from xlpilot.rollup.rows import Block
from xlpilot.rollup.sheets import Looks, height, paper
from xlpilot.rounds.model import Field, Form

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

HEADER_ROW = 4  # 0-based
FIRST_ROW = HEADER_ROW + 1
Contents = Sequence[Sequence[str | Amount]]  # by column


def excel_row(number: int) -> int:
    """The 1-based Excel row of the included row with this number."""
    return FIRST_ROW + number


def entry_columns(summary: CitySummary, discretion: Discretion) -> dict[str, int]:
    """0-based column of each field that has one; 序号 and 报送单位 stand before them."""
    return {field.name: at for at, field in enumerate(discretion.columns(summary.form.entries), 2)}


def attachment(
    book: Book, summary: CitySummary, discretion: Discretion, note: Callable[[Form, Block, Contents], None]
) -> None:
    """Add the sheet; `note` is told what it shows of the rows' fields, when they are written."""
    form, looks = summary.form, book.looks
    sheet = book.sheet(rows_sheet(form))
    entries = discretion.columns(form.entries)
    heads: list[tuple[str, float, str]] = [("序号", 6, "number"), (REPORTER, 10, "centre")]
    heads += [(field.title, field.width, "text" if field.plain_text else "centre") for field in entries]
    last = len(heads) - 1
    _head(sheet, looks, summary, heads)
    count = len(summary.included)
    first, end = FIRST_ROW, HEADER_ROW + count
    if count:
        sheet.autofilter(HEADER_ROW, 0, end, last)
    else:
        first, end = FIRST_ROW + 1, FIRST_ROW
        sheet.set_row(end, 30)
        sheet.merge_range(end, 0, end, last, "", looks["centre"])
        sheet.write_string(end, 0, "（还没有可以列入的项目）", looks["centre"])
    below = []
    if count and any(field.is_number for field in entries):
        end += 1
        below.append(_sums(looks, summary, entries, end))
    signed = ((1, "制表："), (max(3, last // 2), "审核："), (max(4, last - 2), "日期：      年   月   日"))
    below.append(Line(40, [(column, looks["meta"], text) for column, text in signed]))
    columns = _columns(looks, summary, heads, entries)
    book.fill(
        sheet,
        Body(first + 1, count, columns, together(_batches(summary, entries, discretion, note)), len(below), below),
    )
    paper(sheet, HEADER_ROW, last, end + 1)
    sheet.freeze_panes(FIRST_ROW, 2)


def _columns(
    looks: Looks, summary: CitySummary, heads: Sequence[tuple[str, float, str]], entries: Sequence[Field]
) -> list[Column]:  # fmt: skip
    form = summary.form
    options = summary.round.options(form.by_name[form.group_by]) if form.group_by else ()
    tints = {option.name: looks.category(number) for number, option in enumerate(options, 1)}
    columns = [
        Column(0, looks["number"], leads=(list_sheet(PROVENANCE, form), LISTED_FROM - 1)),
        Column(heads[1][1], looks[heads[1][2]]),
    ]  # fmt: skip
    for field, (_, width, look) in zip(entries, heads[2:], strict=True):
        amount = looks.amount(field.decimals_shown) if field.is_number else None
        columns.append(Column(width, looks[look], amount=amount, tints=tints if field.name == form.group_by else {}))
    return columns


def _batches(
    summary: CitySummary, entries: Sequence[Field], discretion: Discretion,
    note: Callable[[Form, Block, Contents], None],
) -> Iterator[Batch]:  # fmt: skip
    for block in summary.included.blocks:
        columns = [_contents(block.values(field.name), discretion) for field in entries]
        note(summary.form, block, columns)
        yield [block.numbers, [block.unit.name] * len(block), *columns]


def _contents(values: Sequence[object], discretion: Discretion) -> Sequence[str | Amount]:
    """A column as 附件1 shows it: texts, and numbers where they are some."""
    if not discretion.public and set(map(type, values)) == {str}:
        return values  # type: ignore[return-value]  # nearly all are
    return [
        value if isinstance(value, int | Decimal) else discretion.text("" if value is None else str(value))
        for value in values
    ]


def _sums(looks: Looks, summary: CitySummary, entries: Sequence[Field], at: int) -> Line:
    """The row below the last: sums as formulas that a reader can follow, with what we added up as their value."""
    from xlsxwriter.utility import xl_range

    cells: list[tuple[int, Format, str | Formula | None]] = [(0, looks["total"], None), (1, looks["total"], "合计")]
    for column, field in enumerate(entries, 2):
        if not field.is_number:
            cells.append((column, looks["total"], None))
            continue
        numbers = (value for block in summary.included.blocks for value in block.values(field.name))
        total = sum((Decimal(value) for value in numbers if isinstance(value, int | Decimal)), Decimal())
        formula = Formula(f"SUM({xl_range(FIRST_ROW, column, at - 1, column)})", float(total))
        cells.append((column, looks.amount(field.decimals_shown, "total"), formula))
    return Line(26, cells)


def _head(sheet: Worksheet, looks: Looks, summary: CitySummary, columns: list[tuple[str, float, str]]) -> None:
    last = len(columns) - 1
    sheet.set_row(0, 28)
    sheet.write_string(0, 0, summary.form.attachment, looks["attachment"])
    waiting = [line.unit.name for line in own_lines(summary) if line.state is State.MISSING]
    banner = f"暂定：尚有 {len(waiting)} 个单位未报（{'、'.join(waiting)}）" if waiting else ""
    note = f"汇总单位：{summary.round.issuer}        共 {len(summary.included)} 个项目"
    notes: Counter[str] = Counter()
    for block in summary.included.blocks:
        notes[block.of.note] += len(block)
    note += "".join(f"，其中 {count} 个{said}" for said, count in notes.items() if said)
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
