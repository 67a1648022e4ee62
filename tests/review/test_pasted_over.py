"""What pasting did to a column is told once a column, and judged all the same."""

import openpyxl

from review.county import found, good_row, judged, plain_table, returned, returns, shipped
from xlpilot.form.layout import TableLayout

LAYOUT = TableLayout.of(shipped().forms["summary"])
ROWS = [good_row(number) for number in range(1, 6)]


def test_xp411_a_dropdown_pasted_over_is_told_once():
    def paste(book):
        book["附件1"].data_validations.dataValidation = []

    (review,) = judged(returns(ROWS, edit=paste))
    assert found(review, "XP411") == [("XP411", LAYOUT.entry(0, "category"))]
    assert review.verdict == "accepted"


def test_xp412_a_text_format_pasted_over_is_told_once_a_column():
    def paste(book):
        for row in range(6, 9):
            book["附件1"].cell(row, LAYOUT.column("leader_phone")).number_format = "General"

    (review,) = judged(returns(ROWS, edit=paste))
    assert found(review, "XP412") == [("XP412", LAYOUT.entry(0, "leader_phone"))]
    (finding,) = [finding for finding in review.findings if finding.code == "XP412"]
    assert "第6至8行" in finding.message


def test_as_issued_nothing_is_told_and_a_table_of_ones_own_has_nothing_to_lose():
    (review,) = judged(returns(ROWS))
    assert found(review, "XP411", "XP412") == []
    (review,) = judged(returned(plain_table(ROWS), "衡南县.xlsx"))
    assert found(review, "XP411", "XP412") == []


def test_xp410_a_unit_merged_over_three_rows_stands_for_all_of_them():
    def merge(book):
        sheet = book["附件1"]
        for row in (7, 8):
            sheet.cell(row, LAYOUT.column("unit")).value = None
        first, last = LAYOUT.entry(0, "unit"), LAYOUT.entry(2, "unit")
        sheet.merge_cells(f"{first}:{last}")
        assert isinstance(sheet.parent, openpyxl.Workbook)

    (review,) = judged(returns(ROWS, edit=merge))
    assert found(review, "XP410") == [("XP410", LAYOUT.entry(0, "unit"))]
    assert review.table.values["unit"][:3] == (ROWS[0]["unit"],) * 3
    assert found(review, "XP201") == []
