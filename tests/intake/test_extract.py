"""From sheets to rows: which rows are projects, and what was noticed on the way."""

import datetime as dt

import pytest

from xlpilot.intake.extract import extract
from xlpilot.intake.grid import Book, CellNote, Grid
from xlpilot.rounds.load import load_round
from xlpilot.rounds.workspace import round_folder
from xlpilot.rules.base import Fault

ROUND = load_round(round_folder("hengyang-2018"))
HEADER = [field.title for field in ROUND.forms["summary"].fields]
ROW = [1.0, "甲校", "项目甲", "区域智慧教育", "周建国", "13873400001", "李秋菊", "13973400002", None]


def row(number=1.0, unit="甲校", *rest):
    return [number, unit, *(rest or ROW[2:])]


def table(*rows, more=(), **grid):
    return extract(Book((Grid("附件1", [HEADER, *rows], **grid), *more), "xlsx"), ROUND, "summary")


def codes(found, *wanted):
    return [(f.code, f.place.cell) for f in found.findings if not wanted or f.code in wanted]


def test_no_header_no_table():
    assert extract(Book((), "xlsx"), ROUND, "summary") is None
    assert extract(Book((Grid("附件1", [["x"]]),), "xlsx"), ROUND, "summary") is None


def test_addresses_are_those_of_the_sheet():
    found = table(row(), row(2.0, "乙校"))
    assert found.rows == (2, 3)
    assert found.place("leader_phone", 3).cell == "F3"
    assert found.place(None, 3).cell == "B3"
    assert found.values["unit"] == ("甲校", "乙校")


@pytest.mark.parametrize("blank", [None, "", " ", "\u3000", "\u200b", "\n"])
def test_a_row_with_only_its_number_is_no_row(blank):
    assert table(row(), [2.0, *[blank] * 8], row(3.0, "丙校")).rows == (2, 4)


def test_rows_after_any_gap_are_read():
    assert table(row(), *[[None] * 9] * 40, row()).rows == (2, 43)


def test_short_rows_are_blank_to_the_right():
    found = table([1.0, "甲校"], [2.0])
    assert found.rows == (2,)
    assert found.values["contact_phone"] == (None,)


@pytest.mark.parametrize(
    "first",
    [
        "合计",
        "小计：3",
        "总计",
        "共计3项",
        "注：以上",
        "备注：x",
        "填表说明",
        "负责人签字：",
        "审核人：",
        "填报日期：2018年9月",
        "行数不够时：…",
        " 合 计 ",
    ],
)
@pytest.mark.parametrize("column", [0, 1])
def test_rows_that_are_no_project_are_told_and_passed_over(first, column):
    line = [2.0 if column else None, *[None] * 8]
    line[column] = first
    found = table(row(), line, row(3.0, "丙校"))
    assert 3 not in found.rows
    assert [code for code, _ in codes(found, "XP406")] == ["XP406"]


def test_a_total_with_its_count_is_told():
    found = table(row(), ["合计", None, "1项", *[None] * 6])
    assert [code for code, _ in codes(found)] == ["XP406"]


@pytest.mark.parametrize("unit", ["合计划生育学校", "注册会计学校", "说明文中学"])
def test_a_full_row_is_a_project_whatever_its_first_word(unit):
    assert table(row(1.0, unit)).rows == (2,)


def test_errors_and_formulas_are_told_apart_from_blanks():
    notes = {(2, 2): CellNote.ERROR, (2, 3): CellNote.UNCALCULATED, (2, 4): CellNote.FORMULA}
    found = table([1.0, None, None, *ROW[3:]], notes=notes, errors={(2, 2): "#REF!"})
    assert found.values["unit"] == (Fault.ERROR,)
    assert found.typed["unit"] == ("#REF!",)
    assert found.values["project"] == (Fault.UNCALCULATED,)
    assert found.values["category"] == ("区域智慧教育",)
    assert codes(found) == [("XP208", "D2")]


def test_a_row_with_only_an_error_is_a_row():
    assert table([None] * 9, notes={(2, 5): CellNote.ERROR}).rows == (2,)
    assert table([None] * 9, notes={(2, 12): CellNote.ERROR}).rows == ()


def test_what_normalisation_changed_is_told_with_what_was_typed():
    found = table(row(1.0, "甲校", "项目甲。", "②", "王 明", "138-7340-0001", "李秋菊", 13973400002.0, "无"))
    assert codes(found) == [("XP221", "C2"), ("XP221", "D2"), ("XP221", "E2"), ("XP221", "F2")]
    assert found.values["contact_phone"] == ("13973400002",)
    assert found.values["remark"] == (None,)
    assert found.typed["remark"] == ("无",)


def test_hidden_rows_are_read():
    found = table(row(), row(2.0, "乙校"), hidden_rows=frozenset({3}))
    assert found.rows == (2, 3)
    assert codes(found) == [("XP407", "B3")]


def test_missing_columns_are_named_but_not_those_we_fill_ourselves():
    columns = [n for n, title in enumerate(HEADER) if title not in ("序号", "联系人")]
    grid = Grid("附件1", [[HEADER[n] for n in columns], [ROW[n] for n in columns]])
    found = extract(Book((grid,), "xlsx"), ROUND, "summary")
    assert found.missing == ("contact",)
    assert found.values["contact"] == (None,)


def test_the_line_is_read_normalised_and_placed():
    line = [
        "县市区教育局名称（盖章）：",
        "衡南县教育局",
        "填报负责人：",
        "周 建国",
        "联系电话：",
        "8123456",
        "填报日期：",
        dt.date(2018, 9, 10),
    ]
    found = extract(Book((Grid("附件1", [line, HEADER, ROW]),), "xlsx"), ROUND, "summary")
    assert {name: value.value for name, value in found.line.items()} == {
        "bureau": "衡南县教育局", "reporter": "周建国", "reporter_phone": "0734-8123456", "reported_on": dt.date(2018, 9, 10),
    }  # fmt: skip
    assert found.line_place("reporter").cell == "D1"
    assert codes(found) == [("XP221", "D1"), ("XP221", "F1")]
    assert found.rows == (3,)


def test_xp405_rival_sheets_are_named_both_ways():
    other = Grid("副本", [HEADER, row(1.0, "乙校")])
    found = table(row(), more=(other,))
    assert found.sheet == "附件1"
    assert found.values["unit"] == ("甲校",)
    assert {(f.place.sheet, f.code) for f in found.findings} == {("附件1", "XP405"), ("副本", "XP405")}


def test_an_empty_own_sheet_gives_way_to_a_filled_copy():
    found = table([1.0], more=(Grid("Sheet1", [HEADER, row(1.0, "乙校")]),))
    assert found.sheet == "Sheet1"
    assert codes(found) == []


def test_equal_sheets_are_one_and_told():
    assert codes(table(row(), more=(Grid("副本", [["标题"], HEADER, row()]),))) == [("XP419", "A3")]


def test_the_signatures_below_a_table_are_no_project():
    found = table(row(), [None, "制表：", None, None, "审核：", None, None, "日期：  年  月  日", None])
    assert found.rows == (2,)
