"""材料: what of each project is there and what is missing, in the workbooks, in status and in reminders."""

import datetime as dt
import io

import openpyxl
import pytest
from ledger.test_packages import letter, paper, plan, row, together
from ledger.test_series import IN_TIME, application, summary
from review.applicant import DIRECT, whole
from review.county import HENGNAN, changed, good_row

from xlpilot.ledger.materials import kinds
from xlpilot.report.chase import chases
from xlpilot.report.standing import standing_json
from xlpilot.rollup.city_workbook import city_workbook
from xlpilot.rollup.merge import merge
from xlpilot.rollup.progress import progress_workbook

NOW = IN_TIME + dt.timedelta(days=1)


def sheet(data):
    """Rows of 材料 below its header, as texts; those of units that sent nothing are left out."""
    found = openpyxl.load_workbook(io.BytesIO(data))["材料"]
    rows = [
        [cell if cell is not None else "" for cell in line] for line in found.iter_rows(min_row=4, values_only=True)
    ]
    return [line for line in rows if line[1] != "（没有收到）"]


@pytest.fixture(scope="module")
def mixed():
    """A county: one project whole, one with nothing but its row, one form alone; one copy too few."""
    return together(
        summary(row(1), good_row(2, project="智能教室建设")),
        application(1), application(3, project="学校网络安全"), plan(), letter(), papers=[paper(3)],
    )  # fmt: skip


def test_every_project_has_a_line_that_says_what_is_there(mixed):
    for data in (city_workbook(merge(mixed)), progress_workbook(mixed, NOW)):
        lines = sheet(data)
        assert [line[1:6] for line in lines] == [
            ["同步课堂应用之1", "衡南县第一中学", "第6行", "有", "有"],
            ["智能教室建设", "衡南县第2中学", "第7行", "缺", "缺"],
            ["学校网络安全", "衡南县第一中学", "缺", "有", "缺"],
        ]
        assert lines[0][6:8] == ["有", "3/6"]
        assert "缺附件2申请表：“智能教室建设”" in lines[0][8]
        assert "缺附件1的行：“学校网络安全”" in lines[0][8]
        assert "应有 6 份，登记了 3 份" in lines[0][8]
        assert "正式文件" not in lines[0][8]


def test_a_unit_that_has_sent_nothing_has_a_line_too(mixed):
    found = openpyxl.load_workbook(io.BytesIO(city_workbook(merge(mixed))))["材料"]
    names = {line[0] for line in found.iter_rows(min_row=4, values_only=True)}
    assert names == {unit.unit.name for unit in mixed.units}


def test_a_direct_unit_is_not_asked_for_a_row():
    (line,) = sheet(city_workbook(merge(together(application(1, DIRECT), unit=DIRECT))))
    assert line[3:7] == ["—", "有", "缺", "缺"]
    assert "的行" not in line[8]


def test_a_form_that_must_be_mended_is_there_and_said_to_be_so():
    (line,) = sheet(city_workbook(merge(together(summary(row(1)), application(1, leader_phone="1380013")))))
    assert line[4] == "有，需修改"


def test_status_and_reminder_say_what_is_missing(mixed):
    unit = next(one for one in standing_json(mixed, NOW)["units"] if one["unit"] == HENGNAN)
    assert unit["materials"]["letter"] == "有"
    assert len(unit["materials"]["projects"]) == 3
    assert any("智能教室建设" in text for text in unit["materials"]["missing"])
    (chase,) = [one for one in chases(mixed, NOW) if one.unit.code == HENGNAN]
    assert "补报材料" in chase.subject
    assert "缺附件3工作方案：“智能教室建设”、“学校网络安全”" in chase.text


def test_a_county_that_has_sent_no_more_than_a_good_summary_is_not_reminded_and_direct_units_are():
    standing = together(summary(row(1)))
    codes = [chase.unit.code for chase in chases(standing, NOW)]
    assert HENGNAN not in codes
    (chase,) = [chase for chase in chases(standing, NOW) if chase.unit.code == DIRECT]
    assert whole().forms["application"].title in chase.text


def test_a_round_that_asks_for_a_summary_only_has_no_such_sheet():
    round_ = changed(whole())
    data = round_.model_copy(update={"plan": None})
    assert kinds(data) == ()
