"""附件2 as it comes back: what is taken, where it stands, and what the office says."""

import datetime as dt
import io

import openpyxl
import pytest
from openpyxl.utils.cell import coordinate_from_string

from .applicant import DIRECT, GOOD, OWN, at, by_hand, filled, judged, values, whole
from .county import HENGNAN, found, good_row, returned, returns, saved

RECEIVED = dt.datetime.fromisoformat("2018-09-10T09:00+08:00")
TAKEN = GOOD | {
    "unit_opinion_on": dt.date(2018, 9, 1), "county_opinion_on": dt.date(2018, 9, 5),
}  # fmt: skip


def test_a_good_application_is_accepted_as_one_row_and_its_seals_are_not_claimed():
    (review,) = judged(filled())
    assert (review.kind, review.unit, review.verdict) == ("application", HENGNAN, "accepted")
    assert values(review) == TAKEN
    assert len(review.table.rows) == 1
    (seal,) = [finding for finding in review.findings if finding.code == "XP519"]
    assert seal.severity == "info"
    assert "盖章未核对，以纸质件为准" in seal.message
    assert found(review) == []


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"unit_opinion": None}, "XP510", "unit_opinion"),
        ({"county_opinion": "无"}, "XP510", "county_opinion"),
        ({"unit_opinion_by": None}, "XP511", "unit_opinion_by"),
        ({"county_opinion_on": None}, "XP512", "county_opinion_on"),
        ({"county_opinion_on": "过几天"}, "XP209", "county_opinion_on"),
        ({"county_opinion_on": "2018-8-31"}, "XP513", "county_opinion_on"),
        ({"county_opinion_on": "2018-9-11"}, "XP513", "county_opinion_on"),
        ({"city_opinion": "同意"}, "XP514", "city_opinion"),
        ({"leader_phone": "1380013"}, "XP203", "leader_phone"),
        ({"category": "智慧校园"}, "XP204", "category"),
        ({"contact": None}, "XP201", "contact"),
        ({"plan": "\n".join("一二三四五六七八九十" * 2)}, "XP520", "plan"),
        ({"unit": "衡山县第一中学"}, "XP310", "unit"),
    ],
)
def test_a_fault_is_told_at_its_own_cell(change, code, field):
    (review,) = judged(returned(filled(**change), "收件/衡南县/申请表.xlsx", RECEIVED))
    assert found(review, code) == [(code, at(field))]
    (finding,) = [finding for finding in review.findings if finding.code == code]
    assert finding.severity == ("warning" if code == "XP520" else "error")
    assert finding.place.field == field
    assert finding.place.row == coordinate_from_string(at(field))[1]
    assert review.verdict == ("returned" if finding.severity == "error" else "accepted")


def test_unit_and_project_in_each_others_cell_are_told():
    (review,) = judged(filled(unit="同步课堂的应用", project="衡南县第一中学"))
    assert found(review, "XP518") == [("XP518", at("unit")), ("XP518", at("project"))]


def test_a_direct_unit_is_not_asked_for_a_countys_opinion():
    (review,) = judged(filled(OWN, DIRECT), path="收件/申请表.xlsx")
    assert (review.unit, review.verdict) == (DIRECT, "accepted")
    assert values(review)["unit"] == "衡阳市第一中学"
    (review,) = judged(filled(OWN, DIRECT, county_opinion="同意"), path="收件/申请表.xlsx")
    assert found(review, "XP517") == [("XP517", at("county_opinion"))]
    assert review.verdict == "accepted"
    (review,) = judged(filled(OWN, DIRECT, unit="衡阳市第八中学"), path="收件/申请表.xlsx")
    assert found(review, "XP115") == [("XP115", at("unit"))]


def test_a_form_sent_back_blank_is_told_once():
    assert found(judged(filled({}))[0]) == [("XP402", None)]
    assert found(judged(filled({}, DIRECT), path="收件/申请表.xlsx")[0]) == [("XP402", None)]


@pytest.mark.parametrize(
    "rows",
    [
        [  # merges lost, the plan in two rows, seals and days in cells of their own
            ["2018年申请表"],
            ["申报单位：", "衡南县第一中学"],
            ["申报类别", None, "网络联校创新应用"],
            ["项 目 名 称", "同步课堂应用"],
            ["负责人", "陈建国", None, "手机号码", "13807341234"],
            ["联系人", "刘小芳", None, "手机号码", 13907341235],
            ["试点实施方案要点（可另附页）："],
            ["一、建设同步课堂。"],
            ["二、培训教师。"],
            ["单位意见：", None, None, "县市区教育局意见："],
            ["同意申报。", None, None, "同意推荐。"],
            ["负责人：", "陈建国", "盖章：", "负责人：", "周志强", "盖章："],
            [None, None, "2018年9月1日", None, None, dt.date(2018, 9, 5)],
            ["市教育局意见："],
            ["负责人：       盖章："],
            ["年   月   日"],
        ],
        [  # each box in one cell, as it is copied from the notice; values behind the labels' colons
            [None, "申报单位：衡南县第一中学"],
            [None, "申报类别：网络联校创新应用"],
            [None, "项目名称：同步课堂应用"],
            [None, "负责人：陈建国", None, "手机号码：13807341234"],
            [None, "联系人：刘小芳", None, "手机号码：13907341235"],
            [None, "试点实施方案要点：一、建设同步课堂。\n二、培训教师。"],
            [None, "单位意见：同意申报。\n负责人：陈建国     盖章：\n2018年9月1日"],
            [None, "县市区教育局意见：同意推荐。\n负责人：周志强  盖章：\n2018年9月5日"],
            [None, "市教育局意见：\n\n负责人：      盖章：\n   年   月   日"],
        ],
    ],
)
def test_a_form_made_by_hand_is_read_by_its_labels(rows):
    (review,) = judged(by_hand(rows, "Sheet1"))
    assert review.kind == "application"
    assert values(review) == TAKEN


def test_rows_and_columns_put_in_do_not_matter():
    book = openpyxl.load_workbook(io.BytesIO(filled()))
    sheet = book["附件2"]
    for merge in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(merge))
    sheet.insert_rows(5, 2)
    sheet.insert_cols(2)
    (review,) = judged(saved(book))
    assert values(review) == TAKEN
    assert review.table.cells["unit"] == (3, 3)
    assert review.table.cells["project"] == (7, 3)


def test_a_summary_is_no_application_and_an_application_no_summary():
    reviews = judged(returned(returns([good_row()])), filled())
    assert [review.kind for review in reviews] == ["summary", "application"]


def _copied(book, title, **change):
    copy = book.copy_worksheet(book["附件2"])
    copy.title = title
    for name, value in change.items():
        copy[at(name)] = value


def test_two_applications_in_one_workbook_are_told_and_a_mere_copy_is_not():
    (review,) = judged(filled(edit=lambda book: _copied(book, "附件2 (2)", project="另一个项目")))
    assert [code for code, _ in found(review)] == ["XP516", "XP516"]
    assert review.verdict == "returned"
    (review,) = judged(filled(edit=lambda book: _copied(book, "附件2 (2)")))
    assert found(review) == []
    assert [finding.code for finding in review.findings if finding.code == "XP419"]


def test_a_second_form_below_the_first_is_told_and_not_taken_for_the_citys_opinion():
    def below(book):
        sheet = book["附件2"]
        for row, (label, value) in enumerate([("申报单位", "衡南县第二中学"), ("项目名称", "另一个项目")], 20):
            sheet.cell(row, 1).value, sheet.cell(row, 2).value = label, value

    (review,) = judged(filled(edit=below))
    assert found(review, "XP516", "XP514") == [("XP516", "A20")]
    # A note below the form is neither.
    (review,) = judged(filled(edit=lambda book: book["附件2"].cell(20, 1, "联系人：刘阳")))
    assert found(review) == []


def test_an_application_in_the_summarys_workbook_is_told_and_the_summary_read():
    def with_application(book):
        source = openpyxl.load_workbook(io.BytesIO(filled()))["附件2"]
        sheet = book.create_sheet("附件2")
        for row in source.iter_rows(max_col=6):
            for cell in row:
                if cell.value is not None:
                    sheet[cell.coordinate] = cell.value

    (review,) = judged(returned(returns([good_row()], edit=with_application), "收件/衡南县.xlsx"))
    assert review.kind == "summary"
    assert len(review.table.rows) == 1
    assert [code for code, _ in found(review, "XP515")] == ["XP515"]


def test_a_county_is_known_by_the_applicants_name_where_nothing_else_says_it():
    rows = [["申报单位", "衡南县第一中学"], ["申报类别", "区域智慧教育"], ["项目名称", "甲乙"], ["负责人", "陈建国"]]
    (review,) = judged(by_hand(rows), path="收件/申请表.xlsx")
    assert review.unit == HENGNAN
    assert "XP112" in [finding.code for finding in review.findings]


def test_the_boxes_fields_have_their_names_and_belong_to_the_form():
    names = [field.name for field in whole().forms["application"].entries]
    assert names[8:] == [
        "unit_opinion", "unit_opinion_by", "unit_opinion_on",
        "county_opinion", "county_opinion_by", "county_opinion_on",
    ]  # fmt: skip
