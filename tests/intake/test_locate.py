"""The header is found by its words, wherever it stands and however it was rewritten."""

import pytest

from xlpilot.intake.grid import Grid, address, column_letter
from xlpilot.intake.locate import HEADER_SEARCH_ROWS, labelled, locate
from xlpilot.rounds.load import load_round
from xlpilot.rounds.workspace import round_folder

FORM = load_round(round_folder("hengyang-2018")).forms["summary"]
HEADER = [field.title for field in FORM.fields]
NAMES = [field.name for field in FORM.fields]
ROW = [1.0, "甲校", "项目", "①", "张三", "13800138000", "李四", "13900139000", None]


def one(*rows, name="附件1", **more):
    (found,) = locate([Grid(name, list(rows), **more)], FORM)
    return found


def test_a_plain_header():
    found = one(HEADER, ROW)
    assert (found.first_row, found.last_row) == (1, 1)
    assert found.columns == {name: number for number, name in enumerate(NAMES, 1)}


@pytest.mark.parametrize("above", [0, 1, 5, HEADER_SEARCH_ROWS - 1])
def test_rows_above_are_passed_over(above):
    found = one(*[["通知", None, "x"]] * above, HEADER, ROW)
    assert found.first_row == found.last_row == above + 1


def test_a_header_too_far_down_is_not_looked_for():
    assert locate([Grid("x", [*[[None]] * HEADER_SEARCH_ROWS, HEADER, ROW])], FORM) == []


def test_columns_may_stand_in_any_order_with_others_between():
    found = one(["学段", *reversed(HEADER), None, "电子邮箱"], ROW)
    assert found.columns == {name: 10 - number for number, name in enumerate(NAMES)}


@pytest.mark.parametrize(
    "title",
    [
        "申报单位",
        " 申 报 单 位 ",
        "申报\n单位",
        "*申报单位",
        "申报单位（必填）",
        "申报单位：",
        "学校名称",
        "单位名称★",
        "申报单位\u200b",
    ],
)
def test_a_header_is_known_under_many_forms(title):
    assert one([title, *HEADER[2:]], ROW).columns["unit"] == 1


def test_two_rows_of_header_are_read_as_one():
    upper = ["序号", "申报单位", "申报项目", None, "负责人", None, "联系人", None, "备注"]
    lower = [None, None, "名称", "申报类别", None, "负责人手机号码", None, "联系人手机号码", None]
    found = one(upper, lower, ROW)
    assert (found.first_row, found.last_row) == (1, 2)
    assert set(found.columns) == set(NAMES)


def test_a_data_row_is_not_swallowed_as_a_second_row_of_header():
    found = one(HEADER, ["序号", "申报单位", *ROW[2:]])
    assert found.last_row == 1


def test_a_title_that_comes_twice_counts_once():
    assert one([*HEADER, "申报单位"], ROW).columns["unit"] == 2


@pytest.mark.parametrize(
    "rows",
    [[], [[]], [[None]], [["姓名", "工资"]], [["序号", "申报单位"]], [["申报单位、申报项目名称、申报类别、负责人"]]],
)
def test_what_is_no_form_is_not_taken_for_one(rows):
    assert locate([Grid("附件1", rows)], FORM) == []


def test_the_sheet_with_most_columns_wins_and_the_forms_own_name_comes_first():
    few, full = Grid("草稿", [HEADER[:5], ROW]), Grid("Sheet1", [HEADER, ROW])
    assert [found.grid.name for found in locate([few, full], FORM)] == ["Sheet1"]
    own = Grid("附件1", [HEADER, ROW])
    assert [found.grid.name for found in locate([full, own], FORM)] == ["附件1", "Sheet1"]


@pytest.mark.parametrize("name", ["_xlpilot", "问题清单", "填表说明"])
def test_our_own_sheets_are_not_looked_at(name):
    assert locate([Grid(name, [HEADER, ROW])], FORM) == []


# --- the line above the table -------------------------------------------------------------------------------------


def line(*rows, **more):
    return {
        field.name: (value, address(row, column))
        for field, value, row, column in labelled(Grid("x", list(rows), **more), FORM.line, len(rows))
    }


def test_values_stand_in_the_next_cell():
    found = line(
        [
            "县市区教育局名称（盖章）：",
            "衡南县教育局",
            "填报负责人：",
            "周建国",
            "联系电话：",
            13800138000.0,
            "填报日期：",
            None,
        ]
    )
    assert found == {
        "bureau": ("衡南县教育局", "B1"), "reporter": ("周建国", "D1"), "reporter_phone": (13800138000.0, "F1"), "reported_on": (None, "H1"),
    }  # fmt: skip


def test_values_stand_behind_the_colon():
    found = line(["县市区教育局名称（盖章）:衡南县教育局", None, "填报负责人： 周建国 "], ["联系电话：0734：8123456"])
    assert found == {
        "bureau": ("衡南县教育局", "A1"),
        "reporter": ("周建国", "C1"),
        "reporter_phone": ("0734：8123456", "A2"),
    }


def test_a_blank_value_does_not_take_the_next_label():
    found = line(["填报负责人：", None, "联系电话：", "13800138000"])
    assert found["reporter"] == (None, "B1")
    assert found["reporter_phone"] == ("13800138000", "D1")


def test_the_value_of_a_merged_label_stands_behind_the_merge():
    found = line(["填报负责人：", None, None], merges=((1, 1, 1, 2),))
    assert found["reporter"] == (None, "C1")


def test_a_label_without_colon_is_a_label_where_it_stands_alone():
    assert line(["填报负责人", "周建国"])["reporter"] == ("周建国", "B1")
    assert line(["填报负责人周建国"]) == {}


def test_what_comes_twice_is_taken_once():
    assert line(["填报负责人：", "甲"], ["填报负责人：", "乙"])["reporter"] == ("甲", "B1")


@pytest.mark.parametrize(
    ("column", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA"), (16384, "XFD")]
)
def test_column_letters(column, letters):
    assert column_letter(column) == letters
