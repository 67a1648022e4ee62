"""A form whose structure broke: what is found by its headers goes into a fresh form, to be confirmed by the county."""

import io

import openpyxl
import pytest
from review.county import KEY, PASSWORD, good_row, judged, returns, shipped

from xlpilot.report.marked.copy import Office, marked_copy
from xlpilot.rounds.workspace import Secrets

OFFICE = Office(shipped(), Secrets(KEY, PASSWORD))


def without_contact(book):
    book["附件1"].delete_cols(7)


@pytest.fixture
def salvaged():
    data = returns([good_row(1), good_row(2)], edit=without_contact)
    (review,) = judged(data)
    assert "XP401" in {finding.code for finding in review.findings}
    return openpyxl.load_workbook(io.BytesIO(marked_copy(data, review, OFFICE)))


def test_the_data_stand_in_a_fresh_form_under_their_own_headers(salvaged):
    sheet = salvaged["附件1"]
    assert [sheet.cell(5, column).value for column in range(2, 9)] == [
        "申报单位", "申报项目名称", "申报类别", "负责人", "负责人手机号码", "联系人", "联系人手机号码",
    ]  # fmt: skip
    row = good_row(1)
    assert [sheet.cell(6, column).value for column in range(2, 9)] == [
        row["unit"], row["project"], row["category"], row["leader"], row["leader_phone"], None, row["contact_phone"],
    ]  # fmt: skip
    assert sheet.protection.sheet
    assert sheet["A6"].protection.locked


def test_it_says_that_it_is_a_fresh_form_to_be_checked(salvaged):
    texts = " ".join(str(cell.value) for row in salvaged["问题清单"].iter_rows() for cell in row if cell.value)
    assert "请核对" in texts
    assert "新的申报表" in texts


def test_sent_back_it_is_the_units_own_form_with_only_what_is_still_missing(salvaged):
    buffer = io.BytesIO()
    salvaged.save(buffer)
    (review,) = judged(buffer.getvalue())
    assert review.unit == "430422"
    # openpyxl takes a column away without its merged cells above the table, whose values are then elsewhere.
    errors = [(f.code, f.place.field) for f in review.findings if f.severity == "error" and (f.place.row or 0) > 5]
    assert errors == [("XP201", "contact"), ("XP201", "contact")]


def test_what_was_salvaged_is_not_taken_before_it_is_confirmed():
    from xlpilot.ledger.standing import stand
    from xlpilot.rollup.merge import merge

    reviews = judged(returns([good_row(1)], edit=without_contact))
    assert merge(stand(shipped(), "summary", reviews)).included == ()
