"""The ledger: one SQLite file to which events are appended and in which nothing is ever overwritten."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

from xlpilot.errors import WorkspaceError
from xlpilot.ledger.events import Decision, DecisionKind, Paper, Receipt, TimeSource, Written, corrects, settled
from xlpilot.ledger.lock import DISK_REASONS, PATIENCE, code, hint, is_busy, patiently, words
from xlpilot.ledger.tables import COLUMNS, SCHEMA, altered, chained, link, prepare
from xlpilot.moments import iso


class Ledger:
    """The events of one workspace. Open it with `open_ledger`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def receive(self, receipt: Receipt, noted_at: dt.datetime) -> bool:
        """Append a receipt, unless these bytes were received before and it says nothing new; tells whether it did."""
        same = self._receipts("sha256 = ?", receipt.sha256)
        if any(known.unit == receipt.unit for known in same):
            known = settled(same)[0]
            if not corrects(receipt, known) and receipt.kind in (None, known.kind):
                return False
        self._append(
            noted_at, "received", unit=receipt.unit, form=receipt.kind, sha256=receipt.sha256, path=receipt.path,
            received_at=iso(receipt.received_at), source=str(receipt.source), by=receipt.by, note=receipt.note,
            detail=dict(receipt.facts),
        )  # fmt: skip
        return True

    def receipts(self) -> list[Receipt]:
        """All receipts in the order of receipt; of equal times the one noted first comes first."""
        return sorted(self._receipts("1 = ?", 1), key=lambda receipt: receipt.order)

    def _receipts(self, where: str, value: object) -> list[Receipt]:
        # What thousands of receipts of one run have in common is read once and kept once.
        moment, detail, said = cache(_moment), cache(_details), cache(_same)
        return [
            Receipt(
                row["id"], row["sha256"], row["path"], moment(row["received_at"]), TimeSource(row["source"]),
                said(row["unit"]), said(row["by"]) or "", said(row["note"]) or "", moment(row["noted_at"]),
                detail(row["detail"]), said(row["form"]),
            )
            for row in self._each(f"SELECT * FROM event WHERE kind = 'received' AND {where} ORDER BY id", value)
        ]  # fmt: skip

    def issued(self, unit: str, form: str, serial: int, sha256: str, path: str, noted_at: dt.datetime) -> None:
        """Append that a workbook was issued to a unit."""
        self._append(noted_at, "issued", unit=unit, form=form, serial=serial, sha256=sha256, path=path)

    def serials(self, form: str) -> dict[str, int]:
        """Highest serial issued so far, by unit code."""
        rows = self._connection.execute(
            "SELECT unit, max(serial) FROM event WHERE kind = 'issued' AND form = ? GROUP BY unit", (form,)
        )
        return dict(rows.fetchall())

    def note_paper(self, paper: Paper, noted_at: dt.datetime) -> None:
        """Append that paper came in."""
        self._append(
            noted_at, "paper", unit=paper.unit, received_at=iso(paper.received_at), source=str(TimeSource.TOLD),
            by=paper.by, note=paper.note,
            detail={"item": paper.item, "copies": paper.copies, "sealed": paper.sealed},
        )  # fmt: skip

    def papers(self) -> list[Paper]:
        """All paper that came in, in the order of its receipt."""
        found = []
        for row in self._rows("paper"):
            detail, moment = _detail(row), _moment(row["received_at"])
            assert moment is not None
            found.append(
                Paper(
                    row["id"], row["unit"], str(detail["item"]), int(detail["copies"]), bool(detail["sealed"]), moment,
                    row["by"] or "", row["note"] or "",
                )
            )  # fmt: skip
        return sorted(found, key=lambda paper: (paper.received_at, paper.id))

    def decide(self, decision: Decision) -> int:
        """Append a decision; returns its number."""
        detail: dict[str, object] = {"decision": decision.kind.value}
        detail |= {name: value for name in ("rule", "cell", "revokes") if (value := getattr(decision, name))}
        if decision.until:
            detail["until"] = iso(decision.until)
        return self._append(
            decision.made_at, "decided", unit=decision.unit, sha256=decision.sha256, by=decision.by,
            note=decision.reason, detail=detail,
        )  # fmt: skip

    def decisions(self) -> list[Decision]:
        """All decisions ever made, revoked ones too, in the order in which they were made."""
        found = []
        for row in self._rows("decided"):
            detail, made = _detail(row), _moment(row["noted_at"])
            assert made is not None
            found.append(
                Decision(
                    row["id"], DecisionKind(detail["decision"]), row["note"] or "", row["by"] or "", made, row["unit"],
                    row["sha256"], str(detail.get("rule", "")), str(detail.get("cell", "")),
                    _moment(detail.get("until")), detail.get("revokes"),
                )
            )  # fmt: skip
        return found

    def writing(self, path: str, sha256: str, noted_at: dt.datetime) -> None:
        """Append that a summary is about to be written, unless that was the last thing noted of this path.

        A run killed before `wrote` leaves it open: then the file is either the one written last or this one.
        """
        rows = self._outputs(path)
        if not rows or rows[-1]["sha256"] != sha256:
            self._append(noted_at, "writing", sha256=sha256, path=path)

    def wrote(self, written: Written) -> None:
        """Append that a summary was written, unless the last one written there was the same."""
        rows = self._outputs(written.path)
        if rows and (rows[-1]["kind"], rows[-1]["sha256"]) == ("written", written.sha256):
            return
        self._append(
            written.noted_at, "written", sha256=written.sha256, path=written.path,
            detail={
                "rows_in": written.rows_in, "included": written.included, "excluded": written.excluded,
                "by_category": dict(written.by_category),
                "control": {name: list(numbers) for name, numbers in written.control.items()},
            },
        )  # fmt: skip

    def unfinished(self, path: str) -> str | None:
        """SHA-256 of the summary that a run was about to write at this path when it was killed; None: there is none."""
        rows = self._outputs(path)
        return rows[-1]["sha256"] if rows and rows[-1]["kind"] == "writing" else None

    def written_paths(self) -> list[str]:
        """Every path at which a summary was written, or was about to be, in the order of their first."""
        return list(dict.fromkeys(row["path"] for row in self._rows("written", "OR kind = 'writing'")))

    def _outputs(self, path: str) -> list[sqlite3.Row]:
        return self._all("SELECT * FROM event WHERE kind IN ('writing', 'written') AND path = ? ORDER BY id", path)

    def last_written(self, path: str | None = None) -> Written | None:
        """The summary written last, at this path or anywhere."""
        rows = self._rows("written", "" if path is None else "AND path = ?", *(() if path is None else (path,)))
        if not rows:
            return None
        row, detail, moment = rows[-1], _detail(rows[-1]), _moment(rows[-1]["noted_at"])
        assert moment is not None
        return Written(
            row["path"], row["sha256"], moment, detail["rows_in"], detail["included"], detail["excluded"],
            detail["by_category"], {name: tuple(numbers) for name, numbers in detail.get("control", {}).items()},
        )  # fmt: skip

    def last_noted(self) -> dt.datetime | None:
        """The latest moment at which anything was noted."""
        (latest,) = self._connection.execute("SELECT max(noted_at) FROM event").fetchone()
        return _moment(latest)

    def next_number(self) -> int:
        """The number that the next event will have."""
        (last,) = self._connection.execute("SELECT max(id) FROM event").fetchone()
        return (last or 0) + 1

    def events(self) -> list[dict[str, Any]]:
        """Every event as it is kept, in its order, by column; for an export."""
        return [dict(row) for row in self._all("SELECT * FROM event ORDER BY id")]

    def broken_at(self) -> int:
        """Number of the first event that is no longer what was noted, or follows one that is gone; 0 where none is."""
        _, broken = chained(self._connection, 2**62)
        if broken:
            return broken
        (last,) = self._connection.execute("SELECT max(id) FROM event").fetchone()
        highest = self._connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'event'").fetchone()
        return (last or 0) + 1 if highest and highest[0] != last else 0

    def faults(self) -> list[str]:
        """What is not as it was noted, in words; none where all is well."""
        found = []
        if names := altered(self._connection):
            found.append(f"台账的结构被改动过（{'、'.join(names)}）")
        for (line,) in self._connection.execute("PRAGMA integrity_check"):
            if line != "ok":
                found.append(f"台账文件损坏（{line}）")
        if number := self.broken_at():
            found.append(f"台账第 {number} 条被改动过，或它前面的一条不见了")
        return found

    def _append(self, noted_at: dt.datetime, kind: str, **columns: object) -> int:
        detail = columns.pop("detail", None)
        text = json.dumps(detail, ensure_ascii=False, sort_keys=True) if detail else None
        last = self._connection.execute("SELECT id, chain FROM event ORDER BY id DESC LIMIT 1").fetchone()
        # AUTOINCREMENT gives the next number, but the chain is over the number too.
        before, number = ("", 1) if last is None else (last[1], last[0] + 1)
        if last is not None and before is None:
            before, _ = chained(self._connection, last[0])
        values = {"id": number, "noted_at": iso(noted_at), "kind": kind, **columns, "detail": text}
        row = [values.get(name) for name in COLUMNS]
        marks = ", ".join("?" * (len(COLUMNS) + 1))
        self._connection.execute(
            f"INSERT INTO event ({', '.join(COLUMNS)}, chain) VALUES ({marks})", (*row, link(before, row))
        )
        return number

    def _rows(self, kind: str, more: str = "", *values: object) -> list[sqlite3.Row]:
        return self._all(f"SELECT * FROM event WHERE kind = ? {more} ORDER BY id", kind, *values)

    def _all(self, statement: str, *values: object) -> list[sqlite3.Row]:
        return list(self._each(statement, *values))

    def _each(self, statement: str, *values: object) -> Iterator[sqlite3.Row]:
        cursor = self._connection.cursor()
        cursor.row_factory = sqlite3.Row
        return cursor.execute(statement, values)


def _same(text: str | None) -> str | None:
    return text


def _moment(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None


def _detail(row: sqlite3.Row) -> Mapping[str, Any]:
    return _details(row["detail"])


def _details(text: str | None) -> Mapping[str, Any]:
    return json.loads(text) if text else {}


@contextmanager
def open_ledger(path: Path, *, keep: bool = True) -> Iterator[Ledger]:
    """The ledger in a file, made where there is none; what is done inside is kept as a whole or not at all.

    Args:
        keep: False looks only: nothing is kept, not even an update of the schema.

    Raises:
        DamagedLedgerError: not a ledger, or damaged.
        WorkspaceError: locked, cannot be written, or made by a newer xlpilot; it is left untouched.
    """
    try:
        connection = sqlite3.connect(path, timeout=0, isolation_level=None)
    except sqlite3.Error as error:
        raise WorkspaceError(f"{path}：台账打不开（{words(error)}）", hint(error)) from None
    try:
        try:
            # So that a row with a flipped byte can be read, and be named.
            connection.text_factory = _text
            # The removal of the journal, which is the commit, is on the disk before we say that something is noted.
            connection.execute("PRAGMA synchronous = EXTRA")
            patiently(connection, "BEGIN IMMEDIATE" if keep else "BEGIN", PATIENCE)
            prepare(connection, path)
            yield Ledger(connection)
            if keep:
                patiently(connection, "COMMIT", PATIENCE)
        except sqlite3.DatabaseError as error:
            if is_busy(error):
                raise WorkspaceError(f"{path}：另一个 xlpilot 正在使用台账", "请等它结束后再运行") from None
            if code(error) in DISK_REASONS:
                raise WorkspaceError(f"{path}：台账写不进去（{words(error)}），没有改动它", hint(error)) from None
            raise DamagedLedgerError(f"{path}：台账损坏或不是台账（{error}）", "请从备份恢复") from None
    finally:
        # Where even this fails, the next one who opens the ledger takes it back to what it was.
        with suppress(sqlite3.Error):
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        connection.close()


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


class DamagedLedgerError(WorkspaceError):
    """A ledger that is none, or is damaged."""


__all__ = ["SCHEMA", "DamagedLedgerError", "Ledger", "Receipt", "open_ledger", "settled"]
