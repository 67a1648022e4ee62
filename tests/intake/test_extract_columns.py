"""Headers of every shape, columns of the county's own, the same header twice, numbers that do not count."""

import pytest

from tests.intake.clerks_sheet import FORM, HEADER, NAMES, project, said, table_of, told, written
from xlpilot.findings import Severity
from xlpilot.intake.grid import Grid
from xlpilot.intake.locate import locate


def severities(table, code):
    return [finding.severity for finding in table.findings if finding.code == code]


# --- headers ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "title"),
    [
        ("unit", "申报单位\n（全称）"), ("unit", "*申 报 单 位（必填）"), ("project", "申报项目名称（60字以内）"), ("category", "申报类别（下拉选择）"),
        ("category", "申报类别（请从下拉列表中选择）"), ("leader", "负责人姓名"), ("leader", "项目负责人\n姓名"), ("leader_phone", "负责人手机号"),
        ("leader_phone", "负责人联系方式"), ("leader_phone", "负责人手机号码（11位）"), ("contact_phone", "联系人\n联系电话"), ("remark", "备注（可不填）"),
    ],
)  # fmt: skip
def test_a_header_is_known_with_breaks_spaces_marks_and_hints(field, title):
    header = [title if name == field else old for name, old in zip(NAMES, HEADER, strict=True)]
    found = table_of(written([project(1)], header=header))
    assert found.columns == {name: number for number, name in enumerate(NAMES, 1)}
    assert told(found) == []


def test_a_hint_that_says_what_the_column_holds_is_no_hint():
    (found,) = locate([Grid("x", [[title if title != "联系人" else "联系人（手机）" for title in HEADER]])], FORM)
    assert "contact" not in found.columns


THREE = [
    ["序号", "申报情况", None, None, "人员情况", None, None, None, "备注"],
    [None, "申报单位", "申报项目", None, "负责人", None, "联系人", None, None],
    [None, None, "名称", "申报类别", "姓名", "手机号码", "姓名", "手机号码", None],
]
MERGED = ["A3:A5", "B3:D3", "E3:H3", "I3:I5", "B4:B5", "C4:C4", "E4:F4", "G4:H4"]


def test_a_header_of_three_rows_with_merged_cells_is_read():
    def merge(book):
        for area in MERGED:
            book["附件1"].merge_cells(area)

    rows = [["2018年申报汇总表"], ["县市区教育局名称：衡南县教育局"], *THREE, project(1), project(2)]
    found = table_of(written(rows, header=None, edit=merge))
    assert found.columns == {name: number for number, name in enumerate(NAMES, 1)}
    assert found.rows == (6, 7)
    assert found.values["contact_phone"] == ("13973400001", "13973400002")
    assert told(found) == []


def test_what_stands_below_a_merged_title_is_not_that_title():
    rows = [["序号", "申报单位", "负责人", None, None], [None, None, "姓名", "手机号码", "职务"]]
    (found,) = locate([Grid("x", rows, merges=((1, 3, 1, 5),))], FORM)
    assert found.columns == {"no": 1, "unit": 2, "leader": 3, "leader_phone": 4}
    assert not found.twice


# --- columns of the county's own -----------------------------------------------------------------------------------------


def test_xp421_columns_of_the_countys_own_are_told_once_with_their_header():
    header = ["学段", *HEADER[:5], "职务", *HEADER[5:], None]
    rows = [
        ["高中", *project(1)[:5], "校长", *project(1)[5:], "x"],
        [None, *project(2)[:5], "主任", *project(2)[5:], None],
    ]
    found = table_of(written(rows, header=header))
    assert found.values["leader_phone"] == ("13873400001", "13873400002")
    assert told(found) == [("XP421", "A2"), ("XP421", "G2"), ("XP421", "L2")]
    assert said(found, "XP421")[1] == "G列“职务”不是表上的列，没有汇总（有内容的2行）"


def test_an_empty_column_between_is_no_matter():
    header = [*HEADER[:3], None, "学段", *HEADER[3:]]
    found = table_of(written([[*project(1)[:3], None, None, *project(1)[3:]]], header=header))
    assert told(found) == []


def test_columns_in_any_order_keep_their_values():
    order = [8, 3, 0, 5, 7, 1, 6, 2, 4]
    found = table_of(written([[project(1, remark="备")[at] for at in order]], header=[HEADER[at] for at in order]))
    assert [found.values[name][0] for name in NAMES[1:]] == project(1, remark="备")[1:]


# --- the same header twice ------------------------------------------------------------------------------------------------


def twice(first, second):
    """Two columns 联系人; each argument has one value a row."""
    rows = [[*project(n, contact=a), b] for n, (a, b) in enumerate(zip(first, second, strict=True), 1)]
    return table_of(written(rows, header=[*HEADER, "联系人"]))


def test_xp422_two_columns_of_different_content_are_an_error_at_the_rows_that_differ():
    found = twice(["李秋菊", "李秋菊", "李秋菊"], ["李秋菊", "王大伟", None])
    assert told(found) == [("XP422", "J3")]
    assert severities(found, "XP422") == [Severity.ERROR]
    assert "G列、J列" in said(found, "XP422")[0]


@pytest.mark.parametrize("second", [[None, None], ["李秋菊", None], ["李秋菊", "李 秋菊"]])
def test_xp422_a_second_column_that_is_empty_or_agrees_is_only_told(second):
    found = twice(["李秋菊", "李秋菊"], second)
    assert found.values["contact"] == ("李秋菊", "李秋菊")
    assert severities(found, "XP422") == [Severity.INFO]


def test_xp422_what_only_the_second_column_says_is_taken():
    found = twice([None, "李秋菊"], ["王大伟", None])
    assert found.values["contact"] == ("王大伟", "李秋菊")
    assert severities(found, "XP422") == [Severity.INFO]


def test_the_forms_own_title_comes_before_another_word_for_it():
    header = ["学校名称", *HEADER]
    found = table_of(written([["城东校区", *project(1)]], header=header))
    assert found.values["unit"] == ("衡南县第1中学",)
    assert told(found) == [("XP421", "A2")]


# --- 序号 ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("numbers", "cell", "what"),
    [
        ([1, 2, 2], "A4", "有重复"), ([1, 2, 5], "A4", "不连续"), ([1, 1, 5], "A3", "有重复"), (["1、", "2、", "3、"], "A2", "有的不是数字"),
        (["一", "二", "三"], "A2", "有的不是数字"), ([1, None, 3], "A3", "有的没有写"), ([1, "重点", 3], "A3", "有的写了别的内容"),
        (["①", "②", "③"], "A2", "有的不是数字"), ([3, 1, 2], "A2", "不连续"),
    ],
)  # fmt: skip
def test_xp417_numbers_that_do_not_count_the_rows_are_told_once(numbers, cell, what):
    found = table_of(written([project(n, no=number) for n, number in enumerate(numbers, 1)]))
    assert found.rows == (2, 3, 4)
    assert told(found) == [("XP417", cell)]
    assert what in said(found, "XP417")[0]


def test_printed_numbers_may_leave_out_the_rows_that_are_blank():
    found = table_of(written([[1], project(2), [3], project(4)]))
    assert found.rows == (3, 5)
    assert told(found, "XP417") == []


def test_numbers_left_out_altogether_are_no_matter():
    assert told(table_of(written([project(1, no=None), project(2, no=None)]))) == []
    assert told(table_of(written([project(1)[1:]], header=HEADER[1:]))) == []


# --- one cell for two columns -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["张大山13800138555", "张大山/13800138555", "张大山 13800138555", "张大山（13800138555）"]
)
def test_xp307_a_name_and_number_in_one_cell_go_to_their_columns(text):
    found = table_of(
        written([project(1, leader=text, leader_phone=None), project(2, contact=None, contact_phone=text)])
    )
    assert (found.values["leader"][0], found.values["leader_phone"][0]) == ("张大山", "13800138555")
    assert (found.values["contact"][1], found.values["contact_phone"][1]) == ("张大山", "13800138555")
    assert sorted(told(found, "XP307")) == [("XP307", "E2"), ("XP307", "F2"), ("XP307", "G3"), ("XP307", "H3")]
    assert told(found, "XP308") == []


def test_xp307_a_number_that_is_said_twice_is_no_contradiction():
    found = table_of(written([project(1, leader="张大山13873400001")]))
    assert found.values["leader"] == ("张大山",)
    assert sorted(told(found, "XP307", "XP308")) == [("XP307", "E2"), ("XP307", "F2")]


def test_xp308_two_different_numbers_are_told_and_the_columns_own_is_taken():
    found = table_of(written([project(1, leader="张大山13800138555"), project(2, leader_phone="王大伟13800138555")]))
    assert found.values["leader"] == ("张大山", "周建国")
    assert found.values["leader_phone"] == ("13873400001", "13800138555")
    assert told(found, "XP308") == [("XP308", "F2"), ("XP308", "E3")]
    assert "13800138555" in said(found, "XP308")[0]
    assert "13873400001" in said(found, "XP308")[0]


@pytest.mark.parametrize("text", ["张大山1380013", "张大山、李小山", "第13中学"])
def test_what_is_no_name_with_a_whole_number_is_not_split(text):
    found = table_of(written([project(1, leader=text, leader_phone=None)]))
    assert found.values["leader_phone"] == (None,)
    assert told(found, "XP307", "XP308") == []


def test_xp307_a_missing_column_of_numbers_is_supplied_by_the_names():
    columns = [n for n, name in enumerate(NAMES) if name != "leader_phone"]
    rows = [[project(n, leader=f"张大山1380013855{n}")[c] for c in columns] for n in (1, 2)]
    found = table_of(written(rows, header=[HEADER[c] for c in columns]))
    assert found.values["leader_phone"] == ("13800138551", "13800138552")
    assert found.missing == ()


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        (["填报负责人：", "周建国13873400001", "联系电话：", None], ["B1", "D1"]),
        (["填报负责人：周建国 13873400001"], ["A1", "A1"]),
    ],
)
def test_xp307_name_and_number_of_the_reporter_are_split_too(line, cells):
    found = table_of(written([line, HEADER, project(1)], header=None))
    assert (found.line["reporter"].value, found.line["reporter_phone"].value) == ("周建国", "13873400001")
    assert told(found, "XP307") == [("XP307", cell) for cell in cells]


def test_formulas_of_the_countys_own_make_no_rows():
    header = [*HEADER, "提醒"]
    found = table_of(written([[*project(1), "=1+1"], [*[None] * 9, "=1+1"]], header=header))
    assert found.rows == (2,)
    assert told(found, "XP406") == []
