"""receive: archive and note what came back."""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path

from xlpilot.commands.whom import unit_told
from xlpilot.errors import PathError, XlpilotError
from xlpilot.files import path_text, reason
from xlpilot.intake.on_disk import UNREAD, contents, files_in
from xlpilot.intake.times import mail_dated, mail_received, saved
from xlpilot.intake.unpack import unpack
from xlpilot.ledger.archive import keep
from xlpilot.ledger.events import Receipt, TimeSource
from xlpilot.ledger.lock import alone
from xlpilot.ledger.store import open_ledger
from xlpilot.moments import iso, now
from xlpilot.rounds.model import LETTER, PLAN, Round
from xlpilot.rounds.workspace import STATE, Workspace
from xlpilot.values import dataclass

# Seconds before each attempt to read a file that something still writes to.
_PAUSES = (0.0, 0.3, 1.0)
# Seconds without a change after which a file is taken as finished.
_QUIET = 0.1


@dataclass(frozen=True, slots=True)
class Noted:
    """One file met on receipt: its path as shown, its hash, and whether it is new to the ledger."""

    path: str
    sha256: str
    new: bool


@alone
def receive(
    workspace: Workspace,
    paths: Sequence[Path] = (),
    *,
    received_at: dt.datetime | TimeSource | None = None,
    unit: str | None = None,
    by: str = "",
    note: str = "",
    kind: str | None = None,
) -> list[Noted]:
    """Archive the files below these paths (default: 收件/) and note each once, with its time of receipt.

    Args:
        received_at: told by the operator, TimeSource.UNKNOWN where nobody knows; None takes the time at which the
            office's mail server received it, for a mail, and the clock for all else.
        unit: code or name of the unit that sent them, told by the operator.
        kind: what they are, told by the operator: a kind of the JSON of validate, such as 'plan' or the key of a form.

    Raises:
        PathError: a path that is not there; or, after all others have been noted, files that cannot be read or are
            still being written.
        XlpilotError: an unknown unit, or a kind that the round does not have.
    """
    if unit is not None:
        unit = unit_told(workspace.round, unit).code
    kinds = kinds_of(workspace.round) if kind is not None else ()
    if kind is not None and kind not in kinds:
        raise XlpilotError(f"--as：本轮没有 {kind} 这一种", f"可以写：{'、'.join(kinds)}")
    found = list(files_below(paths)) if paths else list(_inside(workspace.inbox))
    noted: list[Noted] = []
    unread: list[PathError] = []
    with open_ledger(workspace.state / "ledger.sqlite") as ledger:
        moment, before = now(), ledger.last_noted()
        facts: dict[str, str | int] = {"batch": ledger.next_number()}
        if before and before > moment:
            facts["noted_before"] = iso(before) or ""
        for path, _ in found:
            try:
                data = read(path)
            except PathError as error:
                unread.append(error)
                continue
            sha256 = keep(workspace.state / "archive", data)
            for member in unpack(path.name, data):
                # Each file inside has its own place, so that it can be found by its own hash.
                keep(workspace.state / "archive", member.data)
            shown = workspace.shown(path)
            when, source, told = _when(data, received_at, moment)
            receipt = Receipt(0, sha256, shown, when, source, unit, by, note, None, {**facts, **told}, kind)
            noted.append(Noted(shown, sha256, ledger.receive(receipt, moment)))
    if unread:
        hints = dict.fromkeys(error.hint for error in unread if error.hint)
        rest = f"其余 {len(noted)} 份都已登记。" if noted else ""
        raise PathError("；".join(error.message for error in unread), rest + "；".join(hints))
    return noted


def kinds_of(round_: Round) -> tuple[str, ...]:
    """What a file of this round may be: the official letter, the plan, and every form."""
    return (LETTER, *((PLAN,) if round_.plan else ()), *round_.issued_forms)


def _when(
    data: bytes, told: dt.datetime | TimeSource | None, moment: dt.datetime
) -> tuple[dt.datetime | None, TimeSource, dict[str, str]]:
    """The time of receipt, where it comes from, and what the file itself says."""
    mailed, dated, last = mail_received(data), mail_dated(data), saved(data)
    said = {"received": iso(mailed), "mailed": iso(dated), "saved": iso(last)}
    facts = {name: text for name, text in said.items() if text}
    if told is TimeSource.UNKNOWN:
        return None, TimeSource.UNKNOWN, facts
    if isinstance(told, dt.datetime):
        return told, TimeSource.TOLD, facts
    return (mailed, TimeSource.MAIL, facts) if mailed else (moment, TimeSource.CLOCK, facts)


def files_below(paths: Iterable[Path]) -> Iterator[tuple[Path, str]]:
    """Every file that a path names or holds, in the order of names: the path, and how it was named on the command line.

    Litter (owner files, Thumbs.db and so on) is passed over. Links, and what is no regular file, are named though they
    are never opened: `read` gives a note in their place.

    Raises:
        PathError: a path is not there, or is a folder without any file.
    """
    for path in paths:
        if path.is_dir():
            inside = _inside(path)
            first = next(inside, None)
            if first is None:
                raise PathError(f"{path} 里没有文件", "请检查路径；报回的文件放进 收件/ 后可以不写路径")
            yield from chain([first], inside)
        elif path.exists() or path.is_symlink():
            yield path, path_text(path)
        else:
            raise PathError(f"找不到 {path}", "请检查路径是否写对")


def _inside(folder: Path) -> Iterator[tuple[Path, str]]:
    for inner in files_in(folder):
        if STATE not in inner.parts:
            yield inner, path_text(inner)


def waiting(workspace: Workspace) -> list[Path]:
    """The files in 收件/, in the order of names; none where the folder is not there."""
    return [path for path, _ in _inside(workspace.inbox)]


def read(path: Path, follow: bool = False) -> bytes:
    """The bytes of a file, or a note that stands for one that is not opened: a link, a pipe, a file beyond the cap.

    One that changes meanwhile is read again after a moment; the file itself stays as it is.

    Args:
        follow: take what a link points to.

    Raises:
        PathError: it cannot be read, or is still being written.
    """
    try:
        for pause in _PAUSES:
            if pause:
                time.sleep(pause)
            before = path.stat(follow_symlinks=follow)
            data = contents(path, follow)
            if 0 <= time.time() - before.st_mtime < _QUIET:
                time.sleep(_QUIET)
            whole = len(data) == before.st_size or data.startswith(UNREAD)
            if whole and _state(before) == _state(path.stat(follow_symlinks=follow)):
                return data
    except PermissionError:
        raise PathError(f"{path}：读不了，可能正被别的程序占用", "请关闭打开它的程序后再运行") from None
    except OSError as error:
        raise PathError(f"{path}：读不了（{reason(error)}）") from None
    raise PathError(f"{path}：还在写入（正在复制或下载），没有登记", "请等它写完后再运行")


def _state(stat: os.stat_result) -> tuple[int, int]:
    return stat.st_size, stat.st_mtime_ns


__all__ = ["Noted", "files_below", "read", "receive", "waiting"]
