"""The ledger: one SQLite file to which events are appended and in which nothing is ever overwritten."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from xlpilot.errors import WorkspaceError
from xlpilot.moments import iso

SCHEMA = 1
_TABLES = """
CREATE TABLE event (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    noted_at TEXT NOT NULL,      -- the clock when this was written, +08:00
    kind TEXT NOT NULL,          -- issued, received
    unit TEXT,                   -- code of the unit; for received: as told by the operator, else NULL
    form TEXT,
    serial INTEGER,
    sha256 TEXT,
    path TEXT,                   -- relative to the workspace where it lies in it
    received_at TEXT,            -- time of receipt, +08:00
    source TEXT,                 -- where the time of receipt comes from: told, clock
    by TEXT,
    note TEXT
) STRICT;
CREATE INDEX event_by_hash ON event (kind, sha256);
CREATE TRIGGER event_is_kept BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER event_is_new BEFORE INSERT ON event WHEN EXISTS (SELECT 1 FROM event WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;  -- INSERT OR REPLACE fires no DELETE trigger
CREATE TRIGGER event_stays BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
"""


@dataclass(frozen=True, slots=True)
class Receipt:
    """One file received: its content's hash, where it lay, when it came and who says so."""

    id: int
    sha256: str
    path: str
    received_at: dt.datetime
    source: str
    unit: str | None = None
    by: str = ""
    note: str = ""


class Ledger:
    """The events of one workspace. Open it with `open_ledger`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def receive(self, receipt: Receipt, noted_at: dt.datetime) -> bool:
        """Append a receipt, unless these bytes were received before; tells whether it was appended."""
        known = self._connection.execute(
            "SELECT 1 FROM event WHERE kind = 'received' AND sha256 = ? AND unit IS ?", (receipt.sha256, receipt.unit)
        ).fetchone()
        if known:
            return False
        self._connection.execute(
            "INSERT INTO event (noted_at, kind, unit, sha256, path, received_at, source, by, note)"
            " VALUES (?, 'received', ?, ?, ?, ?, ?, ?, ?)",
            (
                iso(noted_at), receipt.unit, receipt.sha256, receipt.path, iso(receipt.received_at), receipt.source,
                receipt.by, receipt.note,
            ),
        )  # fmt: skip
        return True

    def issued(self, unit: str, form: str, serial: int, sha256: str, path: str, noted_at: dt.datetime) -> None:
        """Append that a workbook was issued to a unit."""
        self._connection.execute(
            "INSERT INTO event (noted_at, kind, unit, form, serial, sha256, path) VALUES (?, 'issued', ?, ?, ?, ?, ?)",
            (iso(noted_at), unit, form, serial, sha256, path),
        )

    def serials(self, form: str) -> dict[str, int]:
        """Highest serial issued so far, by unit code."""
        rows = self._connection.execute(
            "SELECT unit, max(serial) FROM event WHERE kind = 'issued' AND form = ? GROUP BY unit", (form,)
        )
        return dict(rows.fetchall())

    def receipts(self) -> list[Receipt]:
        """All receipts in the order of receipt; of equal times the one noted first comes first."""
        rows = self._connection.execute(
            "SELECT id, sha256, path, received_at, source, unit, by, note FROM event WHERE kind = 'received'"
        )
        found = [
            Receipt(
                row[0], row[1], row[2], dt.datetime.fromisoformat(row[3]), row[4], row[5], row[6] or "", row[7] or ""
            )
            for row in rows
        ]
        return sorted(found, key=lambda receipt: (receipt.received_at, receipt.id))


def settled(receipts: Iterable[Receipt]) -> list[Receipt]:
    """One receipt for the same bytes, in the order of receipt: the one noted first, with the unit that was told last.

    So telling afterwards whose a file is neither counts it twice nor makes it come later.
    """
    noted = sorted(receipts, key=lambda receipt: receipt.id)
    first: dict[str, Receipt] = {}
    for receipt in noted:
        first.setdefault(receipt.sha256, receipt)
    told = {receipt.sha256: receipt.unit for receipt in noted if receipt.unit}
    found = [replace(receipt, unit=told.get(receipt.sha256)) for receipt in first.values()]
    return sorted(found, key=lambda receipt: (receipt.received_at, receipt.id))


@contextmanager
def open_ledger(path: Path) -> Iterator[Ledger]:
    """The ledger in a file, made where there is none; what is done inside is kept as a whole or not at all.

    Raises:
        WorkspaceError: not a ledger, damaged, or made by a newer xlpilot; it is left untouched.
    """
    try:
        connection = sqlite3.connect(path, timeout=5, isolation_level=None)
    except sqlite3.Error as error:
        raise WorkspaceError(f"{path}：台账打不开（{error}）") from None
    try:
        try:
            connection.execute("BEGIN IMMEDIATE")
            _prepare(connection, path)
            yield Ledger(connection)
            connection.execute("COMMIT")
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise WorkspaceError(f"{path}：另一个 xlpilot 正在使用台账", "请等它结束后再运行") from None
            raise WorkspaceError(f"{path}：台账写不进去（{error}）") from None
        except sqlite3.DatabaseError as error:
            raise WorkspaceError(f"{path}：台账损坏或不是台账（{error}）", "请从备份恢复") from None
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        connection.close()


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version == 0:
        for statement in _statements(_TABLES):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {SCHEMA}")
    elif version > SCHEMA:
        raise WorkspaceError(f"{path}：台账是更新版本的 xlpilot 建立的，没有改动它", "请升级 xlpilot")


def _statements(script: str) -> Iterator[str]:
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
