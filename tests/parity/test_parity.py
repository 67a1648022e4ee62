"""The sheet and the office, on the same bytes: never fine where the office says error, never a complaint for nothing.

XLPILOT_SWEEP=20000 compares that many rows; without it a few hundred.
"""

import os

import pytest
from form.conftest import PASSWORD
from hypothesis import HealthCheck, given, settings

from xlpilot.rules.unit_names import unit_names

from .compare import Desk
from .rows import CATEGORIES, DATES, MESS, NAMES, PHONES, one_at_a_time, sheets
from .typist import cut

pytestmark = [pytest.mark.libreoffice, pytest.mark.sweep]

ROWS = int(os.environ.get("XLPILOT_SWEEP") or 400)
SIZE, AT_ONCE = 40, 58
GOOD_ROW = ("衡南县第一中学", "同步课堂", CATEGORIES[0], NAMES[0], PHONES[0], NAMES[1], PHONES[1], "")


@settings(
    max_examples=max(1, ROWS // SIZE),
    deadline=None,
    database=None,
    derandomize="XLPILOT_SWEEP" not in os.environ,
    suppress_health_check=list(HealthCheck),
    report_multiple_bugs=False,
)
@given(drawn=sheets(SIZE))
def test_sheet_and_office_agree(desk, drawn):
    wrong = desk.judge(*drawn)
    assert not wrong, "\n".join(wrong)


def test_sheet_and_office_agree_on_every_value_alone(desk):
    everything = list(one_at_a_time())
    for start in range(0, len(everything), AT_ONCE):
        wrong = desk.judge(everything[start : start + AT_ONCE], ("王小红", "13800138000", DATES[start // AT_ONCE]))
        assert not wrong, "\n".join(wrong)
    assert desk.compared > 600


@pytest.mark.parametrize("value", DATES)
def test_sheet_and_office_agree_on_dates(desk, value):
    assert not desk.judge([GOOD_ROW], ("王小红", "13800138000", value))


def test_sheet_and_office_agree_on_whose_unit_a_row_names(desk):
    names = [one.name for one in unit_names(desk.round)]
    typed = [text for name in names for text in (name, f"{name}第一中学", f" {name}。")]
    typed += [mess.format(text) for text in ("衡山县一中", "衡南县一中", "市一中", "衡阳", "衡山") for mess in MESS]
    line = ("王小红", "13800138000", 43353.0)
    for start in range(0, len(typed), AT_ONCE):
        some = typed[start : start + AT_ONCE]
        wrong = desk.judge([(text, f"项目{n}", *GOOD_ROW[2:]) for n, text in enumerate(some)], line)
        assert not wrong, "\n".join(wrong)
    assert not desk.judge([("衡山县一中", *GOOD_ROW[1:]), (" 衡南县一中", "项目2", *GOOD_ROW[2:])], line)
    seen = desk.see(2)
    assert (seen.words[6], seen.words[7]) == ("申报单位是别的县（单位）的", "正确")
    assert "1 处待改" in seen.gate


def test_a_fault_taken_over_from_the_row_above_is_told_where_it_stands(desk):
    rows = [(*GOOD_ROW[:7], "注" * 201), ("衡南县第二中学", "智慧教育", *GOOD_ROW[2:7], "同上")]
    assert not desk.judge(rows, ("王小红", "13800138000", 43353.0))
    assert "1 处待改" in desk.see(2).gate


def test_cutting_and_pasting_cells_takes_no_check_along(typist, round_, form, county, tmp_path):
    with typist.open(county) as book:
        desk = Desk(book, round_, form, tmp_path)
        assert not desk.judge([GOOD_ROW, GOOD_ROW], ("王小红", "13800138000", 43353.0))
        book.unprotect(form.sheet, PASSWORD)
        cut(book, form.sheet, "B7:F7", "B9")
        cut(book, form.sheet, "E6", "H8")
        seen = desk.see(4)
        assert [row for row, said in seen.words.items() if said] == [6, 7, 8, 9]
        assert seen.words[6].startswith("负责人未填；提醒")
        assert seen.words[9].startswith("联系人未填；联系人手机号码未填")
        assert not list(desk.compare(seen))
