"""A form whose structure broke: what is found by its headers goes into a fresh form, to be confirmed by the county."""

import io

import openpyxl
import pytest
from review.county import KEY, PASSWORD, good_row, judged, returned, returns, shipped

from xlpilot.intake.table import Table
from xlpilot.report.marked.copy import Office, marked_copy
from xlpilot.report.marked.marks import Spot
from xlpilot.report.marked.moves import told_moves
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


ORDER = ["no", "project", "unit", "category", "leader", "leader_phone", "contact", "contact_phone", "remark"]


def by_hand(rows):
    """A workbook of the county's own, with the columns in another order."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Sheet1"
    form = shipped().forms["summary"]
    sheet.append([form.by_name[name].title for name in ORDER])
    for number, row in enumerate(rows, 1):
        sheet.append([{"no": number, **row}.get(name) for name in ORDER])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def texts_of(book):
    return " ".join(str(cell.value) for row in book["问题清单"].iter_rows() for cell in row if cell.value)


def test_xp432_a_form_made_by_hand_is_given_back_as_a_fresh_form_with_every_move_listed():
    data = by_hand([good_row(1), good_row(2)])
    (review,) = judged(returned(data, "衡南县.xlsx"))
    codes = {finding.code for finding in review.findings}
    assert codes >= {"XP112", "XP432"}
    assert review.verdict == "returned"
    copy = openpyxl.load_workbook(io.BytesIO(marked_copy(data, review, OFFICE)))
    sheet, row = copy["附件1"], good_row(2)
    assert [sheet.cell(7, column).value for column in range(2, 9)] == [
        row["unit"], row["project"], row["category"], row["leader"], row["leader_phone"], row["contact"], row["contact_phone"],
    ]  # fmt: skip
    texts = texts_of(copy)
    assert "“申报单位”C2:C3→B6:B7" in texts
    assert "“申报项目名称”B2:B3→C6:C7" in texts
    assert "没有市局发放时的标识" in texts
    buffer = io.BytesIO()
    copy.save(buffer)
    (again,) = judged(buffer.getvalue())
    assert again.unit == "430422"
    # All that is left is what a sheet of one's own has no place for.
    assert {(f.code, f.place.row) for f in again.findings if f.severity == "error"} == {("XP201", 4)}


def test_xp432_rows_of_a_form_made_by_hand_are_not_taken_before_they_are_confirmed():
    from xlpilot.ledger.standing import stand
    from xlpilot.rollup.merge import merge

    reviews = judged(returned(by_hand([good_row(1)]), "衡南县.xlsx"))
    (out,) = merge(stand(shipped(), "summary", reviews)).excluded
    assert out.codes == ("XP432",)


def without_identity(book):
    del book["_xlpilot"]
    del book.custom_doc_props["xlpilot"]
    del book.defined_names["_xlpilot_stamp"]


def test_the_issued_form_that_lost_its_identity_is_taken_with_a_warning_and_salvaged_when_it_must_be_mended():
    (review,) = judged(returned(returns([good_row(1)], edit=without_identity), "衡南县.xlsx"))
    assert [f.severity.value for f in review.findings if f.code == "XP112"] == ["warning"]
    assert "XP432" not in {finding.code for finding in review.findings}
    assert review.verdict == "accepted"
    data = returns([good_row(1, leader_phone="1380000")], edit=without_identity)
    (review,) = judged(returned(data, "衡南县.xlsx"))
    copy = openpyxl.load_workbook(io.BytesIO(marked_copy(data, review, OFFICE)))
    assert "_xlpilot" in copy.sheetnames
    assert "“负责人”E6→E6" in texts_of(copy)


def test_every_cell_is_named_however_many_pieces_a_column_is_in():
    rows = tuple(range(2, 302, 2))
    form = shipped().forms["summary"]
    table = Table(
        "summary", "Sheet1", 1, {"unit": 3}, rows, {"unit": ("甲",) * 150, **{f.name: (None,) * 150 for f in form.entries[1:]}},
        {f.name: ("甲",) * 150 for f in form.entries}, {},
    )  # fmt: skip
    cells = {f"C{row}": Spot("附件1", f"B{6 + number}") for number, row in enumerate(rows)}
    remarks = told_moves(table, form, cells)
    assert len(remarks) > 1
    assert max(map(len, remarks)) < 1000
    assert all(f"C{row}→B{6 + number}" in " ".join(remarks) for number, row in enumerate(rows))


def test_what_was_salvaged_is_not_taken_before_it_is_confirmed():
    from xlpilot.ledger.standing import stand
    from xlpilot.rollup.merge import merge

    reviews = judged(returns([good_row(1)], edit=without_contact))
    assert merge(stand(shipped(), "summary", reviews)).included == ()
