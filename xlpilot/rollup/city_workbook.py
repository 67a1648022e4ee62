"""The city's workbook: 附件1 for all units, and beside it what was counted, what is wrong, what is missing and why.

Whatever a county typed is a text, never a formula or a link. Nothing depends on the clock, the folder, the locale or
the time zone, so the same inputs and receipts give the same bytes.
"""

from __future__ import annotations

import io
from functools import lru_cache
from typing import TYPE_CHECKING, BinaryIO

from xlpilot.form.summary_mark import SHEET, Mark
from xlpilot.moments import CHINA
from xlpilot.rollup import counts, lists
from xlpilot.rollup.attachment import attachment
from xlpilot.rollup.book import Body, Book
from xlpilot.rollup.checked import checked
from xlpilot.rollup.completeness import completeness
from xlpilot.rollup.discretion import Discretion
from xlpilot.rollup.mark import Digests, mark_of
from xlpilot.rollup.merge import CitySummary
from xlpilot.rollup.picture import picture
from xlpilot.rollup.progress import decisions_sheet
from xlpilot.rollup.row_xml import Line

if TYPE_CHECKING:
    from xlsxwriter.format import Format


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
    discretion = Discretion(public)
    digests = Digests(discretion)
    mark = lru_cache(1)(lambda: mark_of(summary, discretion, digests))
    for one in summary.all:
        attachment(book, one, discretion, digests.note)
    counts.counts(book, summary, discretion)
    picture(book, summary)
    checked(book, summary, discretion, lambda: mark().code)
    lists.problems(book, summary, discretion)
    for one in summary.all:
        lists.left_out(book, one, discretion)
    completeness(book, summary.standing, discretion)
    lists.standing(book, summary, discretion)
    decisions_sheet(book, summary.standing, discretion)
    for one in summary.all:
        lists.provenance(book, one, discretion)
    hidden = book.sheet(SHEET)
    book.fill_late(hidden, lambda: _marked(book.looks["plain"], mark()))
    hidden.very_hidden()
    book.save(stream)


def _marked(look: Format, mark: Mark) -> Body:
    lines = [Line(None, [(0, look, text)]) for text in mark.cells()]
    return Body(1, 0, (), (), len(lines), lines)
