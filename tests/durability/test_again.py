"""What a run must leave alone: everything where nothing is new, the inbox always, a newer workspace altogether."""

import datetime as dt
import os
import shutil
import sqlite3
import subprocess
import sys
import time

import pytest

from durability.office import SUMMARY, TIME, drop, events, quietly, receipts, snapshot, unfinished
from xlpilot import moments
from xlpilot.commands import receive as receiving
from xlpilot.commands.receive import read
from xlpilot.commands.verify import verify
from xlpilot.errors import PathError
from xlpilot.ledger.lock import workspace_lock
from xlpilot.rounds.workspace import Workspace

COMMANDS = [
    ("receive", *TIME), ("receive", "收件", *TIME), ("validate",), ("validate", "收件"),
    ("validate", "收件", "--marked", "标注"), ("consolidate", *TIME), ("distribute",), ("distribute", "--reissue"),
    ("verify",), ("archive",),
]  # fmt: skip


@pytest.mark.parametrize(
    "command", [("receive", *TIME), ("consolidate", *TIME), ("consolidate",), ("archive",), ("verify",)]
)
def test_again_with_nothing_new_no_byte_no_time_and_no_event_changes(workspace, command):
    quietly(workspace, "consolidate", *TIME)
    quietly(workspace, "archive")
    first = quietly(workspace, *command)
    before, noted = _files(workspace), events(workspace)
    time.sleep(0.02)
    assert quietly(workspace, *command)[0] == first[0]
    assert _files(workspace) == before
    assert events(workspace) == noted


def _files(root):
    """Bytes and times of files; a folder's time changes with the journal that SQLite makes and removes."""
    return {path: state[-1] and state for path, state in snapshot(root).items()}


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_the_inbox_is_never_changed_moved_or_touched(workspace, command):
    for path in (workspace / "收件").rglob("*"):
        os.utime(path, (1, 1))
    drop(workspace, ".xlpilot-theirs.tmp", b"a name like ours")
    before = snapshot(workspace / "收件")
    assert quietly(workspace, *command)[0] in (0, 1)
    assert snapshot(workspace / "收件") == before


# --- made by a newer xlpilot -------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("newer", ["ledger", "round"])
@pytest.mark.parametrize("locked_before", [True, False])
def test_a_workspace_of_a_newer_xlpilot_is_refused_untouched(workspace, command, newer, locked_before):
    if locked_before:
        with workspace_lock(workspace):
            pass
    if newer == "ledger":
        connection = sqlite3.connect(workspace / ".xlpilot" / "ledger.sqlite")
        connection.execute("PRAGMA user_version = 99")
        connection.close()
    else:
        path = workspace / "round.toml"
        text = path.read_text(encoding="utf-8").replace("format = 1\n", "format = 99\nnew_key = 1\n")
        path.write_text(text, encoding="utf-8")
    left = workspace / ".xlpilot" / "archive" / ".xlpilot-left.tmp"
    left.write_bytes(b"of a killed run")
    os.utime(left, (1, 1))
    before = snapshot(workspace)
    code, _, err = quietly(workspace, *command)
    assert code == 2
    assert "更新版本" in err
    assert ("round.toml" if newer == "round" else "ledger.sqlite") in err
    assert snapshot(workspace) == before


# --- a clock that jumps back -------------------------------------------------------------------------------------


@pytest.fixture
def clock(monkeypatch):
    """Sets the clock of every module of ours."""

    def put(moment):
        class Told(dt.datetime):
            @classmethod
            def now(cls, tz=None):
                return dt.datetime.fromisoformat(moment).astimezone(tz)

        monkeypatch.setattr(moments, "dt", type("dt", (), {**vars(dt), "datetime": Told}))

    return put


def test_a_clock_that_jumps_back_loses_no_receipt_and_orders_them_by_time_then_number(workspace, clock):
    shutil.rmtree(workspace / "收件")
    known = len(receipts(workspace))
    for moment, names in (
        ("2018-09-12T08:00:00+08:00", ["三.xlsx"]),
        ("2018-09-02T08:00:00+08:00", ["一.xlsx"]),
        ("2018-09-02T07:00:00+08:00", ["零.xlsx"]),
        ("2018-09-12T08:00:00+08:00", ["四.xlsx", "五.xlsx"]),
    ):
        clock(moment)
        for name in names:
            path = drop(workspace, name, name.encode())
            assert quietly(workspace, "receive", path)[0] == 0
            assert quietly(workspace, "receive", path)[0] == 0
    mine = [path.removeprefix("收件/") for _, path, *_ in receipts(workspace) if len(path) == 9 + len("收件/") - 3]
    assert len(receipts(workspace)) == known + 5
    assert [name for name in mine if name[0] in "零一三四五"] == ["零.xlsx", "一.xlsx", "三.xlsx", "四.xlsx", "五.xlsx"]
    clock("2001-01-01T00:00:00+08:00")
    assert quietly(workspace, "consolidate")[0] == 1
    assert verify(Workspace(workspace)).faults == ()
    assert len(receipts(workspace)) == known + 5


# --- what a killed run leaves ------------------------------------------------------------------------------------


def test_unfinished_files_of_a_killed_run_are_swept_only_ours_and_only_older_ones(workspace):
    ours = [workspace / folder / ".xlpilot-k3_x.tmp" for folder in (".xlpilot", ".xlpilot/archive", "汇总", "退回/x")]
    theirs = [
        workspace / "收件" / ".xlpilot-k3_x.tmp", workspace / "汇总" / "x.tmp", workspace / "汇总" / ".xlpilot-x.xlsx",
        workspace / ".xlpilot-k3_x.tmp",
    ]  # fmt: skip
    for path in (*ours, *theirs):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"half")
        os.utime(path, (time.time() - 5,) * 2)
    later = workspace / "汇总" / ".xlpilot-now.tmp"
    later.write_bytes(b"half")
    os.utime(later, (time.time() + 60,) * 2)
    assert quietly(workspace, "verify")[0] == 0
    assert all(path.exists() for path in ours)
    assert quietly(workspace, "receive", *TIME)[0] == 0
    assert [path for path in ours if path.exists()] == []
    assert [path for path in (*theirs, later) if not path.exists()] == []


def test_a_run_killed_after_the_ledger_and_before_the_summary_is_not_taken_for_a_changed_summary(
    workspace, monkeypatch
):
    replace = os.replace

    def killed(there, path):
        if path == workspace / SUMMARY:
            raise KeyboardInterrupt
        replace(there, path)

    monkeypatch.setattr("xlpilot.files.os.replace", killed)
    assert quietly(workspace, "consolidate", *TIME)[0] == 2
    code, out, _ = quietly(workspace, "verify")
    assert code == 0
    assert "上次汇总时中断" in out
    code, _, err = quietly(workspace, "archive")
    assert code == 2
    assert "xlpilot consolidate" in err
    (workspace / SUMMARY).write_bytes(b"changed meanwhile")
    assert quietly(workspace, "verify")[0] == 1
    monkeypatch.undo()
    assert quietly(workspace, "consolidate", *TIME)[0] == 1
    code, out, _ = quietly(workspace, "verify")
    assert (code, "中断" in out) == (0, False)


# --- a file that changes while it is read ------------------------------------------------------------------------


@pytest.fixture
def growing(monkeypatch):
    """Lets a file of this name grow while it is read, so many times."""
    real, left = receiving.contents, {}

    def contents(path, follow):
        data = real(path, follow)
        if left.get(path):
            left[path] -= 1
            with path.open("ab") as stream:
                stream.write(b"more")
        return data

    monkeypatch.setattr(receiving, "contents", contents)
    monkeypatch.setattr(receiving, "_PAUSES", (0, 0.01, 0.01))
    return lambda path, times: left.update({path: times})


def test_a_file_that_is_still_written_is_named_and_all_others_are_received(workspace, growing):
    path = drop(workspace, "a 还在下载.xlsx", b"begun")
    growing(path, 3)
    known = len(receipts(workspace))
    code, _, err = quietly(workspace, "receive", *TIME)
    assert code == 2
    assert "a 还在下载.xlsx：还在写入" in err
    assert "其余 5 份都已登记" in err
    assert len(receipts(workspace)) == known + 4
    assert quietly(workspace, "receive", *TIME)[0] == 0
    assert len(receipts(workspace)) == known + 5


@pytest.mark.parametrize("times", [1, 2])
def test_a_file_that_is_finished_in_a_moment_is_received_whole(workspace, growing, times):
    path = drop(workspace, "a.xlsx", b"begun")
    growing(path, times)
    assert quietly(workspace, "receive", path, *TIME)[0] == 0
    archived = [one.read_bytes() for one in (workspace / ".xlpilot" / "archive").iterdir()]
    assert b"begun" + b"more" * times in archived
    assert not any(b"begun" + b"more" * fewer in archived for fewer in range(times))


WRITER = """
import sys, time
with open(sys.argv[1], "ab", buffering=0) as stream:
    print("writing", flush=True)
    for _ in range(20):
        stream.write(b"x" * 1000)
        time.sleep(0.02)
"""


def test_a_file_that_another_program_copies_is_received_when_it_is_whole(workspace):
    path = drop(workspace, "a.xlsx", b"begun")
    process = subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE)
    assert process.stdout.readline() == b"writing\n"
    assert len(read(path)) == len(b"begun") + 20_000
    process.communicate()


def test_a_file_replaced_while_it_is_read_is_read_anew(tmp_path, monkeypatch):
    path = tmp_path / "a"
    path.write_bytes(b"old")
    real, done = receiving.contents, []

    def contents(path, follow):
        data = real(path, follow)
        if not done:
            done.append(True)
            (tmp_path / "b").write_bytes(b"new")
            os.utime(tmp_path / "b", ns=(1, 1))
            (tmp_path / "b").rename(path)
        return data

    monkeypatch.setattr(receiving, "contents", contents)
    assert read(path) == b"new"


def test_what_cannot_be_read_at_all_is_told_at_the_end(workspace, monkeypatch):
    real = receiving.read

    def refused(path):
        if path.name == "扫描件.png":
            raise PathError(f"{path}：读不了，可能正被别的程序占用", "请关闭打开它的程序后再运行")
        return real(path)

    monkeypatch.setattr(receiving, "read", refused)
    known = len(receipts(workspace))
    code, _, err = quietly(workspace, "receive", *TIME)
    assert (code, "扫描件.png" in err) == (2, True)
    assert len(receipts(workspace)) == known + 3
    assert unfinished(workspace) == []
