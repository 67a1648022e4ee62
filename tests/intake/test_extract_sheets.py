"""Several sheets in one workbook: one is read, none is added up, and every other that holds anything is named."""

import pytest

from tests.intake.clerks_sheet import CATEGORIES, HEADER, project, said, table_of, told, written
from xlpilot.findings import Severity

TITLE_2018, TITLE_2017 = ["2018年衡阳市教育信息化试点项目申报汇总表"], ["2017年衡阳市教育信息化试点项目申报汇总表"]
OURS = ("XP405", "XP419", "XP420", "XP425", "XP426")


def read(*sheets, edit=None):
    """The first sheet is the book's first; each is (name, rows with header)."""
    (name, rows), *more = sheets
    return table_of(written(rows, name=name, header=None, edit=edit, more=more))


def hide(*names, state="hidden"):
    def edit(book):
        for name in names:
            book[name].sheet_state = state

    return edit


FULL = [HEADER, project(1), project(2)]
OTHER = [HEADER, project(8), project(9)]


def test_a_renamed_sheet_is_read():
    assert read(("汇总 (2)", FULL)).rows == (2, 3)


def test_xp419_a_copy_with_the_same_content_is_told_and_not_counted():
    found = read(("附件1", FULL), ("附件1 (2)", [["标题"], *FULL]))
    assert (found.sheet, found.rows) == ("附件1", (2, 3))
    assert told(found, *OURS) == [("XP419", "A3")]
    assert "只读取“附件1”" in said(found, "XP419")[0]


def test_xp405_two_different_tables_are_an_error_and_never_added_up():
    found = read(("Sheet1", OTHER), ("附件1", FULL))
    assert (found.sheet, len(found.rows)) == ("附件1", 2)
    assert [(f.code, f.place.sheet) for f in found.findings] == [("XP405", "附件1"), ("XP405", "Sheet1")]


def test_xp405_one_sheet_for_every_category_is_an_error_and_never_added_up():
    found = read(*((name, [HEADER, project(n, category=None)]) for n, name in enumerate(CATEGORIES, 1)))
    assert len(found.rows) == 1
    assert [finding.severity for finding in found.findings if finding.code == "XP405"] == [Severity.ERROR] * 6


def test_xp405_a_copy_that_lost_a_column_is_still_a_rival():
    less = [row[:4] + row[5:] for row in OTHER]
    found = read(("附件1", FULL), ("副本", less))
    assert [f.code for f in found.findings] == ["XP405", "XP405"]


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_xp420_a_hidden_sheet_with_another_table_is_told_and_not_read(state):
    found = read(("附件1", FULL), ("旧表", OTHER), edit=hide("旧表", state=state))
    assert found.sheet == "附件1"
    assert told(found, *OURS) == [("XP420", "A2")]
    assert "填了2行" in said(found, "XP420")[0]


def test_xp420_a_hidden_sheet_is_read_where_no_other_has_rows():
    found = read(("附件1", FULL), ("Sheet1", [HEADER]), edit=hide("附件1"))
    assert (found.sheet, found.rows) == ("附件1", (2, 3))
    assert "已照常读取" in said(found, "XP420")[0]


def test_a_hidden_form_gives_way_to_a_visible_copy():
    found = read(("附件1", FULL), ("Sheet1", OTHER), edit=hide("附件1"))
    assert found.sheet == "Sheet1"
    assert told(found, *OURS) == [("XP420", "A2")]


def test_xp425_last_years_table_beside_this_years_is_told_and_not_read():
    found = read(("附件1", [TITLE_2018, *FULL]), ("2017", [TITLE_2017, *OTHER]))
    assert (found.sheet, len(found.rows)) == ("附件1", 2)
    assert told(found, *OURS) == [("XP425", "A3")]
    assert "2017年" in said(found, "XP425")[0]


def test_xp405_a_table_of_another_year_counts_where_the_other_names_no_year():
    found = read(("附件1", FULL), ("2017", [TITLE_2017, *OTHER]))
    assert {code for code, _ in told(found, *OURS)} == {"XP405"}


def test_xp426_a_sheet_without_a_header_is_named():
    found = read(("附件1", FULL), ("Sheet2", [[], [None, "学校代码说明"]]), ("Sheet3", []))
    assert told(found, *OURS) == [("XP426", "B2")]
    assert [finding.severity for finding in found.findings] == [Severity.INFO]


def test_xp426_rows_carried_on_to_a_sheet_without_a_header_are_a_warning():
    found = read(("附件1", FULL), ("续表", OTHER[1:]))
    assert found.rows == (2, 3)
    assert told(found, *OURS) == [("XP426", "A1")]
    assert [finding.severity for finding in found.findings] == [Severity.WARNING]
    assert "4个手机号码" in said(found, "XP426")[0]


def test_xp426_a_list_of_schools_is_no_rival():
    schools = [
        ["序号", "学校名称", "负责人", "联系人"],
        [1, "一中", "王大伟", "王大伟"],
        [2, "二中", "周建国", "周建国"],
    ]
    found = read(("学校", schools), ("附件1", FULL))
    assert (found.sheet, found.rows) == ("附件1", (2, 3))
    assert told(found, *OURS) == [("XP426", "A1")]


def test_xp426_an_empty_form_does_not_make_a_list_of_schools_a_table():
    schools = [["序号", "学校名称", "负责人", "联系人"], [1, "一中", "王大伟", "王大伟"]]
    found = read(("附件1", [HEADER]), ("学校", schools))
    assert (found.sheet, found.rows) == ("附件1", ())
    assert told(found, *OURS) == [("XP426", "A1")]


def test_a_filled_copy_is_read_where_the_form_is_empty():
    found = read(("附件1", [HEADER, [1], [2]]), ("附件1 (2)", OTHER))
    assert (found.sheet, found.rows) == ("附件1 (2)", (2, 3))
    assert told(found, *OURS) == []
