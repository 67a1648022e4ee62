"""The city's workbook: 附件1 for all units, and beside it what was counted, what is wrong, what is missing and why.

Whatever a county typed is a text, never a formula or a link. Nothing depends on the clock, the folder, the locale or
the time zone, so the same inputs and receipts give the same bytes.
"""

from __future__ import annotations

import io
from typing import BinaryIO

from xlpilot.form.summary_mark import SHEET
from xlpilot.moments import CHINA
from xlpilot.rollup import counts, lists
from xlpilot.rollup.attachment import attachment
from xlpilot.rollup.book import Book
from xlpilot.rollup.checked import checked
from xlpilot.rollup.completeness import completeness
from xlpilot.rollup.discretion import Discretion
from xlpilot.rollup.mark import mark_of
from xlpilot.rollup.merge import CitySummary
from xlpilot.rollup.picture import picture
from xlpilot.rollup.progress import decisions_sheet


def city_workbook(summary: CitySummary, *, public: bool = False) -> bytes:
    """The bytes of the finished workbook; of a `public` one all telephone numbers are left out."""
    buffer = io.BytesIO()
    write_city_workbook(summary, buffer, public=public)
    return buffer.getvalue()


def write_city_workbook(summary: CitySummary, stream: BinaryIO, *, public: bool = False) -> None:
    """Write the same to a stream that can seek; the rows flow into it and are nowhere kept.

    Raises:
        XlpilotError: a sheet would have more rows than Excel can open.
    """
    created = summary.round.deadline.astimezone(CHINA).replace(tzinfo=None)
    book = Book(summary.form.title, summary.round.issuer, created)
    looks, discretion = book.looks, Discretion(public)
    mark = mark_of(summary, discretion)
    for one in summary.all:
        attachment(book, one, discretion)
    counts.counts(book, summary, discretion)
    picture(book, summary)
    checked(book.sheet("核验"), looks, summary, discretion, mark.code)
    lists.problems(book, summary, discretion)
    for one in summary.all:
        lists.left_out(book, one, discretion)
    completeness(book, summary.standing, discretion)
    lists.standing(book, summary, discretion)
    decisions_sheet(book, summary.standing, discretion)
    for one in summary.all:
        lists.provenance(book, one, discretion)
    hidden = book.sheet(SHEET)
    for row, text in enumerate(mark.cells()):
        hidden.write_string(row, 0, text)
    hidden.very_hidden()
    book.save(stream)
