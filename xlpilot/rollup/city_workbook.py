"""The city's workbook: 附件1 for all units, and beside it what was counted, what is wrong, what is missing and why.

Written with XlsxWriter's write_string: whatever a county typed is a text, never a formula or a link. Nothing depends
on the clock, the folder, the locale or the time zone, so the same inputs and receipts give the same bytes.
"""

from __future__ import annotations

import datetime as dt
import io

from xlpilot.form.summary_mark import SHEET
from xlpilot.rollup import counts, lists
from xlpilot.rollup.attachment import attachment
from xlpilot.rollup.checked import checked
from xlpilot.rollup.completeness import completeness
from xlpilot.rollup.discretion import Discretion
from xlpilot.rollup.mark import mark_of
from xlpilot.rollup.merge import CitySummary
from xlpilot.rollup.names import LEFT_OUT, PROVENANCE, list_sheet, rows_sheet
from xlpilot.rollup.picture import picture
from xlpilot.rollup.progress import decisions_sheet
from xlpilot.rollup.sheets import Looks


def city_workbook(summary: CitySummary, *, public: bool = False) -> bytes:
    """The bytes of the finished workbook; of a `public` one all telephone numbers are left out."""
    import xlsxwriter

    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    created = summary.round.deadline.astimezone(dt.timezone(dt.timedelta(hours=8))).replace(tzinfo=None)
    workbook.set_properties({"title": summary.form.title, "author": summary.round.issuer, "created": created})
    looks, discretion = Looks(workbook), Discretion(public)
    mark = mark_of(summary, discretion)
    for one in summary.all:
        attachment(workbook.add_worksheet(rows_sheet(one.form)), looks, one, discretion)
    counts.counts(workbook.add_worksheet(counts.SHEET), looks, summary, discretion)
    picture(workbook, workbook.add_worksheet("图"), looks, summary)
    checked(workbook.add_worksheet("核验"), looks, summary, discretion, mark.code)
    lists.problems(workbook.add_worksheet("问题清单"), looks, summary, discretion)
    for one in summary.all:
        lists.left_out(workbook.add_worksheet(list_sheet(LEFT_OUT, one.form)), looks, one, discretion)
    completeness(workbook, looks, summary.standing, discretion)
    lists.standing(workbook.add_worksheet("报送情况"), looks, summary, discretion)
    decisions_sheet(workbook.add_worksheet("决定"), looks, summary.standing, discretion)
    for one in summary.all:
        lists.provenance(workbook.add_worksheet(list_sheet(PROVENANCE, one.form)), looks, one, discretion)
    hidden = workbook.add_worksheet(SHEET)
    for row, text in enumerate(mark.cells()):
        hidden.write_string(row, 0, text)
    hidden.very_hidden()
    workbook.close()
    return buffer.getvalue()
