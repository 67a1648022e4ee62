"""Another round is data: a quite different form and a new year, through every command, and no line of code knows them."""

import contextlib
import datetime as dt
import io
import json
import re
from pathlib import Path

import openpyxl
import pytest

from xlpilot import cli
from xlpilot.form.layout import TableLayout
from xlpilot.rounds.load import load_round

ROOT = Path(__file__).resolve().parents[2]
FUNDS = ROOT / "workbook_templates" / "hengyang-funds-2019"
GOOD = {
    "contract": "录播教室建设合同", "kind": "硬件", "item": "录播设备", "model": "LB-86", "used_for": "课堂教学、教研",
    "total": 86.5, "state": 60, "own": 26.5, "spent": 43.25, "signed_on": dt.date(2019, 3, 1),
    "accepted_on": dt.date(2019, 9, 1),
}  # fmt: skip
OTHER = {
    "contract": "教学软件采购合同", "kind": "软件", "item": "教学软件", "used_for": "课堂教学", "total": 12, "own": 12,
    "spent": 12, "signed_on": dt.date(2019, 4, 1),
}  # fmt: skip


def run(workspace, *arguments, code=0):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        assert cli.run(["-w", str(workspace), *map(str, arguments)]) == code
    return out.getvalue()


def made(folder, source):
    assert cli.run(["init", str(folder), "--round", str(source)]) == 0
    run(folder, "distribute")
    return folder


def sent(workspace, unit, rows, line, name=None):
    """What a county types into the form that was issued to it, saved to 收件."""
    round_ = load_round(workspace)
    form = next(iter(round_.forms.values()))
    (folder,) = (workspace / "发放").glob(f"{unit}-*")
    layout, book = TableLayout.of(form), openpyxl.load_workbook(folder / form.file)
    for key, value in line.items():
        book[form.sheet][layout.line_value(key)] = value
    for at, row in enumerate(rows):
        for key, value in row.items():
            book[form.sheet][layout.entry(at, key)] = value
    path = workspace / "收件" / (name or f"{folder.name}.xlsx")
    book.save(path)
    return path


@pytest.fixture
def funds(tmp_path):
    workspace = made(tmp_path / "资金", FUNDS)
    sent(workspace, "430421", [GOOD, OTHER], {"filler": "王小明", "staff": 5})
    wrong = [
        GOOD | {"contract": "甲合同", "total": 100},  # 60 + 26.5
        GOOD | {"contract": "乙合同", "spent": 90},
        GOOD | {"contract": "丙合同", "item": "教学软件"},
        GOOD | {"contract": "丁合同", "model": None},
        GOOD | {"contract": "戊合同", "kind": "服务", "item": "网络与运维"},
        GOOD | {"contract": "己合同", "used_for": "课堂教学、娱乐"},
        GOOD | {"contract": "庚合同", "total": "约86.5万", "state": None, "own": None},
        GOOD | {"contract": "辛合同", "accepted_on": dt.date(2019, 2, 1)},
        GOOD | {"contract": "壬合同", "spent": -1},
        GOOD | {"contract": "癸合同", "spent": 1.234},
        OTHER | {"contract": "教学软件续费合同"},
    ]
    sent(workspace, "430422", wrong, {"filler": "李红", "staff": 900})
    return workspace


def test_a_quite_different_round_goes_through_every_command(funds):
    run(funds, "receive", "--received-at", "2020-01-10T09:00")
    judged = json.loads(run(funds, "validate", "--format", "json", code=1))
    good, bad = sorted(judged["files"], key=lambda file: file["unit"])
    assert (good["unit"], good["verdict"], good["kind"]) == ("430421", "accepted", "funds")
    assert [finding["code"] for finding in good["findings"] if finding["severity"] != "info"] == []
    assert good["rows"][0]["values"]["total"] == 86.5
    assert good["rows"][0]["values"]["used_for"] == "课堂教学、教研"
    assert good["line"]["staff"] == 5
    layout = TableLayout.of(load_round(funds).forms["funds"])
    found = {(f["code"], f["cell"]) for f in bad["findings"] if f["severity"] == "error"}
    assert found == {
        ("XP240", layout.entry(0, "total")),
        ("XP240", layout.entry(1, "spent")),
        ("XP229", layout.entry(2, "item")),
        ("XP227", layout.entry(3, "model")),
        ("XP228", layout.entry(4, "model")),
        ("XP226", layout.entry(5, "used_for")),
        ("XP223", layout.entry(6, "total")),
        ("XP240", layout.entry(7, "accepted_on")),
        ("XP224", layout.entry(8, "spent")),
        ("XP225", layout.entry(9, "spent")),
        ("XP224", layout.line_value("staff")),
    }
    out = json.loads(run(funds, "consolidate", "--received-at", "2020-01-10T09:00", "--format", "json", code=1))
    assert (out["rows_in"], out["rows_included"], out["rows_excluded"]) == (13, 3, 10)
    assert out["by_category"] == {"硬件": 1, "软件": 2, "服务": 0}
    assert out["units"]["missing"] == ["430481"]
    assert "退回" in run(funds, "status")
    assert "430481" in run(funds, "remind") or "耒阳市" in run(funds, "remind")
    run(funds, "decide", "extend", "430481", "--until", "2020-02-01T18:00", "--reason", "大雪", "--by", "王五")
    run(funds, "verify")
    run(funds, "archive")
    for path in (funds / "退回").rglob("*.xlsx"):
        assert "430422" in str(path)
    run(funds, "check", next((funds / "收件").glob("430421*")))


def test_numbers_are_numbers_in_the_summary(funds):
    run(funds, "consolidate", "--received-at", "2020-01-10T09:00", code=1)
    (path,) = (funds / "汇总").glob("*.xlsx")
    sheet = openpyxl.load_workbook(path)["资金执行"]
    header = next(row for row in sheet.iter_rows() if any(cell.value == "总投资（万元）" for cell in row))
    column = next(cell.column for cell in header if cell.value == "总投资（万元）")
    values = [sheet.cell(header[0].row + n, column).value for n in (1, 2, 3)]
    assert values == [86.5, 12, 12]
    assert (
        sheet.cell(header[0].row + 4, column).value
        == f"=SUM({sheet.cell(header[0].row + 1, column).coordinate}:{sheet.cell(header[0].row + 3, column).coordinate})"
    )
    cached = openpyxl.load_workbook(path, data_only=True)["资金执行"]
    assert cached.cell(header[0].row + 4, column).value == 110.5
    assert {type(value) for value in values} <= {int, float}


def test_a_new_year_is_twenty_lines_and_asks_for_the_new_column(tmp_path):
    lines = (ROOT / "workbook_templates" / "hengyang-2019" / "round.toml").read_text(encoding="utf-8").splitlines()
    assert len([line for line in lines if line.strip() and not line.startswith("#")]) < 35
    workspace = made(tmp_path / "2019", "hengyang-2019")
    row = {
        "unit": "衡南县第一中学", "project": "同步课堂", "category": "虚拟仿真实验教学", "budget": "十万", "leader": "王小明",
        "leader_phone": "13800138000", "contact": "李红", "contact_phone": "13900139000",
    }  # fmt: skip
    line = {"reporter": "周建国", "reporter_phone": "0734-8123456", "reported_on": dt.date(2019, 9, 10)}
    sent(workspace, "430422", [row, row | {"project": "创客", "budget": "12.50万元"}], line)
    judged = json.loads(run(workspace, "validate", "--format", "json", code=1))
    (file,) = judged["files"]
    assert judged["round"] == "hengyang-2019"
    assert [(f["code"], f["field"]) for f in file["findings"] if f["severity"] == "error"] == [("XP223", "budget")]
    assert file["rows"][1]["values"]["budget"] == 12.5


def test_a_workspace_keeps_the_round_that_its_own_extends(tmp_path, monkeypatch):
    workspace = made(tmp_path / "2019", "hengyang-2019")
    version = load_round(workspace).version
    monkeypatch.setattr("xlpilot.rounds.load.shipped_folder", lambda name: tmp_path / "nowhere")
    assert load_round(workspace).version == version


def test_no_line_of_code_knows_a_round():
    words = set()
    for source in (ROOT / "workbook_templates").glob("*/round.toml"):
        round_ = load_round(source.parent)
        words |= {round_.name, *(form.file for form in round_.forms.values())}
        words |= {name for form in round_.forms.values() for name in form.by_name if "_" in name}
    words -= {"hengyang-2018"}  # the default of `init --round`, which the contract fixes
    text = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "xlpilot").rglob("*.py"))
    assert [word for word in sorted(words) if re.search(rf"[\"']{re.escape(word)}[\"']", text)] == []
