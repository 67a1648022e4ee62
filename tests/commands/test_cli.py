"""The door: exit codes, what is printed where, what is imported, bad input of every kind."""

import json
import os
import re
import subprocess
import sys

import pytest
from review.county import good_row, returns

from xlpilot import cli
from xlpilot.cli import run
from xlpilot.masking import masked

from . import odd_files

HEAVY = ["pandas", "numpy", "pandera", "openpyxl", "pydantic", "rich", "xlsxwriter", "python_calamine", "xlwings"]
IMPORTED = """
import json, sys
from xlpilot.cli import run
code = run(sys.argv[1:])
print(json.dumps([code, sorted({name.partition(".")[0] for name in sys.modules})]), file=sys.stderr)
"""


def imports(*arguments, cwd=None):
    done = subprocess.run(
        [sys.executable, "-c", IMPORTED, *map(str, arguments)], capture_output=True, cwd=cwd, text=True
    )
    code, names = json.loads(done.stderr.splitlines()[-1])
    assert code == 0, done.stderr
    return set(names)


@pytest.mark.parametrize("arguments", [["--help"], ["validate", "--help"], ["--version"], ["round", "check", "--help"]])
def test_help_imports_nothing_heavy(arguments):
    assert imports(*arguments).isdisjoint(HEAVY)


@pytest.mark.parametrize(
    "arguments", [["explain", "XP203"], ["explain"], ["receive"], ["round", "check", "hengyang-2018"]]
)
def test_light_commands_import_no_tables(arguments, workspace):
    (workspace / "收件" / "a.xlsx").write_bytes(b"x")
    assert imports(*arguments, cwd=workspace).isdisjoint(
        {"pandas", "numpy", "pandera", "openpyxl", "xlsxwriter", "rich"}
    )


def test_init_imports_no_tables(tmp_path):
    assert imports("init", tmp_path / "w").isdisjoint({"pandas", "numpy", "pandera", "openpyxl", "xlsxwriter", "rich"})


def test_a_county_can_run_it_as_a_module(workspace):
    done = subprocess.run([sys.executable, "-m", "xlpilot", "--version"], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


# --- exit codes ---------------------------------------------------------------------------------------------------


def test_0_nothing_to_mend_and_1_findings(workspace, xlpilot):
    (workspace / "好 表.xlsx").write_bytes(returns([good_row(1)]))
    (workspace / "坏 表.xlsx").write_bytes(returns([good_row(1, leader_phone="1")]))
    code, out, err = xlpilot("validate", "好 表.xlsx")
    assert (code, err) == (0, "")
    assert "430422 衡南县  好 表.xlsx，1 行  通过" in out
    code, out, _ = xlpilot("validate", "坏 表.xlsx")
    assert code == 1
    assert "错误 XP203 附件1!F6" in out
    assert "共 1 份：通过 0 份，退回修改 1 份，不予采用 0 份；错误 1 处，提醒 0 处" in out


def test_a_warning_alone_is_nothing_that_must_be_mended(workspace, xlpilot):
    (workspace / "a.xlsx").write_bytes(returns([good_row(1, leader="张三、李四")]))
    code, out, _ = xlpilot("validate", "a.xlsx")
    assert code == 0
    assert "提醒 XP205 附件1!E6" in out


@pytest.mark.parametrize(
    "arguments",
    [
        ["validate", "没有 这个.xlsx"], ["receive", "没有.xlsx"], ["consolidate", "没有"], ["check", "没有.xlsx"],
        ["receive", "--unit", "430499"], ["receive", "--received-at", "昨天"], ["receive", "--received-at", "2018-09-17T99"],
        ["consolidate", "--received-at", "x"], ["distribute", "--only", "1"], ["explain", "XP999"], ["explain", "="],
        ["round", "check", "没有"], ["init", "."], ["validate", "--format", "xml"], ["unknown"], ["receive", "--nonsense"], ["check"],
        ["-w", "没有", "validate"],
    ],
)  # fmt: skip
def test_2_what_the_operator_must_mend_is_one_line(workspace, xlpilot, arguments):
    code, out, err = xlpilot(*arguments)
    assert code == 2
    assert out == ""
    assert "Traceback" not in err
    assert 1 <= len(err.splitlines()) <= 5
    assert "错误：" in err or "Error:" in err


def test_3_a_bug_is_logged_and_not_shown(workspace, xlpilot, monkeypatch):
    def crash(*_):
        raise ZeroDivisionError("a bug of ours")

    monkeypatch.setattr("xlpilot.commands.explain.explain", crash)
    code, out, err = xlpilot("explain", "XP203")
    assert (code, out) == (3, "")
    assert "Traceback" not in err
    assert "ZeroDivisionError" in err
    (log,) = (workspace / ".xlpilot" / "logs").iterdir()
    assert log.name in err
    text = log.read_text(encoding="utf-8")
    for part in ("xlpilot 0", "Python 3", "arguments: ['explain', 'XP203']", "Traceback", "a bug of ours"):
        assert part in text


def test_3_the_log_is_written_outside_a_workspace_too(tmp_path, xlpilot, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path))
    monkeypatch.setattr("xlpilot.commands.explain.explain", lambda _: 1 / 0)
    code, _, err = xlpilot("explain", "XP203")
    assert code == 3
    (log,) = tmp_path.glob("xlpilot-*.log")
    assert log.name in err


def test_ctrl_c_is_no_bug(workspace, xlpilot, monkeypatch):
    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("xlpilot.commands.explain.explain", stop)
    code, _, err = xlpilot("explain", "XP203")
    assert code == 2
    assert "已中断" in err


def test_a_reader_that_goes_away_is_no_bug(workspace):
    done = subprocess.run(f"{sys.executable} -m xlpilot explain | head -c 5", shell=True, capture_output=True)
    assert b"Traceback" not in done.stderr
    assert b"BrokenPipe" not in done.stderr


# --- bad input ----------------------------------------------------------------------------------------------------


def bad_files():
    good = returns([good_row(1)])
    return {
        "好.xlsx": (good, None),
        "空.xlsx": (b"", "XP101"),
        "零.xlsx": (b"\0" * 2000, "XP101"),
        "图片.xlsx": (b"\x89PNG\r\n\x1a\n" + b"\0" * 500, "XP103"),
        "扫描.jpg": (b"\xff\xd8\xff\xe0" + b"\0" * 500, "XP103"),
        "盖章.pdf": (b"%PDF-1.4\n%...", "XP103"),
        "正文.docx": (odd_files.docx(), "XP103"),
        "加密.xlsx": (odd_files.compound(["EncryptionInfo", "EncryptedPackage"]), "XP104"),
        "老文档.doc": (odd_files.compound(["WordDocument"]), "XP103"),
        "断.xlsx": (good[: len(good) // 2], "XP102"),
        "断头.xlsx": (good[-500:], "XP"),
        "网页.xls": ("<html><table><tr><td>申报单位</td></tr></table></html>".encode(), "XP105"),
        "文本.csv": ("申报单位,项目\n甲,乙\n".encode("gb18030"), "XP105"),
        "压缩.zip": (odd_files.zipped({"a.txt": b"x"}), "XP1"),
        "压缩.rar": (b"Rar!\x1a\x07\x01\0" + b"x" * 99, "XP107"),
        "邮件.eml": (b"From: a@b.c\r\nTo: d@e.f\r\nSubject: x\r\n\r\nhello", "XP107"),
        "别的表.xlsx": (odd_files.other_form(), "XP111"),
        "乱.xlsx": (bytes(range(256)) * 8, "XP"),
    }


def test_xp101_to_xp111_every_bad_file_is_a_finding_and_the_others_are_judged(workspace, as_json):
    files = bad_files()
    for name, (data, _) in files.items():
        (workspace / "收件" / name).write_bytes(data)
    code, document = as_json("validate", "收件")
    assert code == 1
    by_path = {file["path"].removeprefix("收件/").partition("!")[0]: file for file in document["files"]}
    assert set(by_path) == set(files)
    assert by_path["好.xlsx"]["verdict"] == "accepted"
    assert by_path["好.xlsx"]["findings"] == []
    for name, (_, expected) in files.items():
        if expected:
            (finding,) = by_path[name]["findings"]
            assert finding["code"].startswith(expected), (name, finding)
            assert finding["severity"] == "error"
            assert finding["fix"]
            assert by_path[name]["verdict"] == "rejected"
            assert by_path[name]["rows"] == []
    assert document["counts"]["accepted"] == 1
    codes = {finding["code"] for file in document["files"] for finding in file["findings"]}
    assert codes >= {"XP101", "XP102", "XP103", "XP104", "XP105", "XP107", "XP111"}


@pytest.mark.parametrize("name", [name for name, (_, code) in bad_files().items() if code])
def test_check_tells_a_bad_file_as_a_finding(tmp_path, xlpilot, name):
    (tmp_path / name).write_bytes(bad_files()[name][0])
    code, out, err = xlpilot("check", tmp_path / name)
    assert code == 1
    assert "Traceback" not in out + err
    assert "XP1" in out


def test_litter_is_passed_over(workspace, as_json):
    inbox = workspace / "收件"
    (inbox / "衡南 县").mkdir()
    (inbox / "衡南 县" / "表.xlsx").write_bytes(returns([good_row(1)]))
    for name in ("~$表.xlsx", ".~表.xlsx", "Thumbs.db", "desktop.ini", ".DS_Store", "x.tmp"):
        (inbox / "衡南 县" / name).write_bytes(b"junk")
    code, document = as_json("validate")
    assert (code, [file["path"] for file in document["files"]]) == (0, ["收件/衡南 县/表.xlsx"])


@pytest.mark.parametrize("command", ["validate", "receive", "consolidate"])
def test_an_empty_folder_is_said_to_be_empty(workspace, xlpilot, command):
    code, out, err = xlpilot(command)
    assert code == 0
    assert "Traceback" not in out + err
    assert re.search("没有文件|空的|没有收到|0 份|读到 0 行", out + err)


def test_a_folder_that_cannot_be_read_is_the_operators(workspace, xlpilot):
    if os.name != "posix" or os.geteuid() == 0:
        pytest.skip("root reads everything")
    path = workspace / "收件" / "a.xlsx"
    path.write_bytes(b"x")
    path.chmod(0)
    assert xlpilot("receive")[0] == 2


def test_the_summary_open_in_excel_is_left_alone(workspace, xlpilot):
    (workspace / "收件" / "a.xlsx").write_bytes(returns([good_row(1)]))
    assert xlpilot("consolidate", "--received-at", "2018-09-10T09:30")[0] == 0
    output = workspace / "汇总" / "附件1-申报汇总表.xlsx"
    before = output.read_bytes()
    (output.parent / "~$附件1-申报汇总表.xlsx").write_bytes(b"")
    (workspace / "收件" / "b.xlsx").write_bytes(returns([good_row(1)], unit="430421"))
    code, out, err = xlpilot("consolidate")
    assert (code, out) == (2, "")
    assert "正在 Excel 或 WPS 中打开" in err
    assert output.read_bytes() == before


def test_a_broken_round_in_the_workspace_is_one_line(workspace, xlpilot):
    path = workspace / "round.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("year = 2018", "yaer = 2018"), encoding="utf-8")
    code, out, err = xlpilot("validate")
    assert (code, out) == (2, "")
    assert "round.toml" in err
    assert "yaer" in err


def test_a_damaged_ledger_is_one_line(workspace, xlpilot):
    (workspace / ".xlpilot" / "ledger.sqlite").write_bytes(b"garbage" * 500)
    code, out, err = xlpilot("receive")
    assert (code, out) == (2, "")
    assert "台账" in err


# --- printing -----------------------------------------------------------------------------------------------------


def test_json_is_one_document_and_nothing_else(workspace, xlpilot):
    (workspace / "a.xlsx").write_bytes(returns([good_row(1, leader_phone="1", project="😀项目\u2028")]))
    code, out, err = xlpilot("validate", "a.xlsx", "--format", "json")
    assert (code, err) == (1, "")
    document = json.loads(out)
    assert set(document) >= {"round", "deadline", "files", "counts"}
    assert out.endswith("}\n")


def test_phones_are_masked_on_the_screen_and_whole_in_json(workspace, xlpilot, as_json):
    rows = [
        good_row(1, leader_phone="13812345678、张三", contact_phone="0734-8765432"),
        good_row(2, leader_phone="138 1234 5678"),
    ]
    (workspace / "a.xlsx").write_bytes(returns(rows))
    _, out, _ = xlpilot("validate", "a.xlsx", "--verbose")
    assert "13812345678" not in out
    assert "138****5678" in out
    assert "8765432" not in out
    _, document = as_json("validate", "a.xlsx")
    text = json.dumps(document, ensure_ascii=False)
    assert "13812345678" in text
    assert "0734-8765432" in text
    assert "*" not in text


@pytest.mark.parametrize(
    "text",
    ["13812345678", "138 1234 5678", "138-1234-5678", "1381234567", "138123456789", "0734-8765432", "07348765432", "0734-8765432-801",
     "（0734）8765432", "+8613812345678", "13812345678、13987654321", "１３８１２３４５６７８"],
)  # fmt: skip
def test_no_number_that_could_be_dialled_is_left_after_masking(text):
    shown = masked(f"填的是“{text}”")
    assert "*" in shown
    for number in shown.translate(str.maketrans("０１２３４５６７８９", "0123456789")).split("、"):
        digits = re.sub(r"[^0-9*]", "", number)
        assert max(len(part) for part in re.split(r"\*+", digits)) <= 6


def test_dates_and_codes_are_not_masked():
    for text in (
        "2018年9月17日 23:59:59",
        "430422 衡南县",
        "附件1!F6",
        "20180917",
        "2018.9.17",
        "1999-09-10",
        "43360",
        "2018-9-31",
        "衡教通〔2018〕237号",
        "2018-09-17",
        "XP203",
    ):
        assert masked(text) == text


@pytest.mark.parametrize("encoding", ["gbk", "ascii"])
def test_any_console_can_be_printed_to(workspace, encoding):
    (workspace / "a.xlsx").write_bytes(returns([good_row(1, leader_phone="1", project="😀𠮷古丽·é")]))
    environment = os.environ | {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0", "LC_ALL": "C"}
    for arguments, code in ((["validate", "a.xlsx"], 1), (["explain"], 0), (["receive", "没有.xlsx"], 2)):
        done = subprocess.run([sys.executable, "-m", "xlpilot", *arguments], capture_output=True, env=environment)
        assert done.returncode == code, done.stderr
        assert b"Traceback" not in done.stderr
        if encoding == "gbk" and code == 1:
            assert "错误 XP203" in done.stdout.decode("gbk")


def test_json_is_utf_8_on_any_console(workspace):
    (workspace / "a.xlsx").write_bytes(returns([good_row(1, project="😀𠮷")]))
    done = subprocess.run(
        [sys.executable, "-m", "xlpilot", "validate", "a.xlsx", "--format", "json"], capture_output=True,
        env=os.environ | {"PYTHONIOENCODING": "gbk", "PYTHONUTF8": "0"},
    )  # fmt: skip
    assert json.loads(done.stdout.decode("utf-8"))["files"][0]["rows"][0]["values"]["project"] == "😀𠮷"


def test_markup_typed_by_a_county_is_not_taken_for_ours(workspace, xlpilot):
    (workspace / "[red]a[b].xlsx").write_bytes(returns([good_row(1, category="[bold]x[/nothing]", leader=":smile:张")]))
    code, out, err = xlpilot("validate", "[red]a[b].xlsx")
    assert (code, err) == (1, "")
    assert "[bold]x[/nothing]" in out
    assert "[red]a[b].xlsx" in out
    assert ":smile:张" in out


def test_every_command_has_a_help_in_chinese(xlpilot):
    code, out, _ = xlpilot("--help")
    assert code == 0
    for name, command in cli.main.commands.items():
        assert name in out
        assert re.search("[一-龥]", command.help)
        assert run([name, "--help"]) == 0


@pytest.mark.parametrize("code", ["XP203", "xp203", " XP701 "])
def test_explain_says_what_why_and_how(xlpilot, code):
    exit_code, out, _ = xlpilot("explain", code)
    assert exit_code == 0
    for word in ("为什么", "怎样改", "错误", "正确"):
        assert word in out
    assert "{" not in out


@pytest.mark.skipif(os.name != "posix", reason="names of bytes")
def test_file_names_in_any_encoding_are_told_and_stored(workspace, xlpilot, as_json):
    names = ["衡南县.xlsx".encode("gb18030"), b"\xff\xfe.bin", b"a\nb\x1b[31m.txt", "衡阳　县.txt".encode()]
    for name in names:
        (workspace / "收件" / os.fsdecode(name)).write_bytes(name)
    code, document = as_json("validate", "收件")
    assert code == 1
    paths = {file["path"] for file in document["files"]}
    assert paths >= {"收件/衡南县.xlsx", "收件/衡阳　县.txt", "收件/a�b�[31m.txt"}
    assert next(file for file in document["files"] if file["path"] == "收件/衡南县.xlsx")["unit"] == "430422"
    code, out, err = xlpilot("receive")
    assert (code, "新登记 4 份" in out) == (0, True)
    assert "\x1b" not in out + err
    assert len(as_json("validate")[1]["files"]) == 4


def test_an_unreadable_path_on_the_command_line_is_the_operators(workspace, xlpilot):
    code, _, err = xlpilot("validate", os.fsdecode(b"\xff.xlsx"))
    assert (code, "找不到" in err) == (2, True)
