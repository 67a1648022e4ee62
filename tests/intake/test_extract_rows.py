"""Rows that are no projects: each is recognised for what it is, and told; none of the others is lost."""

import openpyxl
import pytest

from tests.intake.clerks_sheet import CATEGORIES, HEADER, fill, only, project, said, table_of, told, written
from tests.intake.workbooks import openpyxl_book, replace
from xlpilot.findings import Severity

NET, SMART, SAFE, ROOM = CATEGORIES


def read(*rows, **more):
    return table_of(written(rows, **more))


# --- headings over several rows ---------------------------------------------------------------------------------------


def test_xp305_a_category_alone_in_its_row_fills_the_blank_cells_below_it():
    found = read(
        only(1, f"一、{NET}"), project(1, category=None), project(2, category=None),
        only(1, f"二、{SMART}"), project(3, category=None), project(4, category=SMART),
    )  # fmt: skip
    assert found.rows == (3, 4, 6, 7)
    assert found.passed_over == (2, 5)
    assert found.values["category"] == (NET, NET, SMART, SMART)
    assert told(found, "XP305", "XP406", "XP423") == [("XP406", "A2"), ("XP406", "A5"), ("XP305", "D3"), ("XP305", "D4"), ("XP305", "D6")]  # fmt: skip
    assert found.inferred == {(3, "category"), (4, "category"), (6, "category")}
    assert all(finding.severity is Severity.INFO for finding in found.findings if finding.code == "XP305")


@pytest.mark.parametrize("text", [NET, f"①{NET}", f"（一）{NET}类", f"{NET}（3项）", f"一、{NET}：", "网络联校"])
def test_xp305_a_heading_is_known_under_its_usual_forms(text):
    found = read(only(2, text), project(1, category=None))
    assert found.values["category"] == (NET,)
    assert told(found, "XP423") == []


def test_xp423_a_heading_whose_number_is_anothers_is_taken_by_its_name_and_told():
    found = read(only(1, f"一、{ROOM}"), project(1, category=None))
    assert found.values["category"] == (ROOM,)
    assert told(found, "XP423") == [("XP423", "A2")]


def test_xp305_a_block_merged_across_the_table_is_a_heading():
    def merge(book):
        book["附件1"].merge_cells("A2:I2")
        book["附件1"].merge_cells("A4:I4")

    rows = (only(1, SMART), project(1, category=None), only(1, "衡南县第九中学"), project(2, unit=None, category=None))
    found = read(*rows, edit=merge)
    assert found.values["category"] == (SMART, SMART)
    assert found.values["unit"] == ("衡南县第1中学", "衡南县第九中学")
    assert told(found, "XP410") == []


def test_xp305_a_unit_alone_in_its_column_fills_the_projects_below_it():
    found = read(only(2, "衡南县第一中学"), project(1, unit=None), project(2, unit=None), project(3))
    assert found.rows == (3, 4, 5)
    assert found.values["unit"] == ("衡南县第一中学", "衡南县第一中学", "衡南县第3中学")
    assert told(found, "XP305") == [("XP305", "B3"), ("XP305", "B4")]


def test_a_unit_alone_above_complete_rows_is_an_unfinished_project():
    found = read(only(2, "衡南县第一中学"), project(1), project(2))
    assert found.rows == (2, 3, 4)


def test_headings_do_not_reach_across_another_heading_or_a_total():
    found = read(
        only(1, NET), only(1, "衡南县第一中学"), project(1, unit=None, category=None),
        only(1, SMART), project(2, unit=None, category=None),
        ["合计", None, "2项"], project(3, unit=None, category=None),
    )  # fmt: skip
    assert found.values["category"] == (NET, SMART, None)
    assert found.values["unit"] == ("衡南县第一中学", None, None)


def test_an_inner_heading_keeps_the_outer_one():
    found = read(
        only(1, "衡南县第一中学"), only(1, NET), project(1, unit=None, category=None),
        only(1, SMART), project(2, unit=None, category=None),
    )  # fmt: skip
    assert found.values["category"] == (NET, SMART)
    assert found.values["unit"] == ("衡南县第一中学",) * 2


def test_xp423_a_heading_that_is_not_understood_is_told_where_rows_depend_on_it():
    found = read(only(1, "网路联校创新应用"), project(1, category=None), project(2, category=None))
    assert found.values["category"] == (None, None)
    assert told(found, "XP406", "XP423") == [("XP423", "A2")]
    assert found.passed_over == (2,)


@pytest.mark.parametrize("between", [only(1, "重点推荐"), only(2, "网路联校"), only(3, "以下备选")])
def test_a_heading_does_not_reach_across_another_text_that_stands_alone(between):
    found = read(only(1, NET), project(1, category=None), between, project(2), project(3, category=None))
    assert found.values["category"][0] == NET
    assert found.values["category"][-1] is None
    assert 4 in found.rows or 4 in found.passed_over


def test_xp423_a_row_that_contradicts_its_heading_keeps_what_it_says_and_is_told_once():
    found = read(only(1, NET), project(1, category=SMART), project(2, category=SMART), project(3, category=None))
    assert found.values["category"] == (SMART, SMART, NET)
    assert told(found, "XP423") == [("XP423", "A2")]


def test_xp305_headings_replace_a_category_column_that_is_not_there():
    columns = [n for n, title in enumerate(HEADER) if title != "申报类别"]
    rows = [[project(n)[c] for c in columns] for n in (1, 2)]
    found = table_of(written([only(1, NET), *rows], header=[HEADER[c] for c in columns]))
    assert found.values["category"] == (NET, NET)
    assert found.missing == ()
    (lone,) = (table_of(written(rows, header=[HEADER[c] for c in columns])),)
    assert lone.missing == ("category",)


def test_xp305_a_sheet_named_by_a_category_gives_it_to_its_blank_cells():
    found = table_of(written([project(1, category=None), project(2, category=SMART)], name="③教育网络安全"))
    assert found.values["category"] == (SAFE, SMART)
    assert told(found, "XP305") == [("XP305", "D2")]


# --- totals ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "total",
    [["合计", None, "2项"], ["合计", None, 2], [None, "合计：2"], [None, "共2项"], [None, "共计 2 个项目"], ["总 计", None, "两所学校，2项"], ["共二项"],
     ["合计", None, "网络联校1项，智慧教育1项"], ["合计", "2所"]],
)  # fmt: skip
def test_a_total_that_counts_right_is_passed_over_and_no_more(total):
    found = read(project(1), project(2), total)
    assert found.rows == (2, 3)
    assert [code for code, _ in told(found)] == ["XP406"]


@pytest.mark.parametrize(
    ("total", "cell"),
    [(["合计", None, "5项"], "C4"), (["合计", None, 5], "C4"), ([None, "合计：5"], "B4"), ([None, "共5项"], "B4"), (["共五项"], "A4")],
)  # fmt: skip
def test_xp416_a_total_that_counts_otherwise_is_told_at_its_number(total, cell):
    found = read(project(1), project(2), total)
    assert found.rows == (2, 3)
    assert told(found) == [("XP406", f"{'A' if total[0] else 'B'}4"), ("XP416", cell)]
    assert "表里读到的是2行" in said(found, "XP416")[0]


def test_xp416_subtotals_count_since_the_last_and_the_total_counts_all():
    right = [project(1), project(2), ["小计", None, 2], project(3), ["小计", None, 1], ["合计", None, 3]]
    assert told(read(*right), "XP416") == []
    wrong = [project(1), project(2), ["小计", None, 2], project(3), ["小计", None, 3], project(4), ["合计", None, 1]]
    assert told(read(*wrong), "XP416") == [("XP416", "C6"), ("XP416", "C8")]


def test_xp416_a_total_above_the_rows_counts_what_follows():
    assert told(read(["合计", None, 2], project(1), project(2)), "XP416") == []
    assert told(read(["合计", None, 3], project(1), project(2)), "XP416") == [("XP416", "C2")]


def test_a_sum_of_something_else_is_not_taken_for_a_count_of_rows():
    header = [*HEADER, "申请经费"]
    rows = [[*project(1), 3000], [*project(2), 5000], ["合计", *[None] * 8, 8000]]
    found = table_of(written(rows, header=header))
    assert found.rows == (2, 3)
    assert told(found, "XP416") == []


def test_a_total_of_many_counts_is_no_project():
    found = read(project(1), project(2), ["合计", "2所", "2项", "1类", "2人", "2个"])
    assert found.rows == (2, 3)


# --- notes, signatures, the header once more --------------------------------------------------------------------------


def test_notes_below_and_between_are_passed_over_and_reading_goes_on():
    found = read(
        project(1), [None, "注：以上项目均已公示"], project(2), [], ["填表说明：一个项目填一行"],
        ["单位负责人（签字）：", None, "填表人：", None, "联系电话：", "0734-8123456", "日期：", "2018年9月10日"],
        ["（盖章）"], project(3),
    )  # fmt: skip
    assert found.rows == (2, 4, 9)
    assert told(found, "XP406") == [("XP406", "B3"), ("XP406", "A6"), ("XP406", "A7"), ("XP406", "A8")]


def test_text_beside_the_table_is_listed_though_no_column_asks_for_it():
    found = read(project(1), [*[None] * 10, "电话催过"], project(2))
    assert found.rows == (2, 4)
    assert told(found, "XP406") == [("XP406", "K3")]


def test_the_header_repeated_on_the_next_page_is_no_project():
    found = read(project(1), ["2018年申报汇总表"], HEADER, project(2))
    assert found.rows == (2, 5)
    assert told(found, "XP406") == [("XP406", "A3"), ("XP406", "A4")]


# --- samples ---------------------------------------------------------------------------------------------------------

SAMPLE = ["衡南县第一中学", "网络联校环境下的同步课堂应用", NET, "王小明", "13800138000", "李小红", "13900139000"]


@pytest.mark.parametrize("number", [1, None, "例", "示例", "例如："])
def test_xp415_the_forms_own_example_is_dropped_and_told(number):
    found = read([number, *SAMPLE], project(1))
    assert found.rows == (3,)
    assert [code for code, _ in told(found)] == ["XP415"]
    assert found.passed_over == (2,)


def test_xp415_a_row_called_a_sample_that_holds_placeholders_is_dropped():
    found = read(["例", "XX学校", "XX项目", NET, "张三", "138XXXXXXXX", "李四", "139XXXXXXXX"], project(1))
    assert found.rows == (3,)
    assert told(found, "XP415") == [("XP415", "A2")]


def test_xp309_a_project_typed_over_the_sample_is_kept_and_told():
    found = read(project(1, no="示例"), project(2))
    assert found.rows == (2, 3)
    assert told(found, "XP309") == [("XP309", "A2")]


@pytest.mark.parametrize(
    ("other", "cell"),
    [
        ({"unit": "XX学校"}, "B2"), ({"project": "××项目"}, "C2"), ({"leader_phone": "138XXXXXXXX"}, "F2"),
        ({"leader": "张三", "leader_phone": "13800138001"}, "E2"), ({"contact": "李四", "contact_phone": "13812345678"}, "G2"),
        ({"unit": "某县某校"}, "B2"), ({"contact": "某某"}, "G2"),
    ],
)  # fmt: skip
def test_xp309_what_looks_like_a_sample_is_kept_and_told(other, cell):
    found = read(project(1, **other), project(2))
    assert found.rows == (2, 3)
    assert told(found, "XP309") == [("XP309", cell)]


@pytest.mark.parametrize(
    "other", [{"unit": "MAXX学校"}, {"leader": "张三"}, {"leader_phone": "13800138000"}, {"project": "二〇〇八工程"}]
)
def test_one_common_name_or_number_alone_is_no_sample(other):
    assert told(read(project(1, **other)), "XP309", "XP415") == []


# --- gaps, ghosts, rows that hold nothing -----------------------------------------------------------------------------


def test_xp418_rows_after_gaps_are_read_and_told_once():
    found = read(project(1), [], [], project(2), [4], project(3))
    assert found.rows == (2, 5, 7)
    assert told(found, "XP418") == [("XP418", "B5")]
    assert said(found, "XP418") == ["第3至4行等2处空着，后面第5行起还有内容，已照常读取"]


def test_ghost_rows_and_rows_with_only_a_number_are_no_rows():
    def ghosts(book):
        sheet = book["附件1"]
        for row in range(4, 1000):
            sheet.cell(row, 2).border = openpyxl.styles.Border(left=openpyxl.styles.Side("thin"))
        for row in range(4, 40):
            sheet.cell(row, 1).value = "①" if row == 5 else f"{row}、" if row % 2 else row
        sheet.cell(50, 3).value = "  \u3000"

    found = read(project(1), project(2), edit=ghosts)
    assert found.rows == (2, 3)
    assert told(found, "XP406", "XP418") == []


def test_xp424_formulas_that_show_nothing_make_no_row_and_are_told_once():
    def formulas(sheet):
        sheet.title = "附件1"
        fill(sheet, [HEADER, project(1)])
        for row in (3, 4, 6):
            sheet.cell(row, 2).value = '=""'

    data = openpyxl_book(formulas)
    for row in (3, 4, 6):
        data = replace(data, f'<c r="B{row}"><f>""</f><v></v></c>', f'<c r="B{row}" t="str"><f>""</f><v></v></c>')
    found = table_of(data)
    assert found.rows == (2,)
    assert told(found) == [("XP424", "B3")]
    assert "第3至4行、第6行只有公式" in said(found, "XP424")[0]


def test_a_formula_without_a_result_is_a_row_whatever_it_shows():
    found = read(project(1), only(2, "=X1&Y1"))
    assert found.rows == (2, 3)
    assert told(found, "XP424") == []


def test_filtered_rows_are_read_and_told():
    def hide(book):
        sheet = book["附件1"]
        sheet.auto_filter.ref = "A1:I4"
        for row in (3, 4):
            sheet.row_dimensions[row].hidden = True

    found = read(project(1), project(2), project(3), edit=hide)
    assert found.rows == (2, 3, 4)
    assert told(found) == [("XP407", "B3")]
    assert "第3至4行" in said(found, "XP407")[0]


def test_people_and_numbers_merged_over_several_rows_are_filled_down():
    def merge(book):
        for column in "BEFGH":
            book["附件1"].merge_cells(f"{column}2:{column}3")

    found = read(project(1), project(2, unit=None, leader=None, leader_phone=None, contact=None, contact_phone=None), edit=merge)  # fmt: skip
    assert found.values["leader_phone"] == ("13873400001",) * 2
    assert found.values["contact"] == ("李秋菊",) * 2
    assert told(found) == [("XP410", f"{column}2") for column in "BEFGH"]


def test_cells_merged_across_columns_are_told_once_for_the_row():
    def merge(book):
        book["附件1"].merge_cells("C2:D2")

    found = read(project(1, category=None), project(2), edit=merge)
    assert told(found) == [("XP410", "C2")]
    assert "申报项目名称、申报类别" in said(found, "XP410")[0]
