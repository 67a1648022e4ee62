"""What returns say beside each other, through every door: validate, consolidate, status, marked copies, decide."""

import openpyxl
import pytest
from review.across.rosters import pilot, workbook
from review.county import good_row

from commands.county_post import county, drop

OUTPUT = "汇总/附件1-申报汇总表.xlsx"
ROSTER = "往年试点.xlsx"


@pytest.fixture
def workspace(issued):
    """衡南县 and 衡东县 report one project both; the row of 衡东县 has a fault of its own."""
    first = county(issued, "430422", [good_row(1), good_row(2, project="同步课堂")])
    second = county(issued, "430424", [good_row(3, unit="衡东县一中", project="同步课堂", leader_phone="1")])
    drop(issued, "衡南县.xlsx", first)
    drop(issued, "衡东县.xlsx", second)
    return issued


def said(document, *codes):
    return {
        (file["path"], finding["code"], finding["cell"], finding["severity"])
        for file in document["files"]
        for finding in file["findings"]
        if finding["code"] in codes
    }


def test_validate_tells_both_places_in_json_and_text_and_no_verdict_changes(workspace, xlpilot, as_json):
    code, document = as_json("validate")
    assert code == 1
    assert said(document, "XP601") == {
        ("收件/衡南县.xlsx", "XP601", "C7", "warning"), ("收件/衡东县.xlsx", "XP601", "C6", "warning"),
    }  # fmt: skip
    assert {file["path"]: file["verdict"] for file in document["files"]} == {
        "收件/衡南县.xlsx": "accepted", "收件/衡东县.xlsx": "returned",
    }  # fmt: skip
    assert document["eligibility"] == {
        "checked": False, "why_not": "往年试点.xlsx 是空的", "rows": 0, "hits": 0, "exempt": 0,
    }  # fmt: skip
    _, out, _ = xlpilot("validate")
    assert "提醒 XP601 附件1!C7 项目名称“同步课堂”也由衡东县（[收件/衡东县.xlsx]附件1!C6）报送" in out
    assert out.rstrip().endswith("往年试点：未核对（往年试点.xlsx 是空的）")


def test_one_file_alone_has_nothing_beside_it(workspace, as_json):
    _, document = as_json("validate", "收件/衡南县.xlsx")
    assert said(document, "XP601") == set()


def test_a_return_that_was_replaced_takes_no_part(workspace, xlpilot, as_json):
    xlpilot("receive", "--received-at", "2018-09-10T09:00")
    drop(workspace, "衡南县 更正.xlsx", county(workspace, "430422", [good_row(1), good_row(2, project="双师课堂")]))
    xlpilot("receive", "--received-at", "2018-09-11T09:00")
    _, document = as_json("validate")
    assert said(document, "XP601") == set()


def test_consolidate_puts_them_into_the_list_of_faults_and_into_the_copy_that_goes_back(workspace, as_json, xlpilot):
    code, document = as_json("consolidate", "--received-at", "2018-09-10T09:00")
    assert (code, document["rows_included"], document["rows_excluded"]) == (1, 2, 1)
    assert document["eligibility"]["checked"] is False
    book = openpyxl.load_workbook(OUTPUT)
    listed = [[cell.value for cell in row][:4] for row in book["问题清单"].iter_rows(min_row=4)]
    assert ["衡南县", "提醒", "XP601", "[收件/衡南县.xlsx]附件1!C7"] in listed
    assert ["衡东县", "提醒", "XP601", "[收件/衡东县.xlsx]附件1!C6"] in listed
    assert "往年试点：未核对（往年试点.xlsx 是空的）" in book["报送情况"]["A2"].value
    (copy,) = (workspace / "退回").glob("430424-*/*.xlsx")
    words = [str(cell.value) for row in openpyxl.load_workbook(copy)["问题清单"].iter_rows() for cell in row]
    assert any("也由衡南县（[收件/衡南县.xlsx]附件1!C7）报送" in word for word in words)
    assert not list((workspace / "退回").glob("430422-*/*.xlsx"))
    assert "往年试点：未核对" in xlpilot("consolidate")[1]


def test_a_roster_is_checked_by_every_command_and_a_person_confirms(workspace, xlpilot, as_json):
    (workspace / ROSTER).write_bytes(workbook([pilot("衡南县第二中学", 2016, "市", "创客教室")]))
    xlpilot("receive", "--received-at", "2018-09-10T09:00")
    _, document = as_json("validate")
    assert said(document, "XP611") == {("收件/衡南县.xlsx", "XP611", "B7", "warning")}
    words = "往年试点：已核对 3 行，命中 1 行"
    assert words in xlpilot("validate")[1]
    assert words in xlpilot("consolidate")[1]
    assert words in openpyxl.load_workbook(OUTPUT)["报送情况"]["A2"].value
    assert words in xlpilot("status")[1]
    _, document = as_json("status", "-o", "进度.xlsx")
    assert document["eligibility"] == {"checked": True, "why_not": None, "rows": 3, "hits": 1, "exempt": 0}
    assert words in openpyxl.load_workbook("进度.xlsx")["报送情况"]["A2"].value
    code, _, err = xlpilot("decide", "waive", "430422:XP611:B7", "--reason", "已于九月验收", "--by", "刘阳")
    assert (code, err) == (0, "")
    _, document = as_json("validate")
    assert said(document, "XP611") == {("收件/衡南县.xlsx", "XP611", "B7", "info")}


def test_a_finding_names_the_unit_in_its_written_form_and_keeps_what_was_typed(issued, as_json):
    (issued / ROSTER).write_bytes(workbook([pilot("衡南县第二中学")]))
    drop(issued, "衡南县.xlsx", county(issued, "430422", [good_row(2), good_row(3, unit="衡南县第２中学。")]))
    _, document = as_json("validate")
    found = [one for one in document["files"][0]["findings"] if one["code"] == "XP611"]
    assert [(one["cell"], one["value"]) for one in found] == [("B6", "衡南县第2中学"), ("B7", "衡南县第２中学。")]
    assert all(one["message"].startswith("“衡南县第2中学”有2015年省级试点") for one in found)


def test_without_a_roster_the_same_is_said(workspace, xlpilot):
    (workspace / ROSTER).unlink()
    assert "往年试点：未核对（没有 往年试点.xlsx）" in xlpilot("status")[1]


@pytest.mark.parametrize("command", ["validate", "status", "consolidate"])
def test_a_faulty_roster_is_the_operators_with_all_its_faults(workspace, xlpilot, command):
    (workspace / ROSTER).write_bytes(workbook([pilot("衡南县一中", level="县"), pilot("", year="去年")]))
    code, _, err = xlpilot(command)
    assert code == 2
    for cell in ("往年试点!B2 级别“县”：只能填 教育部、省、市", "往年试点!A3 年度“去年”", "往年试点!C3 单位（空白）"):
        assert cell in err


def test_a_roster_that_is_open_or_no_file_is_the_operators(workspace, xlpilot):
    owner = workspace / f"~${ROSTER}"
    owner.write_bytes(b"")
    code, _, err = xlpilot("status")
    assert (code, "往年试点.xlsx 正在 Excel 或 WPS 中打开" in err, "请保存并关闭" in err) == (2, True, True)
    owner.unlink()
    (workspace / ROSTER).write_bytes(b"PK\x03\x04broken")
    assert xlpilot("status")[0] == 2
    (workspace / ROSTER).unlink()
    (workspace / ROSTER).mkdir()
    code, _, err = xlpilot("status")
    assert (code, "往年试点.xlsx" in err) == (2, True)


def test_a_new_workspace_never_overwrites_the_offices_roster(tmp_path, xlpilot):
    folder = tmp_path / "新的"
    folder.mkdir()
    (folder / ROSTER).write_bytes(b"ours")
    assert xlpilot("init", folder)[0] == 0
    assert (folder / ROSTER).read_bytes() == b"ours"
    assert xlpilot("init", tmp_path / "又一个")[0] == 0
    assert openpyxl.load_workbook(tmp_path / "又一个" / ROSTER).sheetnames == ["往年试点", "填写说明"]


def test_a_rule_between_units_explains_itself(xlpilot):
    code, out, _ = xlpilot("explain", "XP611")
    assert (code, "有往年试点尚未验收，需人工确认（提醒）" in out) == (0, True)


def test_a_round_may_make_it_an_error_and_then_the_row_is_not_taken_and_the_return_goes_back(
    workspace, as_json, xlpilot
):
    path = workspace / "round.toml"
    path.write_text(path.read_text(encoding="utf-8") + '\n[severity]\nXP601 = "error"\n', encoding="utf-8")
    _, summary = as_json("consolidate", "--received-at", "2018-09-10T09:00")
    assert [(row["file"], row["row"], row["codes"]) for row in summary["excluded"] if "衡南县" in row["file"]] == [
        ("收件/衡南县.xlsx", 7, ["XP601"])
    ]
    _, document = as_json("validate")
    assert {file["path"]: file["verdict"] for file in document["files"]}["收件/衡南县.xlsx"] == "returned"
    _, standing = as_json("status")
    assert next(unit["state"] for unit in standing["units"] if unit["unit"] == "430422") == "退回"


def test_a_round_may_set_it_off(workspace, as_json):
    path = workspace / "round.toml"
    path.write_text(path.read_text(encoding="utf-8") + '\n[severity]\nXP601 = "off"\n', encoding="utf-8")
    _, document = as_json("validate")
    assert said(document, "XP601") == set()
