"""One run at a time: who writes in a workspace holds its lock for the whole run.

The lock is an exclusive transaction on an empty SQLite file: SQLite locks alike on every system, and the system itself
releases the lock when the process ends, be it killed.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from xlpilot.errors import WorkspaceError
from xlpilot.files import sweep
from xlpilot.ledger.tables import SCHEMA, newer
from xlpilot.rounds.workspace import ISSUED, RETURNED, STATE, SUMMARY, Workspace

LOCK_FILE = "lock.sqlite"
# With the start of the program the refusal comes within 5 s.
PATIENCE = 4.0
DISK_REASONS = {
    sqlite3.SQLITE_FULL: "磁盘已满",
    sqlite3.SQLITE_IOERR: "磁盘读写出错",
    sqlite3.SQLITE_READONLY: "文件是只读的",
    sqlite3.SQLITE_CANTOPEN: "打不开文件",
}

P = ParamSpec("P")
R = TypeVar("R")
_held: set[tuple[str, int]] = set()


@contextlib.contextmanager
def workspace_lock(folder: Path, seconds: float = PATIENCE, *, tidy: bool = True) -> Iterator[None]:
    """Hold the lock of the workspace in this folder; inside itself, in the same thread, it does nothing more.

    Args:
        seconds: how long to wait for another run to end.
        tidy: remove the unfinished files of a run that was killed.

    Raises:
        WorkspaceError: another xlpilot holds it and did not end in time, the lock cannot be made, or the workspace was
            made by a newer xlpilot (nothing is made or changed then).
    """
    key = (str(folder.resolve()), threading.get_ident())
    if key in _held:
        yield
        return
    refuse_newer(folder / STATE / "ledger.sqlite")
    path = folder / STATE / LOCK_FILE
    try:
        connection = sqlite3.connect(path, timeout=0, isolation_level=None)
    except sqlite3.Error as error:
        raise WorkspaceError(f"{path}：锁文件打不开（{words(error)}）", hint(error)) from None
    began = time.time()
    try:
        try:
            patiently(connection, "BEGIN EXCLUSIVE", seconds)
            if connection.execute("PRAGMA user_version").fetchone() == (0,):
                # In a file without a page every such transaction writes the first one, with a journal.
                connection.execute("PRAGMA user_version = 1")
                connection.execute("COMMIT")
                patiently(connection, "BEGIN EXCLUSIVE", seconds)
        except sqlite3.DatabaseError as error:
            if is_busy(error):
                raise WorkspaceError("另一个 xlpilot 正在这个工作文件夹里工作", "请等它结束后再运行") from None
            raise WorkspaceError(f"{path}：锁文件用不了（{words(error)}）", hint(error)) from None
        _held.add(key)
        for name in (STATE, ISSUED, RETURNED, SUMMARY) if tidy else ():
            sweep(folder / name, began)
        yield
    finally:
        _held.discard(key)
        connection.close()


@contextlib.contextmanager
def turn(workspace: Workspace) -> Iterator[None]:
    """The workspace's lock for one run; a round of a newer xlpilot is refused before anything is made.

    Raises:
        RoundError, WorkspaceError: as `load_round` and `workspace_lock`.
    """
    _ = workspace.round
    with workspace_lock(workspace.root):
        yield


def alone(command: Callable[Concatenate[Workspace, P], R]) -> Callable[Concatenate[Workspace, P], R]:
    """A command that writes, so that it holds the workspace's lock for its whole run."""

    @wraps(command)
    def locked(workspace: Workspace, /, *args: P.args, **kwargs: P.kwargs) -> R:
        with turn(workspace):
            return command(workspace, *args, **kwargs)

    return locked


def patiently(connection: sqlite3.Connection, statement: str, seconds: float) -> None:
    """Execute a statement, again and again as long as the database is locked by another process.

    SQLite's own waiting is one call into C, in which Ctrl-C is not heard.

    Raises:
        sqlite3.OperationalError: it is still locked after so many seconds.
    """
    end = time.monotonic() + seconds
    while True:
        try:
            connection.execute(statement)
            return
        except sqlite3.OperationalError as error:
            if not is_busy(error) or time.monotonic() >= end:
                raise
        time.sleep(0.02)


def is_busy(error: sqlite3.Error) -> bool:
    """Whether another process holds a lock on the database."""
    return code(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def code(error: sqlite3.Error) -> int:
    """SQLite's primary result code; the bits above tell more exactly what failed."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def words(error: sqlite3.Error) -> str:
    """SQLite's reason, in words that the operator can act on where it is the disk's."""
    return DISK_REASONS.get(code(error), str(error))


def hint(error: sqlite3.Error) -> str:
    """What the operator can do about it; '' where that is not known."""
    return {
        sqlite3.SQLITE_FULL: "请腾出空间后再运行",
        sqlite3.SQLITE_IOERR: "请检查磁盘",
        sqlite3.SQLITE_READONLY: "请检查工作文件夹能否写入",
        sqlite3.SQLITE_CANTOPEN: "请检查工作文件夹是否还在、能否写入",
        sqlite3.SQLITE_NOTADB: "它已损坏，请从备份恢复；锁文件可以直接删除",
    }.get(code(error), "")


def refuse_newer(ledger: Path) -> None:
    """Raise WorkspaceError where a ledger was made by a newer xlpilot, without touching it.

    One that is busy, damaged or must first be recovered is not refused here.
    """
    if not ledger.is_file():
        return
    with contextlib.suppress(sqlite3.Error):
        connection = sqlite3.connect(f"{ledger.absolute().as_uri()}?mode=ro", uri=True, timeout=0)
        with contextlib.closing(connection):
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            if version > SCHEMA:
                raise newer(ledger)
