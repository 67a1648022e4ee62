"""往年试点.xlsx is checked on load: all faults in one message, each with its cell and what is allowed there."""

import io
from pathlib import Path

import openpyxl
import pytest

from review.across.county_rows import asking
from review.across.rosters import FILE, HEADERS, loaded, pilot, roster, workbook
from review.county import ROOT
from xlpilot.errors import XlpilotError
from xlpilot.intake.reader import read_book
from xlpilot.review.across.roster import RosterError, load_roster
from xlpilot.rollup.roster_form import roster_form
from xlpilot.rounds.load import load_round
from xlpilot.rounds.workspace import ROSTER


def refused(data):
    with pytest.raises(RosterError) as caught:
        loaded(data)
    assert caught.value.exit_code == 2
    assert caught.value.hint
    assert isinstance(caught.value, XlpilotError)
    return caught.value.message


def test_a_good_roster_is_read_with_addresses_and_keys():
    found = roster(pilot("市一中", accepted="已验收"), pilot("衡南县教体局", 2016, "市", category="联校"))
    first, second = found.pilots
    assert (first.cell, first.year, first.level, first.accepted, first.who) == ("C2", 2015, "省", True, "HY-001")
    assert (second.cell, second.category, second.accepted, second.who) == ("C3", "网络联校创新应用", False, "430422")
    assert found.told(second) == "2016年市级试点“老项目”（[往年试点.xlsx]往年试点!C3）"


def test_what_is_only_written_otherwise_is_taken():
    rows = [
        ("2015", "省级", " 衡南县\n一中 ", "甲", "", "是"),
        (2016.0, "教育部", "衡南县二中", "乙", "旧的类别", "否"),
        ("２０１７年", "市", "衡南县三中", "丙", None, "未验收"),
    ]
    found = roster(*rows)
    assert [(p.year, p.level, p.accepted, p.category) for p in found.pilots] == [
        (2015, "省", True, ""), (2016, "教育部", False, "旧的类别"), (2017, "市", False, ""),
    ]  # fmt: skip
    assert found.pilots[0].school == "衡南县第一中学"


def test_titles_above_other_headers_other_order_and_further_columns_do_not_matter():
    rows = [
        ["衡阳市往年试点一览"],
        [],
        ["序号", "是否验收", "承担单位", "项目", "级别", "立项年度", "备注"],
        [1, "未验收", "衡南县一中", "甲", "市", 2014, "无"],
        [],
    ]
    (found,) = loaded(workbook(rows, headers=None, sheet="Sheet1")).pilots
    assert (found.cell, found.year, found.unit) == ("C4", 2014, "衡南县一中")


def test_every_fault_is_told_in_one_message_with_cell_and_what_is_allowed():
    rows = [
        pilot("衡南县一中", year="去年"), pilot("衡南县二中", level="国家级"), pilot("", accepted="不清楚"),
        pilot("衡南县三中", year=1998, project=None), pilot("衡南县四中", year=None, level=None, accepted=None), pilot("好的"),
        pilot("衡南县五中", year=2015.5),
    ]  # fmt: skip
    assert refused(workbook(rows)).splitlines() == [
        "往年试点.xlsx：往年试点名单有 10 处要改",
        "  往年试点!A2 年度“去年”：应为 2000 至 2018 的四位数年份，如 2016",
        "  往年试点!B3 级别“国家级”：只能填 教育部、省、市",
        "  往年试点!C4 单位（空白）：不能空着",
        "  往年试点!F4 验收情况“不清楚”：只能填 已验收 或 未验收",
        "  往年试点!A5 年度“1998”：应为 2000 至 2018 的四位数年份，如 2016",
        "  往年试点!D5 项目名称（空白）：不能空着",
        "  往年试点!A6 年度（空白）：应为 2000 至 2018 的四位数年份，如 2016",
        "  往年试点!B6 级别（空白）：只能填 教育部、省、市",
        "  往年试点!F6 验收情况（空白）：只能填 已验收 或 未验收",
        "  往年试点!A8 年度“2015.5”：应为 2000 至 2018 的四位数年份，如 2016",
    ]


def test_of_very_many_faults_the_first_hundred_are_told_and_the_rest_counted():
    said = refused(workbook([pilot(f"衡南县第{n}小学", level="县") for n in range(130)])).splitlines()
    assert (len(said), said[0][-9:], said[-1]) == (102, "有 130 处要改", "  其余 30 处没有列出")


def test_a_pilot_listed_twice_is_a_fault_at_the_second_place():
    said = refused(
        workbook(
            [
                pilot("衡南县一中"),
                pilot("衡南县一中", project="另一个"),
                pilot("衡南县 一中"),
                pilot("衡南县一中", accepted="已验收"),
            ]
        )
    )
    assert "往年试点!C4 单位“衡南县一中”：与第2行是同一个试点，请只留一行" in said
    assert "往年试点!C5 单位“衡南县一中”：与第2行是同一个试点，验收情况却不同，请只留一行" in said


def test_missing_columns_are_named_together():
    said = refused(workbook([(2015, "衡南县一中", "甲")], headers=("年度", "单位", "项目名称")))
    assert said == "往年试点.xlsx：往年试点 第1行的表头缺少“级别”、“验收情况”"


def test_the_column_for_categories_may_be_missing():
    headers = [title for title in HEADERS if title != "类别"]
    assert loaded(workbook([(2015, "省", "衡南县一中", "甲", "未验收")], headers)).pilots[0].category == ""


def test_a_workbook_without_such_a_list():
    assert "没有往年试点名单的表（有工作表“名册”）" in refused(workbook([("张三", 1)], ("姓名", "年龄"), sheet="名册"))


def test_two_lists_are_never_chosen_from_silently():
    def copy(book):
        book.copy_worksheet(book["名单"]).title = "名单 (2)"

    assert "“名单”、“名单 (2)”都像往年试点名单" in refused(workbook([pilot("衡南县一中")], sheet="名单", edit=copy))

    def named(book):
        book.copy_worksheet(book["往年试点"]).title = "旧"

    assert len(loaded(workbook([pilot("衡南县一中")], edit=named)).pilots) == 1


def test_error_values_and_formulas_without_a_result_are_faults_and_no_blanks():
    def edit(book):
        book.active["E2"] = "#REF!"
        book.active["E2"].data_type = "e"
        book.active["D2"] = "=A2"

    said = refused(workbook([pilot("衡南县一中")], edit=edit))
    assert "往年试点!D2 项目名称（空白）：是没有算出结果的公式" in said
    assert "往年试点!E2 类别（空白）：是 Excel 错误值" in said


@pytest.mark.parametrize("data", [b"", b"not a workbook", b"PK\x03\x04broken", b"%PDF-1.4 scan"])
def test_what_is_no_workbook_is_the_operators_to_mend(data):
    assert refused(data).startswith("往年试点.xlsx：读不了（")


def test_a_roster_that_nobody_has_filled_has_no_pilots():
    assert loaded(workbook([])).pilots == ()
    assert loaded(workbook([[None] * 6, ["", " ", None, "", "", ""]])).pilots == ()


# --- the empty one that a new workspace gets ------------------------------------------------------------------------


def test_the_empty_roster_beside_the_shipped_round_is_fresh():
    folder = ROOT / "workbook_templates" / "hengyang-2018"
    round_ = load_round(folder)
    shipped, made = (folder / ROSTER).read_bytes(), roster_form(round_, round_.eligibility)
    assert content(shipped) == content(made), f"run python -m xlpilot.rollup.roster_form {folder.relative_to(ROOT)}"


def content(data):
    book = openpyxl.load_workbook(io.BytesIO(data))
    return [
        (sheet.title, [[cell.value for cell in row] for row in sheet.iter_rows()],
         sorted((str(rule.sqref), rule.type, rule.formula1, rule.prompt) for rule in sheet.data_validations.dataValidation))
        for sheet in book
    ]  # fmt: skip


def test_the_empty_roster_reads_as_empty_and_can_be_filled():
    round_ = asking()
    data = roster_form(round_, round_.eligibility)
    assert loaded(data).pilots == ()
    book = openpyxl.load_workbook(io.BytesIO(data))
    for column, value in enumerate(pilot("衡南县一中"), 1):
        book["往年试点"].cell(2, column).value = value
    buffer = io.BytesIO()
    book.save(buffer)
    assert [p.unit for p in loaded(buffer.getvalue()).pilots] == ["衡南县一中"]


def test_a_round_that_does_not_ask_reads_no_roster():
    round_ = asking().model_copy(update={"eligibility": None})
    assert load_roster(read_book(b""), FILE, round_).pilots == ()


def test_the_name_is_the_contracts():
    assert Path(FILE).name == ROSTER
