"""Locked cells that a clerk has changed: told by how grave it is, and the rows are read all the same."""

import io

import openpyxl
import pytest

from review.county import HENGNAN, HENGYANG, changed, fill, found, good_row, issued, judged, returns, shipped
from xlpilot.form.stamp import SHEET


def classes(edit, data=None):
    (review,) = judged(data or returns([good_row(1)], edit=edit))
    assert review.table.values["project"] == (good_row(1)["project"],)
    return [(f.severity, f.message) for f in review.findings if f.code == "XP431"], review


def set_to(cell, value, sheet="附件1"):
    def edit(book):
        book[sheet][cell] = value

    return edit


def test_an_untouched_form_has_no_difference():
    (review,) = judged(returns([good_row(1)]))
    assert found(review, "XP431") == []


@pytest.mark.parametrize(("cell", "value"), [("A2", "2019年的表"), ("A1", None)])
def test_a_title_in_other_words_is_harmless(cell, value):
    said, review = classes(set_to(cell, value))
    assert [severity for severity, _ in said] == ["info"]
    assert "不影响填报" in said[0][1]
    assert review.verdict == "accepted"


def test_a_header_in_other_words_and_another_order_are_repairable():
    def edit(book):
        sheet = book["附件1"]
        sheet["E5"] = "项目负责人"
        for row in range(5, 12):
            sheet[f"F{row}"].value, sheet[f"H{row}"].value = sheet[f"H{row}"].value, sheet[f"F{row}"].value

    said, review = classes(edit)
    assert [severity for severity, _ in said] == ["info"]
    assert "已按内容认出" in said[0][1]
    assert "负责人" in said[0][1]
    assert "次序" in said[0][1]
    assert review.verdict == "accepted"


def test_options_or_a_definition_changed_on_the_hidden_sheet_are_serious():
    def options(book):
        book[SHEET]["C1"] = "智慧课堂"

    def definition(book):
        book[SHEET]["A3"] = book[SHEET]["A3"].value.replace("2018", "2019")

    for edit, word in ((options, "下拉列表"), (definition, "定义")):
        said, review = classes(edit)
        assert [severity for severity, _ in said] == ["error"]
        assert word in said[0][1]
        assert review.verdict == "returned"


def test_a_printed_code_of_another_workbook_is_serious():
    theirs = openpyxl.load_workbook(io.BytesIO(issued(unit=HENGYANG)))["附件1"]
    code = next(
        c for row in theirs.iter_rows(max_row=5) for c in row if isinstance(c.value, str) and "430421-1-" in c.value
    )
    said, _ = classes(set_to(code.coordinate, code.value))
    assert [severity for severity, _ in said] == ["error"]
    assert "430421-1-" in said[0][1]


def test_a_form_of_another_edition_is_told_by_its_own_rule_only():
    other = changed(shipped(), top={"title": "另一版"})
    data = fill(issued(other.definition, unit=HENGNAN), [good_row(1)], round_=other)
    (review,) = judged(data)
    assert found(review, "XP118", "XP431") == [("XP118", None)]
