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

DEVICE = {"label": "交互式平板", "kind": "交互式平板", "count": 12, "amount": 36.5, "paid": 20, "place": "录播教室"}
PROJECTOR = {"label": "投影机", "kind": "其他", "count": 2, "amount": 1.2, "place": "会议室"}


def run(workspace, *arguments, code=0):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        assert cli.run(["-w", str(workspace), *map(str, arguments)]) == code
    return out.getvalue()


def made(folder, source):
    assert cli.run(["init", str(folder), "--round", str(source)]) == 0
    run(folder, "distribute")
    return folder


def layouts(round_):
    return TableLayout.stack(round_.stacked(next(iter(round_.forms.values()))))


def sent(workspace, unit, rows, line, name=None, below=()):
    """What a county types into the form that was issued to it, saved to 收件."""
    round_ = load_round(workspace)
    form = next(iter(round_.issued_forms.values()))
    (folder,) = (workspace / "发放").glob(f"{unit}-*")
    book = openpyxl.load_workbook(folder / form.file)
    for layout, typed in zip(layouts(round_), (rows, below), strict=False):
        for at, row in enumerate(typed):
            for key, value in row.items():
                book[form.sheet][layout.entry(at, key)] = value
        for key, value in line.items():
            if key in [field.name for field in layout.form.line]:
                book[form.sheet][layout.line_value(key)] = value
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
    assert good["tables"] == {"devices": []}
    assert good["rows"][0]["values"]["total"] == 86.5
    assert good["rows"][0]["values"]["used_for"] == "课堂教学、教研"
    assert good["line"]["staff"] == 5
    layout, _ = layouts(load_round(funds))
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


@pytest.fixture
def both(tmp_path):
    """Two units that fill both tables, the second with faults in each."""
    workspace = made(tmp_path / "两张表", FUNDS)
    line = {"filler": "王小明", "staff": 5, "keeper": "李红"}
    sent(workspace, "430421", [GOOD, OTHER], line, below=[DEVICE, PROJECTOR])
    wrong = [
        DEVICE | {"label": "电脑", "paid": 40},
        DEVICE | {"label": "手写板", "count": 0},
        PROJECTOR | {"place": None},
    ]
    sent(workspace, "430422", [GOOD | {"total": 100}, OTHER], line, below=[*wrong, DEVICE])
    return workspace


IN_TIME = ("--received-at", "2020-01-10T09:00")


def test_faults_in_both_tables_are_told_at_their_cells(both):
    run(both, "receive", *IN_TIME)
    judged = json.loads(run(both, "validate", "--format", "json", code=1))
    good, bad = sorted(judged["files"], key=lambda file: file["unit"])
    upper, lower = layouts(load_round(both))
    assert good["verdict"] == "accepted"
    assert [row["row"] for row in good["tables"]["devices"]] == [lower.entry_rows[0], lower.entry_rows[1]]
    assert good["tables"]["devices"][0]["values"] == DEVICE
    assert {(f["code"], f["cell"]) for f in bad["findings"] if f["severity"] == "error"} == {
        ("XP240", upper.entry(0, "total")),
        ("XP240", lower.entry(0, "paid")),
        ("XP224", lower.entry(1, "count")),
        ("XP201", lower.entry(2, "place")),
    }


def test_both_tables_are_summed_up_and_every_row_is_counted(both):
    told = json.loads(run(both, "consolidate", *IN_TIME, "--format", "json", code=1))
    assert (told["rows_in"], told["rows_included"], told["rows_excluded"]) == (10, 6, 4)
    assert [(row["form"], row["codes"]) for row in told["excluded"]] == [
        ("funds", ["XP240"]), ("devices", ["XP240"]), ("devices", ["XP224"]), ("devices", ["XP201"]),
    ]  # fmt: skip
    assert sum(told["by_category"].values()) == 3
    assert told["control"]["表二 已购设备清单"] == [6, 3, 3]
    book = openpyxl.load_workbook(both / "汇总" / "资金执行情况统计表.xlsx", data_only=True)
    assert {"表二", "未纳入（表二）", "溯源（表二）"} <= set(book.sheetnames)
    assert [row[2].value for row in book["表二"].iter_rows(min_row=6, max_row=8)] == [
        "交互式平板",
        "投影机",
        "交互式平板",
    ]
    lower = layouts(load_round(both))[1]
    assert book["溯源（表二）"].cell(5, 5).value == lower.entry_rows[1]
    assert [row[1].value for row in book["未纳入（表二）"].iter_rows(min_row=4)] == ["电脑", "手写板", "投影机"]
    run(both, "verify")


def test_a_cell_of_the_second_table_is_explained(both):
    run(both, "consolidate", *IN_TIME, code=1)
    lower = layouts(load_round(both))[1]
    for asked in ("表二!F7", "溯源（表二）!E5"):
        told = run(both, "explain", asked)
        assert "衡阳县" in told
        assert str(lower.entry_rows[1]) in told
    assert lower.entry(1, "amount") in run(both, "explain", "表二!F7")


def test_the_marked_copy_marks_both_tables_and_comes_back_as_it_was(both):
    run(both, "consolidate", *IN_TIME, code=1)
    (copy,) = (both / "退回").rglob("*.xlsx")
    round_ = load_round(both)
    sheet = openpyxl.load_workbook(copy)[round_.forms["funds"].sheet]
    upper, lower = layouts(round_)
    for cell in (upper.entry(0, "total"), lower.entry(0, "paid"), lower.entry(1, "count"), lower.entry(2, "place")):
        assert sheet[cell].comment is not None, cell
    assert sheet[lower.entry(3, "label")].comment is None


def test_a_return_that_lost_a_column_of_the_second_table_is_made_anew_with_both(both):
    (path,) = (both / "收件").glob("430421*")
    round_ = load_round(both)
    name, (upper, lower) = round_.forms["funds"].sheet, layouts(round_)
    book = openpyxl.load_workbook(path)
    book[name].cell(lower.header_row, lower.column("place")).value = None
    book.save(path)
    told = json.loads(run(both, "consolidate", *IN_TIME, "--format", "json", code=1))
    assert (told["rows_in"], told["rows_included"], told["rows_excluded"]) == (10, 4, 6)
    assert [row["form"] for row in told["excluded"] if row["codes"] == ["XP401"]] == ["devices"] * 2
    (copy,) = (both / "退回").glob("430421*/*.xlsx")
    sheet = openpyxl.load_workbook(copy)[name]
    assert sheet.cell(lower.header_row, lower.column("place")).value == "存放地点"
    assert sheet[upper.entry(1, "contract")].value == OTHER["contract"]
    assert [sheet[lower.entry(at, "label")].value for at in (0, 1)] == ["交互式平板", "投影机"]
    assert sheet[lower.line_value("keeper")].value == "李红"


def test_a_second_table_on_a_sheet_of_its_own_is_judged_there_and_keeps_no_row_of_the_first_out(both):
    (path,) = (both / "收件").glob("430421*")
    round_ = load_round(both)
    form, (upper, lower) = round_.forms["devices"], layouts(round_)
    book = openpyxl.load_workbook(path)
    for at in (0, 1):
        for field in form.entries:
            book[form.sheet][lower.entry(at, field.name)].value = None
    own = book.create_sheet("设备")
    own.append([form.title])
    for _ in range(3):
        own.append([])
    own.append([field.title for field in form.fields])
    for row in (DEVICE | {"paid": 40}, PROJECTOR):  # from row 6, as the rows of the first table
        own.append([None, *(row.get(field.name) for field in form.entries)])
    book.save(path)
    assert upper.entry_rows[0] == 6
    told = json.loads(run(both, "consolidate", *IN_TIME, "--format", "json", code=1))
    assert (told["rows_in"], told["rows_included"], told["rows_excluded"]) == (10, 5, 5)
    ours = [row for row in told["excluded"] if row["unit"] == "430421"]
    assert [(row["form"], row["sheet"], row["row"], row["codes"]) for row in ours] == [
        ("devices", "设备", 6, ["XP240"])
    ]
    (copy,) = (both / "退回").glob("430421*/*.xlsx")
    assert openpyxl.load_workbook(copy)["设备"]["F6"].comment is not None


def test_a_second_run_knows_both_tables_and_gives_the_same_bytes(both):
    run(both, "consolidate", *IN_TIME, code=1)
    before = (both / "汇总" / "资金执行情况统计表.xlsx").read_bytes()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("xlpilot.review.judge.recognise", None)  # nothing is recognised anew
        told = json.loads(run(both, "consolidate", "--format", "json", code=1))
    assert (both / "汇总" / "资金执行情况统计表.xlsx").read_bytes() == before
    assert told["rows_in"] == 10


def test_a_newer_return_says_what_it_changed_in_the_second_table(both):
    run(both, "consolidate", *IN_TIME, code=1)
    line = {"filler": "王小明", "staff": 5, "keeper": "李红"}
    sent(both, "430421", [GOOD, OTHER], line, below=[DEVICE | {"count": 13}], name="430421-又一份.xlsx")
    told = json.loads(run(both, "consolidate", "--received-at", "2020-01-11T09:00", "--format", "json", code=1))
    assert (told["rows_in"], told["rows_included"], told["rows_excluded"]) == (13, 5, 8)
    assert "投影机" in json.dumps(told["changes"], ensure_ascii=False)
    judged = json.loads(run(both, "validate", "--format", "json", code=1))
    assert "XP711" in [finding["code"] for file in judged["files"] for finding in file["findings"]]


def test_one_filled_table_is_enough_and_none_is_not(tmp_path):
    workspace = made(tmp_path / "一张", FUNDS)
    line = {"filler": "王小明", "staff": 5}
    sent(workspace, "430421", [], line, below=[DEVICE])
    sent(workspace, "430422", [], line)
    judged = json.loads(run(workspace, "validate", "--format", "json", code=1))
    good, bad = sorted(judged["files"], key=lambda file: file["unit"])
    assert (good["verdict"], len(good["tables"]["devices"])) == ("accepted", 1)
    assert [f["code"] for f in bad["findings"] if f["severity"] == "error"] == ["XP402"]


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


def test_the_operator_says_what_a_file_is_in_the_words_of_the_round(funds, capsys):
    path = next((funds / "收件").rglob("*.xlsx"))
    run(funds, "receive", str(path), "--as", "funds")
    run(funds, "receive", str(path), "--as", "summary", code=2)
    told = capsys.readouterr().err
    assert "本轮没有 summary 这一种" in told
    assert "funds" in told
