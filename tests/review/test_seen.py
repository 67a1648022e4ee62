"""What the county's own sheet showed, and what pasting did to it."""

import pytest

from review.county import cached, found, good_row, judged, plain_table, returned, returns, shipped
from xlpilot.form.layout import TableLayout
from xlpilot.rules.sheet_words import GATE_EMPTY, GATE_READY, GATE_TODO, GATE_UNCHECKED

LAYOUT = TableLayout.of(shipped().forms["summary"])
CHECK = LAYOUT.self_check_cell(6)


def test_xp408_a_deleted_self_check_column_is_told_once():
    def delete(book):
        for row in range(5, 21):
            book["附件1"].cell(row, LAYOUT.self_check_column).value = None

    (review,) = judged(returns([good_row(1), good_row(2)], edit=delete))
    assert [code for code, _ in found(review, "XP408")] == ["XP408"]
    assert review.verdict == "accepted"


def test_xp408_a_self_check_pasted_over_is_told_with_its_cell():
    def paste(book):
        book["附件1"][CHECK] = "通过"

    (review,) = judged(returns([good_row(1), good_row(2)], edit=paste))
    assert found(review, "XP408") == [("XP408", CHECK)]


def test_a_workbook_that_was_never_issued_has_no_self_check_to_lose():
    (review,) = judged(returned(plain_table([good_row(1)]), "衡南县.xlsx"))
    assert found(review, "XP408", "XP409") == []


def gated(text, rows):
    return cached(returns(rows), LAYOUT.gate_cell, "1", text)


@pytest.mark.parametrize(
    ("text", "row", "told"),
    [
        (GATE_READY, good_row(1), False),
        (GATE_READY, good_row(1, leader_phone="1"), True),
        (GATE_EMPTY, good_row(1), True),
        (f"{GATE_TODO}3处", good_row(1, leader_phone="1"), False),
        (f"{GATE_TODO}3处", good_row(1), True),
        ("随便写的", good_row(1), False),
    ],
)
def test_xp409_the_sheets_own_verdict_is_compared_with_ours(text, row, told):
    (review,) = judged(gated(text, [row]))
    assert [code for code, _ in found(review, "XP409")] == ["XP409"] * told
    if told:
        assert [at for _, at in found(review, "XP409")] == [LAYOUT.gate_cell]


@pytest.mark.parametrize(
    ("text", "row", "said"),
    [
        (f"已填 1 行，{GATE_TODO} 1 处待改", good_row(1, leader_phone="138 0013 8000"), "能统一的写法统一了"),
        (f"已填 1 行，{GATE_TODO} 1 处待改\n{GATE_UNCHECKED}，请用 WPS", good_row(1), "保存的程序不会算自检"),
        (f"已填 1 行，{GATE_TODO} 1 处待改", good_row(1), "没有发现错误"),
    ],
)
def test_xp409_why_a_shut_gate_is_no_fault_is_told(text, row, said):
    (review,) = judged(gated(text, [row]))
    (finding,) = [finding for finding in review.findings if finding.code == "XP409"]
    assert finding.severity == "info"
    assert said in finding.message
    assert ("不必改" in finding.fix) == (said != "没有发现错误")


def merging(*areas):
    def edit(book):
        for area in areas:
            book["附件1"].merge_cells(area)

    return edit


def test_xp410_merged_units_are_filled_down_and_told_once_a_column():
    rows = [good_row(1), good_row(2, unit=""), good_row(3, unit=""), good_row(4)]
    (review,) = judged(returns(rows, edit=merging("B6:B8")))
    assert review.table.values["unit"][:3] == ("衡南县第1中学",) * 3
    assert found(review, "XP410") == [("XP410", "B6")]
    assert found(review, "XP201") == []


def test_xp410_merged_projects_are_not_multiplied():
    rows = [good_row(1), good_row(2, project="")]
    (review,) = judged(returns(rows, edit=merging("C6:C7")))
    assert review.table.values["project"] == ("同步课堂应用之1", None)
    assert ("XP201", "C7") in found(review)
