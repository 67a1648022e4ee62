from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import types
from pathlib import Path

import pytest

from tests.intake import hostile
from tests.intake.test_reader_ods import ods_of, row, text
from tests.intake.workbooks import form, openpyxl_book, xls_book
from tests.intake.xlsb_builder import Builder, Sheet, integer
from tests.intake.xlsb_builder import row as sheet_row
from xlpilot.intake.grid import Book
from xlpilot.intake.isolate import read_books
from xlpilot.intake.reader import read_book
from xlpilot.intake.refusal import Reason, Refusal

posix = pytest.mark.skipif(os.name != "posix", reason="needs signals or limits of POSIX")

GOOD = [
    form(3),
    openpyxl_book(lambda sheet: [sheet.append([number, "甲", "=A1"]) for number in range(9)]),
    xls_book(lambda book: book.add_sheet("S").write(0, 0, "x")),
    ods_of(row(text("<text:p>x</text:p>"))),
    Builder([Sheet("S", sheet_row(1) + integer(1, 1))]).build(),
    b"",
    b"%PDF-1.7\n",
    form(3)[:2000],
]


def good(count: int) -> list[tuple[int, bytes]]:
    return [(number, GOOD[number % len(GOOD)]) for number in range(count)]


@pytest.mark.parametrize("jobs", [1, 3])
def test_files_come_out_as_without_workers_and_in_their_order(jobs):
    items = good(20)
    assert list(read_books(items, jobs)) == [(key, read_book(data)) for key, data in items]


@posix
@pytest.mark.parametrize("jobs", [1, 2])
def test_among_forty_good_files_hostile_ones_are_refused_and_the_forty_are_identical(jobs, capfd):
    items = good(40)
    hostile_ones = {5: b"abort", 6: b"exit", 17: b"endless", 23: b"eater", 30: b"kill", 31: b"abort", 44: b"asleep"}
    for at, data in hostile_ones.items():
        items.insert(at, (-at, data))
    result = list(read_books(items, jobs, seconds=2.5, megabytes=300, read=hostile.read))
    assert [key for key, _ in result] == [key for key, _ in items]
    expected = {number: read_book(data) for number, data in good(40)}
    assert {key: one for key, one in result if key >= 0} == expected
    refused = {hostile_ones[-key]: one for key, one in result if key < 0}
    assert all(isinstance(one, Refusal) and one.detail and one.advice for one in refused.values())
    assert {name: one.reason for name, one in refused.items()} == {
        b"abort": Reason.UNREADABLE,
        b"exit": Reason.UNREADABLE,
        b"endless": Reason.UNREADABLE,
        b"asleep": Reason.UNREADABLE,
        b"eater": Reason.TOO_LARGE,
        b"kill": Reason.TOO_LARGE,
    }
    assert "2.5 秒" in refused[b"endless"].detail
    assert capfd.readouterr() == ("", "")


def test_a_worker_that_dies_while_idle_is_replaced():
    def slow():
        yield 0, form(1)
        yield 1, b"dies later"
        for number in range(2, 6):
            time.sleep(0.7)
            yield number, form(1)

    assert [key for key, _ in read_books(slow(), read=hostile.read)] == list(range(6))


def test_a_fault_of_the_program_is_not_hidden():
    results = read_books([(1, form(1)), (2, b"bug"), (3, form(1))], read=hostile.read)
    assert next(results)[0] == 1
    with pytest.raises(KeyError):
        next(results)


def test_a_worker_imports_what_reading_needs_and_nothing_else():
    ((_, book),) = read_books([("x", b"modules")], read=hostile.read)
    assert isinstance(book, Book)
    loaded = {str(name).partition(".")[0] for name in book.grids[0].values[0]}
    assert not loaded & {"pandas", "numpy", "pandera", "openpyxl", "pydantic", "click", "rich", "xlsxwriter"}


@posix
def test_what_the_guards_keep_from_the_reader_would_end_a_worker_and_nothing_else(capfd):
    far = openpyxl_book(lambda sheet: (sheet.__setitem__("A1", 1), sheet.__setitem__("XFD1048576", 1)))
    far_xlsb = Builder([Sheet("S", sheet_row(1) + integer(1, 1) + sheet_row(1_048_576) + integer(16_384, 1))]).build()
    items = [(1, GOOD[0]), (2, b"unguarded" + far), (3, GOOD[0]), (4, b"unguarded" + far_xlsb), (5, GOOD[0])]
    results = dict(read_books(items, read=hostile.read))
    assert [results[key] for key in (1, 3, 5)] == [read_book(GOOD[0])] * 3
    assert all(isinstance(results[key], Refusal) for key in (2, 4))
    assert all(isinstance(read_book(data), Refusal) for data in (far, far_xlsb))
    assert capfd.readouterr() == ("", "")


def test_a_large_file_comes_through_the_pipe():
    data = openpyxl_book(lambda sheet: [sheet.append([number, f"第{number}行", "x" * 20]) for number in range(20_000)])
    assert len(data) > 200_000
    assert list(read_books([(0, data), (1, data)])) == [(0, read_book(data)), (1, read_book(data))]


def test_workers_that_cannot_start_are_an_error_and_no_hang():
    module = types.ModuleType("only_in_the_parent")
    exec("def read(data): return data", module.__dict__)
    sys.modules[module.__name__] = module
    try:
        with pytest.raises(RuntimeError):
            list(read_books([(0, b""), (1, b""), (2, b"")], read=module.read))
    finally:
        del sys.modules[module.__name__]


def test_nothing_is_started_for_no_files():
    assert list(read_books([])) == []


def test_files_are_taken_one_by_one():
    taken = []

    def items():
        for number in range(30):
            taken.append(number)
            yield number, b""

    results = read_books(items(), 1)
    next(results)
    assert len(taken) <= 4
    results.close()


def running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except OSError:
        return False


SCRIPT = """
import sys
from tests.intake import hostile
from xlpilot.intake.isolate import read_books

if __name__ == "__main__":
    for key, result in read_books([(n, b"pid " + sys.argv[1].encode()) for n in range(4)], 2, {seconds}, read=hostile.read):
        print(key, flush=True)
"""


@posix
@pytest.mark.skipif(not Path("/proc").is_dir(), reason="needs /proc")
@pytest.mark.parametrize("how", ["interrupt", "interrupt group", "terminate", "kill"])
def test_no_worker_outlives_its_parent(how, tmp_path):
    script, pids = tmp_path / "run.py", tmp_path / "pids"
    script.write_text(SCRIPT.format(seconds=60), encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    parent = subprocess.Popen(
        [sys.executable, str(script), str(pids)],
        env=environment, start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        deadline = time.monotonic() + 20
        while not pids.exists() or len(pids.read_text().split()) < 2:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        if how == "interrupt group":
            os.killpg(parent.pid, signal.SIGINT)
        else:
            parent.send_signal({"interrupt": signal.SIGINT, "terminate": signal.SIGTERM, "kill": signal.SIGKILL}[how])
        _, said = parent.communicate(timeout=10)
        workers = [int(pid) for pid in pids.read_text().split()]
        deadline = time.monotonic() + 3
        while any(map(running, workers)) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert not any(map(running, workers))
        if how.startswith("interrupt"):
            assert said.rstrip().endswith(b"KeyboardInterrupt")
            assert b"leaked" not in said
    finally:
        parent.kill()
        for pid in pids.read_text().split() if pids.exists() else ():
            if running(int(pid)):
                os.kill(int(pid), signal.SIGKILL)
