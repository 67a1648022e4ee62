"""附件2 in the office's hands: direct units, a county without 附件1, what is proposed, confirmed and at last included."""

import io
import json

import openpyxl
from review.applicant import DIRECT, GOOD, OWN, at
from review.county import LINE, put, saved

from xlpilot.form.layout import TableLayout
from xlpilot.rounds.load import load_round

from .county_post import county, drop

IN_TIME = ("--received-at", "2018-09-10T09:30:00")
HENGNAN = "430422"
PROPOSED = "附件1-申报汇总表-请核对.xlsx"


def applied(workspace, code, **other):
    """The issued 附件2 of a unit, filled."""
    (path,) = (workspace / "发放").glob(f"{code}-*/附件2-申请表.xlsx")
    book = openpyxl.load_workbook(path)
    for name, value in ((OWN if code == DIRECT else GOOD) | other).items():
        put(book["附件2"][at(name, code)], value)
    return saved(book)


def rows(path, sheet="附件1"):
    book = openpyxl.load_workbook(path)
    return [list(line) for line in book[sheet].iter_rows(values_only=True)]


def in_returns(workspace, code=HENGNAN):
    return sorted(path.name for path in (workspace / "退回").glob(f"{code}-*/*.xlsx"))


def consolidated(xlpilot, *paths):
    code, out, _ = xlpilot("consolidate", *paths, *IN_TIME, "--format", "json")
    return code, json.loads(out)


def test_the_rows_of_a_direct_unit_stand_in_the_citys_summary_and_say_where_they_came_from(issued, xlpilot):
    drop(issued, "一中/申请表.xlsx", applied(issued, DIRECT))
    code, done = consolidated(xlpilot)
    assert code == 0
    assert (done["rows_in"], done["rows_included"], done["rows_excluded"]) == (1, 1, 0)
    assert done["units"]["applications_only"][DIRECT] == "通过"
    assert DIRECT not in done["units"]["missing"]
    summary = issued / "汇总" / "附件1-申报汇总表.xlsx"
    texts = [cell for line in rows(summary) for cell in line if cell]
    assert OWN["project"] in texts
    assert any("取自附件2" in str(text) for text in texts)
    (line,) = rows(summary, "溯源")[3:]
    assert line[2].endswith("申请表.xlsx")
    assert line[3] == "附件2"
    assert line[-1].startswith("取自附件2，自 ")


def test_a_direct_unit_is_in_status_and_is_reminded_of_its_application(issued, xlpilot):
    found = json.loads(xlpilot("status", "--format", "json")[1])
    assert next(unit for unit in found["units"] if unit["unit"] == DIRECT)["state"] == "未报"
    assert "试点项目申请表" in xlpilot("remind", "--only", DIRECT)[1]


def test_a_county_without_a_summary_gets_one_filled_in_and_nothing_is_taken_before_it_confirms(issued, xlpilot):
    for number, project in enumerate(("同步课堂应用", "智能教室建设"), 1):
        drop(issued, f"衡南县/{number}.xlsx", applied(issued, HENGNAN, project=project))
    code, done = consolidated(xlpilot)
    assert code == 0
    assert (done["rows_in"], done["rows_included"]) == (2, 0)
    assert [one["codes"] for one in done["excluded"]] == [["XP545"], ["XP545"]]
    assert in_returns(issued) == [PROPOSED]
    (path,) = (issued / "退回").glob(f"{HENGNAN}-*/{PROPOSED}")
    before = path.read_bytes()
    book = openpyxl.load_workbook(io.BytesIO(before))
    layout = TableLayout.of(load_round(issued).forms["summary"])
    sheet = book["附件1"]
    assert [sheet[layout.entry(n, "project")].value for n in range(2)] == ["同步课堂应用", "智能教室建设"]
    assert sheet[layout.entry(0, "leader_phone")].value == GOOD["leader_phone"]
    assert sheet[layout.entry(0, "remark")].value is None
    assert sheet.protection.sheet
    assert any("附件2!" in str(cell) for line in book["问题清单"].iter_rows(values_only=True) for cell in line)
    consolidated(xlpilot)
    assert path.read_bytes() == before

    for name, value in LINE.items():
        put(sheet[layout.line_value(name)], value)
    drop(issued, "衡南县/确认.xlsx", saved(book))
    code, done = consolidated(xlpilot)
    assert (done["rows_in"], done["rows_included"], done["rows_excluded"]) == (2, 2, 0)
    assert in_returns(issued) == []
    assert next(old.name for old in (path.parent / "旧").iterdir()).startswith("附件1-申报汇总表-请核对-")


def test_the_draft_to_a_county_without_a_summary_has_the_filled_in_one_attached(issued, xlpilot):
    drop(issued, "衡南县/1.xlsx", applied(issued, HENGNAN))
    consolidated(xlpilot)
    code, out, _ = xlpilot("remind", "--only", HENGNAN, "--eml", issued / "邮件")
    assert code == 0
    assert "已按申请表填好一份" in out
    (draft,) = (issued / "邮件").glob("*.eml")
    assert b"filename" in draft.read_bytes()


def test_an_application_that_must_be_mended_is_named_beside_a_good_summary(issued, xlpilot):
    row = {
        name: GOOD[name]
        for name in ("unit", "project", "category", "leader", "leader_phone", "contact", "contact_phone")
    }
    drop(issued, "衡南县/附件1.xlsx", county(issued, HENGNAN, [row]))
    drop(issued, "衡南县/附件2.xlsx", applied(issued, HENGNAN, leader_phone="1380013"))
    code, done = consolidated(xlpilot)
    assert (code, done["rows_included"]) == (1, 1)
    assert in_returns(issued) == ["附件2-退回.xlsx"]
    text = xlpilot("remind", "--only", HENGNAN)[1]
    assert "附件2.xlsx：" in text
    assert "缺正式文件" in text
