"""A titled list with a filter, of which the rows are many."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from xlpilot.rollup.book import Body, Book
from xlpilot.rollup.row_xml import Batch, Column, in_batches
from xlpilot.rollup.sheets import Cell, height, paper

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

HEADER_ROW = 2  # 0-based
FIRST_ROW = HEADER_ROW + 2  # 1-based Excel row of the first entry


def listing(
    book: Book, sheet: Worksheet, title: str, headers: Sequence[tuple[str, float, str]],
    rows: Collection[Sequence[Cell]], note: str = "",
) -> None:  # fmt: skip
    """A titled list: headers are (text, width in digits, look of its cells). Text is never anything but text."""
    looks = book.looks
    columns = [Column(width, looks[look], link=looks["link"]) for _, width, look in headers]
    batched_listing(book, sheet, title, headers, columns, len(rows), in_batches(rows), note)


def batched_listing(
    book: Book, sheet: Worksheet, title: str, headers: Sequence[tuple[str, float, str]], columns: Sequence[Column],
    count: int, batches: Iterable[Batch], note: str = "",
) -> None:  # fmt: skip
    """The same of so many rows that come in batches, when the book is saved."""
    looks = book.looks
    last = len(headers) - 1
    note = note if count else f"{note}（目前一条也没有）"
    sheet.set_row(0, 36)
    sheet.merge_range(0, 0, 0, last, "", looks["title"])
    sheet.write_string(0, 0, title, looks["title"])
    sheet.set_row(1, height([(note, sum(width for _, width, _ in headers))]) if note else 8)
    if note:
        sheet.merge_range(1, 0, 1, last, "", looks["meta"])
        sheet.write_string(1, 0, note, looks["meta"])
    sheet.set_row(HEADER_ROW, 28)
    for column, (text, width, _) in enumerate(headers):
        sheet.set_column(column, column, width)
        sheet.write_string(HEADER_ROW, column, text, looks["header"])
    if count:
        sheet.autofilter(HEADER_ROW, 0, HEADER_ROW + count, last)
        book.fill(sheet, Body(FIRST_ROW, count, columns, batches))
    paper(sheet, HEADER_ROW, last, HEADER_ROW + count)


__all__ = ["FIRST_ROW", "batched_listing", "listing"]
