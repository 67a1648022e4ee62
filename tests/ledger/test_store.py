import datetime as dt
import sqlite3
import subprocess
import sys
import time
from dataclasses import replace

import pytest

from xlpilot.errors import WorkspaceError
from xlpilot.ledger.archive import digest, fetch, keep
from xlpilot.ledger.events import (
    Decision,
    DecisionKind,
    Paper,
    Receipt,
    Written,
    settled,
    standing_decisions,
)
from xlpilot.ledger.store import SCHEMA, open_ledger
from xlpilot.moments import CHINA

NOTED = dt.datetime(2018, 9, 10, 9, 30, tzinfo=CHINA)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "台 账.sqlite"


def receipt(sha256, hour=9, unit=None, **other):
    return Receipt(0, sha256, f"收件/{sha256}.xlsx", NOTED.replace(hour=hour), "told", unit, **other)


def all_rows(path):
    with sqlite3.connect(path) as connection:
        return connection.execute("SELECT * FROM event ORDER BY id").fetchall()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET received_at = '2018-09-01T00:00:00+08:00'",
        "UPDATE event SET note = 'x' WHERE id = 1",
        "DELETE FROM event",
        "DELETE FROM event WHERE id = 1",
    ],
)
def test_the_database_itself_refuses_to_change_what_was_noted(path, statement):
    with open_ledger(path) as ledger:
        ledger.receive(receipt("a"), NOTED)
    before = all_rows(path)
    connection = sqlite3.connect(path)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        connection.execute(statement)
    connection.close()
    assert all_rows(path) == before


@pytest.mark.parametrize("how", ["INSERT OR REPLACE", "REPLACE"])
def test_an_event_cannot_be_written_over(path, how):
    with open_ledger(path) as ledger:
        ledger.receive(receipt("a"), NOTED)
    before = all_rows(path)
    connection = sqlite3.connect(path)
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute(f"{how} INTO event (id, noted_at, kind) VALUES (1, 'x', 'received')")
    connection.rollback()
    connection.close()
    assert all_rows(path) == before


def test_the_same_bytes_are_noted_once(path):
    with open_ledger(path) as ledger:
        assert ledger.receive(receipt("a", 9), NOTED)
        assert not ledger.receive(receipt("a", 12), NOTED)
        assert ledger.receive(receipt("b"), NOTED)
        assert ledger.receive(receipt("a", unit="430422"), NOTED)  # a person says whose it is
        assert not ledger.receive(receipt("a", unit="430422"), NOTED)
    with open_ledger(path) as ledger:
        assert [(r.sha256, r.received_at.hour, r.unit) for r in ledger.receipts()] == [
            ("a", 9, None), ("b", 9, None), ("a", 9, "430422"),
        ]  # fmt: skip


def test_receipts_come_in_the_order_of_receipt(path):
    with open_ledger(path) as ledger:
        for name, hour in (("late", 18), ("early", 8), ("first of two", 12), ("second of two", 12)):
            ledger.receive(receipt(name, hour), NOTED)
        ledger.receive(Receipt(0, "utc", "x", dt.datetime(2018, 9, 10, 3, tzinfo=dt.UTC), "told"), NOTED)
        assert [r.sha256 for r in ledger.receipts()] == ["early", "utc", "first of two", "second of two", "late"]


def test_all_that_was_told_comes_back(path):
    told = receipt("a", unit="430422", by="刘阳", note="QQ 邮箱，'引号'")
    with open_ledger(path) as ledger:
        ledger.receive(told, NOTED)
    with open_ledger(path) as ledger:
        (back,) = ledger.receipts()
    assert (back.unit, back.by, back.note, back.path, back.received_at, back.source) == (
        told.unit, told.by, told.note, told.path, told.received_at, "told",
    )  # fmt: skip


def test_telling_later_whose_a_file_is_neither_doubles_nor_delays_it(path):
    with open_ledger(path) as ledger:
        ledger.receive(receipt("b", 10), NOTED)
        ledger.receive(receipt("a", 9), NOTED)
        ledger.receive(receipt("a", 20, unit="430421"), NOTED)
        ledger.receive(receipt("a", 8, unit="430422"), NOTED)
        found = settled(ledger.receipts())
    assert [(r.sha256, r.received_at.hour, r.unit) for r in found] == [("a", 9, "430422"), ("b", 10, None)]


def test_serials_are_the_highest_of_each_unit_and_form(path):
    with open_ledger(path) as ledger:
        for unit, form, serial in (("1", "summary", 1), ("1", "summary", 2), ("2", "summary", 1), ("1", "plan", 7)):
            ledger.issued(unit, form, serial, "x", "y", NOTED)
        assert ledger.serials("summary") == {"1": 2, "2": 1}
        assert ledger.serials("nothing") == {}


def test_what_is_done_inside_is_kept_as_a_whole_or_not_at_all(path):
    def crash():
        with open_ledger(path) as ledger:
            ledger.receive(receipt("a"), NOTED)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        crash()
    with open_ledger(path) as ledger:
        assert ledger.receipts() == []


def test_a_newer_ledger_is_refused_and_untouched(path):
    with open_ledger(path) as ledger:
        ledger.receive(receipt("a"), NOTED)
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(WorkspaceError, match="更新版本"), open_ledger(path):
        pass
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "content", [b"no database at all, but long enough to be looked at" * 40, b"SQLite format 3\0" + b"\xff" * 200]
)
def test_what_is_no_ledger_is_refused_and_untouched(path, content):
    path.write_bytes(content)
    with pytest.raises(WorkspaceError, match="台账"), open_ledger(path):
        pass
    assert path.read_bytes() == content


def test_another_database_is_not_taken_for_a_ledger(path):
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE event (id)")
    connection.close()
    with pytest.raises(WorkspaceError), open_ledger(path):
        pass


HOLDER = """
import sys, time
from pathlib import Path
from xlpilot.ledger.store import open_ledger
with open_ledger(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_one_at_a_time_and_the_second_is_told_in_seconds(path):
    process = subprocess.Popen([sys.executable, "-c", HOLDER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout.readline() == b"held\n"
    began = time.monotonic()
    with pytest.raises(WorkspaceError, match="另一个 xlpilot 正在使用台账"), open_ledger(path):
        pass
    assert 4 < time.monotonic() - began < 8
    process.communicate(b"")
    with open_ledger(path):
        pass


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(WorkspaceError), open_ledger(tmp_path / "x" / "ledger.sqlite"):
        pass


# --- archive -----------------------------------------------------------------------------------------------------


def test_originals_are_kept_under_their_hash_and_never_written_again(tmp_path):
    name = keep(tmp_path, b"abc")
    assert name == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" == digest(b"abc")
    (tmp_path / name).touch()
    before = (tmp_path / name).stat()
    assert keep(tmp_path, b"abc") == name
    assert (tmp_path / name).stat().st_mtime_ns == before.st_mtime_ns
    assert fetch(tmp_path, name) == b"abc"


def test_a_changed_or_lost_original_is_told(tmp_path):
    name = keep(tmp_path, b"abc")
    (tmp_path / name).write_bytes(b"abd")
    with pytest.raises(WorkspaceError, match="被改动过"):
        fetch(tmp_path, name)
    (tmp_path / name).unlink()
    with pytest.raises(WorkspaceError, match="不见了"):
        fetch(tmp_path, name)


OLD = """
CREATE TABLE event (
    id INTEGER PRIMARY KEY AUTOINCREMENT, noted_at TEXT NOT NULL, kind TEXT NOT NULL, unit TEXT, form TEXT,
    serial INTEGER, sha256 TEXT, path TEXT, received_at TEXT, source TEXT, by TEXT, note TEXT
) STRICT;
INSERT INTO event (noted_at, kind, unit, form, serial) VALUES ('2018-09-01T08:00:00+08:00', 'issued', '430422', 's', 2);
INSERT INTO event (noted_at, kind, sha256, path, received_at, source)
VALUES ('2018-09-10T09:30:00+08:00', 'received', 'old', 'x.xlsx', '2018-09-10T09:30:00+08:00', 'clock');
PRAGMA user_version = 1;
"""


def old_ledger(path):
    with sqlite3.connect(path) as connection:
        connection.executescript(OLD)
    connection.close()


def test_a_ledger_of_the_first_schema_is_brought_up_to_date_with_all_its_events(path):
    old_ledger(path)
    with open_ledger(path) as ledger:
        assert [r.sha256 for r in ledger.receipts()] == ["old"]
        assert ledger.serials("s") == {"430422": 2}
        ledger.receive(receipt("new"), NOTED)
        assert ledger.broken_at() == 0
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (SCHEMA,)


@pytest.mark.parametrize(
    ("statement", "number"),
    [
        ("UPDATE event SET received_at = '2018-09-01T00:00:00+08:00' WHERE id = 2", 2),
        ("UPDATE event SET note = 'x' WHERE id = 1", 1),
        ("DELETE FROM event WHERE id = 2", 3),
        ("DELETE FROM event WHERE id = 4", 4),
        ("UPDATE event SET detail = '{}' WHERE id = 3", 3),
    ],
)
@pytest.mark.parametrize("old", [False, True])
def test_an_event_changed_from_outside_is_named(path, statement, number, old):
    if old:
        old_ledger(path)
        number = max(number, 3)  # rows of the first schema show in the first row after them
    with open_ledger(path) as ledger:
        for name in "abcd"[2 if old else 0 :]:
            ledger.receive(receipt(name), NOTED)
        assert ledger.broken_at() == 0
    connection = sqlite3.connect(path)
    connection.executescript("DROP TRIGGER event_is_kept; DROP TRIGGER event_stays;" if not old else "SELECT 1;")
    connection.execute(statement)
    connection.commit()
    connection.close()
    with open_ledger(path) as ledger:
        assert ledger.broken_at() == number


def test_papers_decisions_and_summaries_come_back_as_they_were_noted(path):
    paper = Paper(0, "430422", "公文", 2, True, NOTED, "李四", "挂号信")
    waive = Decision(0, DecisionKind.WAIVE, "确有此人", "王五", NOTED, "430422", rule="XP205", cell="F9")
    extend = Decision(0, DecisionKind.EXTEND, "水灾", "王五", NOTED, "430423", until=NOTED.replace(day=20))
    written = Written("汇总/附件1.xlsx", "f" * 64, NOTED, 9, 7, 2, {"甲": 7})
    with open_ledger(path) as ledger:
        ledger.note_paper(paper, NOTED)
        numbers = [ledger.decide(waive), ledger.decide(extend)]
        ledger.wrote(written)
        ledger.wrote(replace(written, noted_at=NOTED.replace(hour=23)))  # the same bytes again are nothing new
    with open_ledger(path) as ledger:
        assert ledger.papers() == [replace(paper, id=1)]
        assert ledger.decisions() == [replace(waive, id=numbers[0]), replace(extend, id=numbers[1])]
        assert ledger.last_written() == ledger.last_written("汇总/附件1.xlsx") == written
        assert ledger.last_written("elsewhere") is None
        assert len(ledger.events()) == 4


def test_a_revoked_decision_holds_until_it_was_revoked():
    one = Decision(3, DecisionKind.WITHDRAW, "", "", NOTED, "430422")
    back = Decision(4, DecisionKind.REVOKE, "", "", NOTED.replace(day=12), revokes=3)
    assert standing_decisions([one, back]) == []
    assert standing_decisions([one, back], NOTED.replace(day=11)) == [one]


def test_a_time_told_later_counts_where_it_is_earlier_than_the_clocks(path):
    found = replace(receipt("a"), source="clock")
    with open_ledger(path) as ledger:
        assert ledger.receive(found, NOTED)
        assert not ledger.receive(receipt("a", hour=10), NOTED)  # the clock found it before
        assert ledger.receive(receipt("a", hour=8), NOTED)
        assert not ledger.receive(receipt("a", hour=7), NOTED)  # a told time is not told anew
        (one,) = settled(ledger.receipts())
    assert (one.received_at.hour, one.source) == (8, "told")


def test_an_unknown_time_of_receipt_is_ordered_by_when_it_was_noted(path):
    with open_ledger(path) as ledger:
        ledger.receive(replace(receipt("nobody knows"), received_at=None, source="unknown"), NOTED.replace(hour=11))
        ledger.receive(receipt("before", hour=10), NOTED)
        ledger.receive(receipt("after", hour=12), NOTED)
        assert [r.sha256 for r in ledger.receipts()] == ["before", "nobody knows", "after"]


def test_a_receipt_costs_the_same_number_of_statements_whatever_is_noted_already(path):
    counts = []
    with open_ledger(path) as ledger:
        ledger._connection.set_trace_callback(lambda _: counts.append(1))
        per_file = []
        for number in range(60):
            before = len(counts)
            ledger.receive(receipt(f"{number:064}"), NOTED)
            per_file.append(len(counts) - before)
        # And each is found by an index: nothing is scanned.
        plan = ledger._connection.execute(
            "EXPLAIN QUERY PLAN SELECT * FROM event WHERE kind = 'received' AND sha256 = ? ORDER BY id", ("0",)
        ).fetchall()
    assert len(set(per_file)) == 1
    assert all("USING INDEX event_by_hash (kind=? AND sha256=?)" in row[-1] for row in plan if "SEARCH" in row[-1])
    assert not any("SCAN" in row[-1] for row in plan)


def test_what_the_receipts_of_a_run_have_in_common_is_kept_once(path):
    with open_ledger(path) as ledger:
        for name in "abc":
            ledger.receive(receipt(name, by="王五", facts={"batch": 1}), NOTED)
        first, *others = ledger.receipts()
    for one in others:
        assert (one.facts is first.facts, one.by is first.by) == (True, True)
        assert (one.received_at is first.received_at, one.noted_at is first.noted_at) == (True, True)


def test_a_receipt_of_which_nothing_was_told_afterwards_is_settled_as_it_is():
    plain, told = replace(receipt("a"), id=1), replace(receipt("b"), id=2)
    found = settled([plain, told, replace(told, id=3, unit="430422")])
    assert found[0] is plain
    assert (found[1].id, found[1].unit) == (2, "430422")
