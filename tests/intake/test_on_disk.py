"""What lies in the folder of returns: never followed, never waited for, never swallowed whole."""

from __future__ import annotations

import gc
import os
import sys
import threading
from pathlib import Path

import pytest

from tests.intake.workbooks import form, refusal_of
from xlpilot.intake import guard
from xlpilot.intake.on_disk import UNREAD, contents, files_in
from xlpilot.intake.reader import read_small
from xlpilot.intake.refusal import Reason

posix = pytest.mark.skipif(os.name != "posix", reason="needs links and pipes of POSIX")


def reason_of(path, **how):
    data = contents(path, **how)
    assert len(data) < 100
    assert read_small(data) == refusal_of(data)
    return refusal_of(data).reason


def test_a_file_is_its_bytes(tmp_path):
    data = form(1)  # once: it holds the second in which it was made
    (tmp_path / "a.xlsx").write_bytes(data)
    assert contents(tmp_path / "a.xlsx") == data


@posix
def test_a_link_is_told_and_not_followed_unless_a_person_named_it(tmp_path):
    data = form(1)
    (tmp_path / "a.xlsx").write_bytes(data)
    link = tmp_path / "b.xlsx"
    link.symlink_to(tmp_path / "a.xlsx")
    assert reason_of(link) is Reason.LINK
    assert contents(link, follow=True) == data
    (tmp_path / "c").symlink_to("/etc/passwd")
    assert reason_of(tmp_path / "c") is Reason.LINK
    (tmp_path / "d").symlink_to("/dev/zero")
    assert reason_of(tmp_path / "d", follow=True) is Reason.UNKNOWN


@posix
def test_a_pipe_is_told_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "a.xlsx")
    found = []
    thread = threading.Thread(target=lambda: found.append(reason_of(tmp_path / "a.xlsx")), daemon=True)
    thread.start()
    thread.join(5)
    assert found == [Reason.UNKNOWN]


@posix
def test_a_file_that_turns_into_a_link_or_a_pipe_before_it_is_opened_is_not_read(tmp_path, monkeypatch):
    path = tmp_path / "a.xlsx"
    path.write_bytes(form(1))
    before = path.lstat()
    monkeypatch.setattr(type(path), "lstat", lambda _: before)
    path.unlink()
    os.mkfifo(path)
    assert reason_of(path) is Reason.UNKNOWN
    path.unlink()
    path.symlink_to("/etc/passwd")
    with pytest.raises(OSError, match=r"a\.xlsx"):
        contents(path)


@pytest.mark.skipif(sys.platform == "win32", reason="the file would take its place on the disk")
def test_5_gb_of_zeros_are_not_read(tmp_path):
    with (tmp_path / "a.xlsx").open("wb") as file:
        file.truncate(5 << 30)
    assert reason_of(tmp_path / "a.xlsx") is Reason.TOO_LARGE
    assert "5120 MB" in refusal_of(contents(tmp_path / "a.xlsx")).detail


def test_a_file_that_grows_while_it_is_read_is_cut_off(tmp_path, monkeypatch):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"x" * 100)
    real = os.fstat
    monkeypatch.setattr(os, "fstat", lambda fd: os.stat_result([*real(fd)[:6], 10, *real(fd)[7:10]]))
    assert contents(path, most=50).startswith(UNREAD)
    assert guard.MAX_FILE > 50


@posix
def test_a_folder_is_walked_without_entering_links_and_litter_is_passed_over(tmp_path):
    (tmp_path / "in" / "衡南县").mkdir(parents=True)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "secret.xlsx").write_bytes(b"x")
    (tmp_path / "in" / "衡南县" / "a.xlsx").write_bytes(b"x")
    (tmp_path / "in" / "~$a.xlsx").write_bytes(b"x")
    (tmp_path / "in" / "link").symlink_to(tmp_path / "out")
    (tmp_path / "in" / "loop").symlink_to(tmp_path / "in")
    os.mkfifo(tmp_path / "in" / "pipe")
    names = [path.relative_to(tmp_path / "in").as_posix() for path in files_in(tmp_path / "in")]
    assert names == ["link", "loop", "pipe", "衡南县/a.xlsx"]


def test_a_note_that_a_county_sends_tells_no_words_of_theirs():
    for data in (UNREAD + b"large 99\nand more", UNREAD + b"click here\n", UNREAD):
        assert refusal_of(data).reason is Reason.UNKNOWN
        assert "click" not in refusal_of(data).detail


def test_files_come_in_the_order_of_their_paths_parts(tmp_path):
    for name in ("a/x", "a.b", "a-b", "b/c/d", "b/c.d", "Z", "衡/一", "a/y/z", "c/.x", "w"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert list(files_in(tmp_path)) == sorted(path for path in tmp_path.rglob("*") if path.is_file())


def test_no_path_of_a_folder_is_made_before_its_turn(tmp_path):
    for number in range(50):
        (tmp_path / f"{number}.xlsx").touch()
    gc.collect()
    before = sum(isinstance(one, Path) for one in gc.get_objects())
    walk = files_in(tmp_path)
    next(walk)
    assert sum(isinstance(one, Path) for one in gc.get_objects()) - before < 5
