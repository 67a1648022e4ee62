"""The ledger's one table, how an older one is brought up to it, and the chain that shows a row changed from outside."""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

from xlpilot.errors import WorkspaceError

SCHEMA = 2
COLUMNS = (
    "id", "noted_at", "kind", "unit", "form", "serial", "sha256", "path", "received_at", "source", "by", "note",
    "detail",
)  # fmt: skip
_EVENT = """
CREATE TABLE event (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    noted_at TEXT NOT NULL,      -- the clock when this was written, +08:00
    kind TEXT NOT NULL,          -- issued, received, paper, decided, writing, written
    unit TEXT,                   -- code of the unit; for received: as told by the operator, else NULL
    form TEXT,                   -- for received: what it is, as told by the operator, else NULL
    serial INTEGER,
    sha256 TEXT,
    path TEXT,                   -- relative to the workspace where it lies in it
    received_at TEXT,            -- time of receipt, +08:00; NULL where nobody knows it
    source TEXT,                 -- where the time of receipt comes from: told, mail, clock, unknown
    by TEXT,
    note TEXT                    -- for decided: the reason
) STRICT;
CREATE INDEX event_by_hash ON event (kind, sha256);
CREATE TRIGGER event_is_kept BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER event_is_new BEFORE INSERT ON event WHEN EXISTS (SELECT 1 FROM event WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;  -- INSERT OR REPLACE fires no DELETE trigger
CREATE TRIGGER event_stays BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
"""
# detail: JSON, what else belongs to the event. chain: SHA-256 over the row before and this one; NULL in schema 1.
_SECOND = """
ALTER TABLE event ADD COLUMN detail TEXT;
ALTER TABLE event ADD COLUMN chain TEXT;
"""
_STEPS = (_EVENT, _SECOND)


def prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Make the table where there is none, bring an older one up to date; inside a transaction.

    Raises:
        WorkspaceError: made by a newer xlpilot; nothing is changed.
    """
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > SCHEMA:
        raise newer(path)
    if version == SCHEMA:
        return
    for step in _STEPS[version:]:
        for statement in _statements(step):
            connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {SCHEMA}")


def newer(path: Path) -> WorkspaceError:
    """What to raise for a ledger made by a newer xlpilot."""
    return WorkspaceError(f"{path}：台账是更新版本的 xlpilot 建立的，没有改动它", "请升级 xlpilot")


def altered(connection: sqlite3.Connection) -> list[str]:
    """Names of tables, indexes and triggers that are missing, foreign or not as `prepare` makes them."""
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as fresh:
        prepare(fresh, Path())
        wanted, there = _structure(fresh), _structure(connection)
    return sorted(name for name in {*wanted, *there} if wanted.get(name) != there.get(name))


def _structure(connection: sqlite3.Connection) -> dict[str, str]:
    """Statements by the names of what they make, without comments and blanks."""
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    # str: a flipped byte can make a blob of a text.
    return {str(name): re.sub(r"--[^\n]*|\s", "", str(sql)) for name, sql in rows}


def chained(connection: sqlite3.Connection, before: int) -> tuple[str, int]:
    """The chain's value over all rows up to the one with this id, and the id of the first row that breaks it, 0: none.

    Rows of schema 1 have no value of their own; they count into that of the first row after them.
    """
    value = ""
    names = ", ".join(COLUMNS)
    for row in connection.execute(f"SELECT {names}, chain FROM event WHERE id <= ? ORDER BY id", (before,)):
        value = link(value, row[:-1])
        if row[-1] is not None and row[-1] != value:
            return value, int(row[0])
    return value, 0


def link(before: str, row: Sequence[object]) -> str:
    """SHA-256 in hex over the value of the row before and a row's columns in the order of COLUMNS."""
    text = json.dumps([before, *row], ensure_ascii=True, separators=(",", ":"), default=repr)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def _statements(script: str) -> Iterator[str]:
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
