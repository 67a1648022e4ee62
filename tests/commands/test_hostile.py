"""Hostile files among the returns never hurt the run: each is its own finding, all others come out as without it."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile

import pytest
from review.county import good_row, returns

from tests.intake import hostile
from tests.intake.workbooks import edit, openpyxl_book, sheet_of
from xlpilot.commands.validate import validate
from xlpilot.intake import isolate, reading
from xlpilot.rounds.workspace import find_workspace

posix = pytest.mark.skipif(os.name != "posix", reason="needs links and pipes of POSIX")
GOOD = {"衡南县.xlsx": returns([good_row(1), good_row(2)]), "资料/衡东县.xlsx": returns([good_row(3)])}


def climbing():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("../../../爬出去.xlsx", b"x")
    return buffer.getvalue()


def bomb():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("零.xlsx", b"\0" * (30 << 20))
    return buffer.getvalue()


def many_rows(count):
    return "".join(
        f'<row r="{n}"><c r="A{n}"><v>{n}</v></c><c r="B{n}"><v>1</v></c><c r="C{n}"><v>1</v></c><c r="D{n}"><v>1</v></c></row>'
        for n in range(1, count)
    )


HOSTILE = {
    "远.xlsx": (openpyxl_book(lambda sheet: [sheet.__setitem__("A1", 1), sheet.__setitem__("XFD1048576", 1)]), "XP106"),
    "文字炸弹.xlsx": (sheet_of("".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 200)), strings=f"<si><t>{'字' * 400_000}</t></si>"), "XP106"),
    "合并.xlsx": (sheet_of("", after="<mergeCells>" + '<mergeCell ref="A1:B2"/>' * 30_000 + "</mergeCells>"), "XP106"),
    "笑.xlsx": (edit(sheet_of(""), "xl/workbook.xml", lambda part: part.replace(b"?>", b'?><!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>', 1)), "XP102"),
    "行数.xlsx": (sheet_of(many_rows(30_000)), "XP106"),
    "爬.zip": (climbing(), "XP102"),
    "炸弹.zip": (bomb(), "XP106"),
}  # fmt: skip


def put(folder, files):
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def by_path(document):
    return {file["path"].removeprefix("收件/"): file for file in document["files"]}


@posix
def test_hostile_files_are_findings_and_the_others_come_out_as_without_them(workspace, as_json, xlpilot):
    inbox = workspace / "收件"
    put(inbox, GOOD)
    alone = by_path(as_json("validate", "收件")[1])
    put(inbox, {name: data for name, (data, _) in HOSTILE.items()})
    (inbox / "链接.xlsx").symlink_to("/etc/passwd")
    (inbox / "链接夹").symlink_to("/etc")
    os.mkfifo(inbox / "管道.xlsx")
    with (inbox / "5GB.xlsx").open("wb") as file:
        file.truncate(5 << 30)
    code, document = as_json("validate", "收件")
    assert code == 1
    files = by_path(document)
    assert {name: files[name] for name in alone} == alone
    odd = {"链接.xlsx": "XP107", "链接夹": "XP107", "管道.xlsx": "XP103", "5GB.xlsx": "XP106"}
    for name, expected in {**{name: code for name, (_, code) in HOSTILE.items()}, **odd}.items():
        file = files.get(name) or next(one for path, one in files.items() if path.startswith(f"{name}!"))
        assert [finding["code"] for finding in file["findings"]] == [expected], name
        assert file["verdict"] == "rejected"
        assert file["findings"][0]["fix"].startswith("请")
    code, out, err = xlpilot("consolidate", "--received-at", "2018-09-10T09:00")
    assert code == 1
    assert "Traceback" not in out + err
    assert "panicked" not in out + err
    assert not (workspace.parent / "爬出去.xlsx").exists()
    archived = sum(path.stat().st_size for path in (workspace / ".xlpilot" / "archive").rglob("*") if path.is_file())
    assert archived < 100 << 20


@posix
def test_files_that_kill_stall_or_exhaust_their_reader_are_findings_and_the_others_come_out_as_without_them(
    workspace, monkeypatch
):
    """Every file goes to a worker here, and the worker does what the bytes tell it to."""
    put(workspace / "收件", GOOD)
    office = find_workspace(workspace)
    alone = validate(office).files
    put(
        workspace / "收件",
        {"a.xlsx": b"abort", "b.xlsx": b"endless", "c.xlsx": b"exit", "y.xlsx": b"eater", "z.xlsx": b"kill"},
    )
    monkeypatch.setattr(reading, "read_small_content", lambda _: None)
    monkeypatch.setattr(isolate, "read_content", hostile.read)
    monkeypatch.setattr(reading.read_all, "__defaults__", (1, 1.5, 300))
    files = {review.path.removeprefix("收件/"): review for review in validate(office).files}
    assert [files[review.path.removeprefix("收件/")] for review in alone] == list(alone)
    codes = {
        name: [finding.code for finding in files[name].findings]
        for name in ("a.xlsx", "b.xlsx", "c.xlsx", "y.xlsx", "z.xlsx")
    }
    assert codes == {
        "a.xlsx": ["XP108"],
        "b.xlsx": ["XP108"],
        "c.xlsx": ["XP108"],
        "y.xlsx": ["XP106"],
        "z.xlsx": ["XP106"],
    }


@posix
def test_an_interrupt_while_a_worker_reads_ends_the_run_without_words_of_python(workspace):
    import signal
    import time

    large = sheet_of(many_rows(24_000))
    put(workspace / "收件", {f"{n}.xlsx": large for n in range(30)})
    run = subprocess.Popen(
        [sys.executable, "-m", "xlpilot", "validate", "收件"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    time.sleep(1.5)
    assert run.poll() is None
    os.killpg(run.pid, signal.SIGINT)
    out, err = run.communicate(timeout=20)
    assert run.returncode == 2
    assert b"Traceback" not in out + err
    assert "已中断" in err.decode()
    deadline = time.monotonic() + 5
    while group_is_alive(run.pid) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not group_is_alive(run.pid)


def group_is_alive(group):
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def locked(data, password):
    ooxml = pytest.importorskip("msoffcrypto.format.ooxml")
    out = io.BytesIO()
    ooxml.OOXMLFile(io.BytesIO(data)).encrypt(password, out)
    return out.getvalue()


def test_a_workbook_with_a_password_is_judged_consolidated_and_marked_with_it(workspace, as_json, xlpilot):
    bad = {**good_row(1), "leader_phone": "138"}
    put(workspace / "收件", {"衡南县.xlsx": locked(returns([bad]), "衡南2018")})
    code, document = as_json("validate", "收件")
    assert [finding["code"] for finding in document["files"][0]["findings"]] == ["XP104"]
    code, document = as_json("validate", "收件", "--password", "不对")
    assert "都不对" in document["files"][0]["findings"][0]["message"]
    code, document = as_json("validate", "收件", "--password", "不对", "--password", "衡南2018")
    assert "XP203" in {finding["code"] for finding in document["files"][0]["findings"]}
    code, out, err = xlpilot("check", "收件/衡南县.xlsx", "--password", "衡南2018")
    assert (code, "XP203" in out) == (1, True)
    code, out, err = xlpilot("consolidate", "--password", "衡南2018", "--received-at", "2018-09-10T09:00")
    assert (code, "Traceback" in err) == (1, False)
    assert len(list((workspace / "退回").rglob("*.xlsx"))) == 1
