"""The office's day, command by command: issue, receive, judge, consolidate; by files alone."""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys

import openpyxl
import pytest
from review.county import good_row, plain_table

from commands.county_post import county, drop
from xlpilot.form import stamp

OUTPUT = "汇总/附件1-申报汇总表.xlsx"


@pytest.fixture
def workspace(issued):
    return issued


def test_distribute_gives_every_county_its_own_workbook(workspace, xlpilot):
    folders = sorted(path.name for path in (workspace / "发放").iterdir())
    assert len(folders) == 16  # the direct units have the outline of the plan
    assert folders[6] == "430422-衡南县"
    before = {path: path.read_bytes() for path in (workspace / "发放").rglob("*.xlsx")}
    code, out, _ = xlpilot("distribute")
    assert code == 0
    assert "写了 0 份，原有 44 份" in out
    assert {path: path.read_bytes() for path in (workspace / "发放").rglob("*.xlsx")} == before


def test_a_lost_workbook_is_made_again_with_its_serial_and_reissue_takes_the_next(workspace, xlpilot):
    (path,) = (workspace / "发放").glob("430422-*/附件1*.xlsx")
    before = path.read_bytes()
    path.unlink()
    assert xlpilot("distribute")[0] == 0
    assert path.read_bytes() == before
    code, out, _ = xlpilot("distribute", "--only", "430422", "--reissue")
    assert (code, "第2次" in out) == (0, True)
    text = openpyxl.load_workbook(path)[stamp.SHEET]["A1"].value
    assert stamp.parse(text)[0].serial == 2


def test_one_workbook_open_in_excel_stops_the_issue_before_any_is_written(workspace, xlpilot):
    (path,) = (workspace / "发放").glob("430482-*/附件2*.xlsx")
    path.with_name("~$" + path.name).write_bytes(b"")
    before = {path: path.read_bytes() for path in (workspace / "发放").rglob("*.xlsx")}
    code, out, err = xlpilot("distribute", "--reissue")
    assert (code, out) == (2, "")
    assert "正在 Excel 或 WPS 中打开" in err
    assert {path: path.read_bytes() for path in (workspace / "发放").rglob("*.xlsx")} == before


def test_receive_archives_every_file_once(workspace, xlpilot):
    data = county(workspace, "430422", [good_row(1)])
    drop(workspace, "邮件 一/衡南.xlsx", data)
    drop(workspace, "邮件 二/衡南 (1).xlsx", data)
    code, out, _ = xlpilot("receive", "--received-at", "2018-09-10T09:30", "--by", "刘阳", "--note", "邮箱")
    assert code == 0
    assert "新登记 1 份，共 2 份" in out
    archived = {path.name: path.read_bytes() for path in (workspace / ".xlpilot" / "archive").iterdir()}
    assert archived == {hashlib.sha256(data).hexdigest(): data}
    assert "新登记 0 份" in xlpilot("receive")[1]
    with sqlite3.connect(workspace / ".xlpilot" / "ledger.sqlite") as connection:
        rows = connection.execute(
            "SELECT path, received_at, source, by, note FROM event WHERE kind = 'received'"
        ).fetchall()
    assert rows == [("收件/邮件 一/衡南.xlsx", "2018-09-10T09:30:00+08:00", "told", "刘阳", "邮箱")]


def test_the_time_of_receipt_is_the_first_and_stays(workspace, xlpilot, as_json):
    drop(workspace, "a.xlsx", county(workspace, "430422", [good_row(1)]))
    xlpilot("receive", "--received-at", "2018-09-10T09:30")
    xlpilot("receive", "--received-at", "2018-12-01T09:30")
    _, document = as_json("validate")
    assert document["files"][0]["received_at"] == "2018-09-10T09:30:00+08:00"
    assert document["files"][0]["verdict"] == "accepted"


def test_a_bare_date_on_the_deadline_is_refused(workspace, xlpilot):
    code, _, err = xlpilot("receive", "--received-at", "2018-09-18")
    assert code == 0
    text = (workspace / "round.toml").read_text(encoding="utf-8").replace("2018-09-17T23:59:59", "2018-09-17T17:30:00")
    (workspace / "round.toml").write_text(text, encoding="utf-8")
    code, _, err = xlpilot("receive", "--received-at", "2018-09-17")
    assert (code, "截止时刻" in err) == (2, True)


def test_validate_records_nothing(workspace, xlpilot):
    drop(workspace, "a.xlsx", county(workspace, "430422", [good_row(1)]))
    before = {path: path.read_bytes() for path in workspace.rglob("*") if path.is_file()}
    assert xlpilot("validate")[0] == 0
    assert xlpilot("validate", "收件")[0] == 0
    assert xlpilot("validate", "收件/a.xlsx")[0] == 0
    assert {path: path.read_bytes() for path in workspace.rglob("*") if path.is_file()} == before


def test_validate_json_has_all_that_the_contract_names(workspace, as_json):
    bad = good_row(1, leader_phone="1380013", category="③", project="项目")
    drop(workspace, "衡南 县.xlsx", county(workspace, "430422", [good_row(2), bad]))
    code, document = as_json("validate")
    assert code == 1
    assert document["round"] == "hengyang-2018"
    assert document["deadline"] == "2018-09-17T23:59:59+08:00"
    assert document["counts"] == {"files": 1, "accepted": 0, "returned": 1, "rejected": 0, "errors": 1, "warnings": 0}
    (file,) = document["files"]
    assert (file["path"], file["kind"], file["unit"], file["verdict"]) == (
        "收件/衡南 县.xlsx",
        "summary",
        "430422",
        "returned",
    )
    assert file["sha256"] == hashlib.sha256((workspace / "收件" / "衡南 县.xlsx").read_bytes()).hexdigest()
    assert file["received_at"] is None
    assert [row["row"] for row in file["rows"]] == [6, 7]
    assert file["rows"][1]["values"] == {
        "unit": "衡南县第1中学", "project": "项目", "category": "教育网络安全", "leader": "李红",
        "leader_phone": "1380013", "contact": "欧阳文静", "contact_phone": "13900000001", "remark": None,
    } | {name: value for name, value in file["rows"][1]["values"].items() if name == "no"}  # fmt: skip
    error, remark = sorted(file["findings"], key=lambda finding: finding["severity"])
    assert {key: error[key] for key in ("code", "severity", "sheet", "cell", "field", "value")} == {
        "code": "XP203", "severity": "error", "sheet": "附件1", "cell": "F7", "field": "leader_phone", "value": "1380013",
    }  # fmt: skip
    assert error["message"]
    assert error["fix"]
    assert (remark["code"], remark["severity"], remark["cell"], remark["value"]) == ("XP221", "info", "D7", "③")


def test_consolidate_json_has_all_that_the_contract_names(workspace, as_json):
    drop(workspace, "a.xlsx", county(workspace, "430422", [good_row(1), good_row(2, leader_phone="1")]))
    drop(workspace, "b.xlsx", county(workspace, "430405", [good_row(3)]))
    code, document = as_json("consolidate", "--received-at", "2018-09-10T09:30")
    assert code == 1
    assert set(document) >= {"output", "rows_in", "rows_included", "rows_excluded", "excluded", "units", "by_category"}
    assert document["output"] == OUTPUT
    assert (document["rows_in"], document["rows_included"], document["rows_excluded"]) == (3, 2, 1)
    (out,) = document["excluded"]
    assert {key: out[key] for key in ("unit", "file", "sheet", "row", "codes")} == {
        "unit": "430422", "file": "收件/a.xlsx", "sheet": "附件1", "row": 7, "codes": ["XP203"],
    }  # fmt: skip
    assert out["why"]
    assert document["units"]["returned"] == 2
    assert len(document["units"]["missing"]) == 10
    assert document["units"]["late"] == []
    assert document["by_category"] == {
        "网络联校创新应用": 0,
        "区域智慧教育": 0,
        "教育网络安全": 1,
        "人工数字智能教室": 1,
    }


def test_a_late_unit_is_not_in_the_summary(workspace, xlpilot, as_json):
    drop(workspace, "a.xlsx", county(workspace, "430405", [good_row(1)]))
    assert xlpilot("receive", "--received-at", "2018-09-17T23:59:59")[0] == 0
    drop(workspace, "b.xlsx", county(workspace, "430422", [good_row(2)]))
    code, document = as_json("consolidate", "--received-at", "2018-09-18T00:00:00")
    assert code == 1
    assert (document["rows_included"], document["rows_excluded"]) == (1, 1)
    assert document["units"]["late"] == ["430422"]
    book = openpyxl.load_workbook(OUTPUT)
    assert "衡南县" not in [cell.value for cell in book["附件1"]["B"]]
    assert book["未纳入"]["A4"].value == "衡南县"
    assert "430422" not in document["units"]["missing"]


def test_told_unit_overrides_nothing_silently(workspace, xlpilot, as_json):
    drop(workspace, "a.xlsx", county(workspace, "430422", [good_row(1)]))
    assert xlpilot("receive", "--unit", "430421", "--received-at", "2018-09-10T09:30")[0] == 0
    code, document = as_json("validate")
    assert code == 1
    assert [finding["code"] for finding in document["files"][0]["findings"]] == ["XP710", "XP115", "XP115"]


def test_a_file_that_nobody_knew_is_counted_once_and_in_time_when_its_unit_is_told_later(workspace, xlpilot, as_json):
    path = drop(workspace, "新建.xlsx", plain_table([good_row(1)]))
    code, document = as_json("consolidate", "--received-at", "2018-09-10T09:30")
    assert (code, document["rows_in"], document["excluded"][0]["codes"]) == (1, 1, ["XP116"])
    assert xlpilot("receive", "--unit", "430422", path)[0] == 0  # by the clock, years after the deadline
    _, document = as_json("consolidate")
    assert (document["rows_in"], document["rows_included"], document["units"]["late"]) == (1, 0, [])
    assert document["excluded"][0]["codes"] == ["XP432"]  # made by hand: to be confirmed first
    _, document = as_json("validate", path)
    assert document["files"][0]["unit"] == "430422"


def test_the_workspaces_own_secrets_are_never_taken_for_returns(workspace, xlpilot):
    drop(workspace, "a.xlsx", county(workspace, "430422", [good_row(1)]))
    assert xlpilot("receive", ".")[0] == 0
    archived = [path.read_bytes() for path in (workspace / ".xlpilot" / "archive").iterdir()]
    assert (workspace / ".xlpilot" / "key").read_bytes() not in archived


ANOTHER_DAY = """
import datetime as dt, sys
import xlpilot.moments as moments
sys.argv[1:1] = []
class Later(dt.datetime):
    @classmethod
    def now(cls, tz=None):
        return super().now(tz) + dt.timedelta(days=400)
moments.dt = type("dt", (), {**vars(dt), "datetime": Later})
import time
real = time.time
time.time = lambda: real() + 400 * 86400
from xlpilot.cli import run
sys.exit(run(sys.argv[1:]))
"""


def test_the_same_receipts_give_the_same_bytes_elsewhere_on_another_day(workspace, tmp_path, xlpilot):
    environment = {"TZ": "America/New_York", "LC_ALL": "C"}
    for name, unit, rows in (
        ("一/a.xlsx", "430422", [good_row(1), good_row(2, leader_phone="1")]),
        ("b.xlsx", "430405", [good_row(3)]),
    ):
        drop(workspace, name, county(workspace, unit, rows))
    drop(workspace, "扫描.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 99)
    assert xlpilot("consolidate", "--received-at", "2018-09-10T09:30")[0] == 1
    first = (workspace / OUTPUT).read_bytes()
    assert xlpilot("consolidate", "--received-at", "2019-01-01T00:00")[0] == 1
    assert (workspace / OUTPUT).read_bytes() == first
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(workspace, elsewhere)
    (elsewhere / OUTPUT).unlink()
    for path in elsewhere.rglob("*"):
        os.utime(path, (1, 1))
    done = subprocess.run(
        [sys.executable, "-c", ANOTHER_DAY, "-w", str(elsewhere), "consolidate"], capture_output=True, cwd=tmp_path,
        env=os.environ | environment,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    assert (elsewhere / OUTPUT).read_bytes() == first


def test_the_output_goes_where_it_is_told(workspace, xlpilot, as_json):
    drop(workspace, "a.xlsx", county(workspace, "430422", [good_row(1)]))
    code, document = as_json("consolidate", "-o", "别处/市 汇总.xlsx", "--received-at", "2018-09-10T09:30")
    assert code == 0
    assert document["output"] == "别处/市 汇总.xlsx"
    assert openpyxl.load_workbook("别处/市 汇总.xlsx").sheetnames[0] == "附件1"
    assert not (workspace / OUTPUT).exists()


def test_consolidate_of_named_paths_still_sums_all_that_was_received(workspace, as_json):
    drop(workspace, "a.xlsx", county(workspace, "430422", [good_row(1)]))
    other = workspace.parent / "外 面.xlsx"
    other.write_bytes(county(workspace, "430405", [good_row(2)]))
    _, document = as_json("consolidate", "--received-at", "2018-09-10T09:30")
    assert document["rows_in"] == 1
    _, document = as_json("consolidate", other, "--received-at", "2018-09-10T09:30")
    assert document["rows_in"] == 2


def test_check_needs_no_workspace_and_judges_by_the_forms_own_definition(
    workspace, tmp_path, xlpilot, monkeypatch, as_json
):
    path = tmp_path / "我 的.xlsx"
    path.write_bytes(county(workspace, "430422", [good_row(1, leader_phone="1")]))
    (tmp_path / "leer").mkdir()
    monkeypatch.chdir(tmp_path / "leer")
    code, document = as_json("check", "../我 的.xlsx")
    assert code == 1
    assert document["files"][0]["path"] == "../我 的.xlsx"
    codes = [finding["code"] for finding in document["files"][0]["findings"]]
    assert codes == ["XP117", "XP203"]
    path.write_bytes(county(workspace, "430422", [good_row(1)]))
    assert xlpilot("check", path)[0] == 0


def test_check_of_a_later_years_form_uses_that_years_definition(workspace, tmp_path, as_json):
    text = (workspace / "round.toml").read_text(encoding="utf-8")
    (tmp_path / "next").mkdir()
    text = (
        text.replace('"hengyang-2018"', '"hengyang-2029"')
        .replace("人工数字智能教室", "量子教室")
        .replace('"430422"', '"430499"')
    )
    (tmp_path / "next" / "round.toml").write_text(text, encoding="utf-8")
    from xlpilot.cli import run

    assert run(["init", str(tmp_path / "w"), "--round", str(tmp_path / "next")]) == 0
    assert run(["-w", str(tmp_path / "w"), "distribute", "--only", "430499"]) == 0
    data = county(
        tmp_path / "w", "430499", [good_row(1, category="量子教室"), good_row(2, category="人工数字智能教室")]
    )
    (tmp_path / "a.xlsx").write_bytes(data)
    code, document = as_json("check", tmp_path / "a.xlsx")
    assert (code, document["round"]) == (1, "hengyang-2029")
    assert [(f["code"], f["cell"]) for f in document["files"][0]["findings"] if f["severity"] == "error"] == [
        ("XP204", "D7")
    ]
    code, document = as_json("validate", tmp_path / "a.xlsx")
    assert "XP114" in [finding["code"] for finding in document["files"][0]["findings"]]


def test_two_at_once_do_not_lose_a_receipt(workspace):
    for number in range(6):
        drop(workspace, f"{number}.bin", bytes([65 + number]) * 100)
    jobs = [
        subprocess.Popen([sys.executable, "-m", "xlpilot", "receive", f"收件/{number}.bin"], stdout=subprocess.DEVNULL)
        for number in range(6)
    ]
    assert [job.wait() for job in jobs] == [0] * 6
    with sqlite3.connect(workspace / ".xlpilot" / "ledger.sqlite") as connection:
        assert connection.execute("SELECT count(*) FROM event WHERE kind = 'received'").fetchone() == (6,)


def test_the_key_is_never_printed(workspace, xlpilot):
    key = json.loads((workspace / ".xlpilot" / "key").read_text(encoding="utf-8"))
    drop(workspace, "a.xlsx", county(workspace, "430422", [good_row(1)]))
    for arguments in (["distribute", "--reissue"], ["receive"], ["validate"], ["consolidate"]):
        _, out, err = xlpilot(*arguments)
        assert key["key"] not in out + err
        assert key["password"] not in out + err
