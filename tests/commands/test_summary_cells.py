"""explain 汇总!C7, verify and consolidate about the summary's cells: whence, what somebody changed, what is new."""

import openpyxl
import pytest
from review.county import fill, good_row, issued

from xlpilot.commands.trace import is_cell
from xlpilot.rounds.load import load_round

SUMMARY = "汇总/附件1-申报汇总表.xlsx"
IN_TIME = ("--received-at", "2018-09-10T09:30")


@pytest.fixture
def drop(workspace):
    """Put a county's filled form into 收件/."""
    round_ = load_round(workspace)

    def put(name, rows, unit="430422"):
        path = workspace / "收件" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(fill(issued(round_.definition, unit), rows, round_=round_))

    return put


@pytest.fixture
def consolidated(drop, as_json):
    drop("衡南县.xlsx", [good_row(1, unit=" 衡南县第1中学 "), good_row(2), good_row(3, leader_phone="1")])
    assert as_json("consolidate", *IN_TIME)[0] == 1


@pytest.mark.parametrize("text", ["汇总!C6", "汇总！Ｃ６", "附件1!$C$6", "'附件1'!c6", "汇总\\!C6", "C6", "汇总.C6"])
def test_a_cell_can_be_named_as_a_shell_or_an_input_method_gives_it(consolidated, xlpilot, text):
    code, out, _ = xlpilot("explain", text)
    assert code == 0
    assert out.startswith("附件1!C6  申报单位：“衡南县第1中学”")


def test_it_tells_file_cell_what_was_typed_and_what_became_of_it(consolidated, xlpilot):
    code, out, _ = xlpilot("explain", "汇总!C6")
    assert code == 0
    assert "来自：收件/衡南县.xlsx，附件1!B6" in out
    assert "收到：2018年9月10日 09:30:00" in out
    assert "填的是：“ 衡南县第1中学 ”" in out
    assert "汇总为：“衡南县第1中学”" in out
    assert "XP221" in out
    assert "SHA-256" in out
    _, out, _ = xlpilot("explain", "汇总!D7")
    assert "照填，没有改动" in out
    assert "决定：没有" in out


def test_phones_are_masked_there_too(consolidated, xlpilot):
    _, out, _ = xlpilot("explain", "汇总!G6")
    assert "138****0001" in out
    assert "13800000001" not in out


def test_it_tells_the_decision_by_which_a_row_is_in(consolidated, xlpilot, as_json):
    assert xlpilot("decide", "waive", "430422:XP203:F8", "--reason", "已电话核实", "--by", "王五")[0] == 0
    as_json("consolidate")
    _, out, _ = xlpilot("explain", "汇总!G8")
    assert "准予例外 XP203 F8，已电话核实（王五）" in out


def test_it_tells_which_rows_a_count_counts(consolidated, xlpilot):
    book = openpyxl.load_workbook(SUMMARY, data_only=True)
    row = next(cell.row for cell in book["统计"]["A"] if cell.value == "衡南县")
    code, out, _ = xlpilot("explain", f"统计!F{row}")
    assert code == 0
    assert "衡南县，合计：“2”" in out
    assert "第 6、7 行" in out


def test_it_says_so_where_the_summary_is_no_longer_what_was_written(consolidated, xlpilot, workspace):
    change(workspace, "C6", "别的学校")
    code, out, _ = xlpilot("explain", "汇总!C6")
    assert code == 0
    assert "“衡南县第1中学”" in out
    assert "已不是写出时的样子" in out


@pytest.mark.parametrize("text", ["汇总!A1", "汇总!Z6", "汇总!C99", "未纳入!A4", "统计!A1"])
def test_a_cell_without_a_history_is_the_operators_to_mend(consolidated, xlpilot, text):
    code, _, err = xlpilot("explain", text)
    assert code == 2
    assert "提示" in err


def test_without_a_summary_there_is_nothing_to_explain(workspace, xlpilot):
    assert xlpilot("explain", "汇总!C6")[0] == 2


def test_a_rules_code_is_no_cell():
    assert not is_cell("XP203")
    assert not is_cell("xp203")
    assert is_cell("汇总!XP203")


def change(workspace, cell, value):
    book = openpyxl.load_workbook(workspace / SUMMARY)
    book["附件1"][cell] = value
    book.save(workspace / SUMMARY)


def test_verify_names_the_cell_that_somebody_changed_with_both_values(consolidated, xlpilot, workspace):
    change(workspace, "C6", "别的学校")
    code, out, _ = xlpilot("verify")
    assert code == 1
    assert "附件1!C6 写的是“衡南县第1中学”，现在是“别的学校”" in out


def test_verify_still_tells_that_it_was_changed_where_the_copy_is_gone(consolidated, xlpilot, workspace):
    change(workspace, "C6", "别的学校")
    for path in (workspace / ".xlpilot" / "cache").rglob("*"):
        if path.is_file():
            path.unlink()
    code, out, _ = xlpilot("verify")
    assert (code, "写出以后被改动过" in out, "C6" in out) == (1, True, False)


def test_consolidate_says_what_changed_since_the_last_summary(consolidated, drop, as_json, xlpilot):
    rows = [good_row(1, unit=" 衡南县第1中学 ", leader="赵大"), good_row(3), good_row(4)]
    drop("改好/衡南县.xlsx", rows)
    drop("珠晖区.xlsx", [good_row(5)], "430405")
    _, document = as_json("consolidate", *IN_TIME[:1], "2018-09-11T09:30")
    told = document["changes"]
    assert (told["added"], told["removed"], told["changed"]) == (3, 1, 1)
    units = {one["unit"]: one for one in told["units"]}
    assert list(units) == ["珠晖区", "衡南县"]
    (changed,) = units["衡南县"]["changed"]
    assert (changed["row"], changed["before"], changed["after"]) == (7, {"负责人": "李红"}, {"负责人": "赵大"})
    assert [row["values"]["申报项目名称"] for row in units["衡南县"]["removed"]] == ["同步课堂应用之2"]
    assert [row["row"] for row in units["衡南县"]["added"]] == [8, 9]
    _, out, _ = xlpilot("consolidate")
    assert "没有变化" in out


def test_the_first_summary_has_nothing_to_be_compared_with(drop, as_json):
    drop("衡南县.xlsx", [good_row(1)])
    _, document = as_json("consolidate", *IN_TIME)
    assert document["changes"] == {"since": None, "added": 0, "removed": 0, "changed": 0, "units": None}


def test_the_public_workbook_stands_beside_the_offices_own(consolidated, xlpilot, workspace):
    before = (workspace / SUMMARY).read_bytes()
    assert xlpilot("consolidate", "--public")[0] == 1
    assert (workspace / SUMMARY).read_bytes() == before
    public = openpyxl.load_workbook(workspace / "汇总" / "附件1-申报汇总表（公开）.xlsx")
    assert "负责人手机号码" not in [cell.value for cell in public["附件1"][5]]
    assert xlpilot("verify")[0] == 0


def test_control_totals_are_in_the_ledger_and_in_json(consolidated, as_json, workspace):
    _, document = as_json("consolidate")
    assert sum(numbers[0] for numbers in document["control"].values()) == document["rows_in"] == 3
    assert all(read == included + excluded for read, included, excluded in document["control"].values())
    from xlpilot.ledger.store import open_ledger

    with open_ledger(workspace / ".xlpilot" / "ledger.sqlite") as ledger:
        assert {name: list(numbers) for name, numbers in ledger.last_written().control.items()} == document["control"]
