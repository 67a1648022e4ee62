"""verify: whether archive, ledger and summary still are what was written."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import nullcontext

from xlpilot.commands.kept import kept
from xlpilot.errors import WorkspaceError
from xlpilot.files import reason
from xlpilot.ledger.archive import digest
from xlpilot.ledger.audit import Fault, Part, as_faults, audit_archive
from xlpilot.ledger.events import Receipt, Written
from xlpilot.ledger.lock import workspace_lock
from xlpilot.ledger.store import DamagedLedgerError, Ledger, open_ledger
from xlpilot.rounds.workspace import Workspace
from xlpilot.values import dataclass

# So many changed cells are told one by one.
_MOST_CELLS = 20


@dataclass(frozen=True, slots=True)
class Verified:
    """What was looked at, what is not as it was written, and remarks on what is no fault."""

    originals: int
    receipts: int
    events: int
    summaries: tuple[str, ...]
    faults: tuple[Fault, ...]
    notes: tuple[Fault, ...]

    @property
    def exit_code(self) -> int:
        """1 where anything is not as it was written, else 0."""
        return 1 if self.faults else 0


@dataclass(frozen=True, slots=True)
class _Noted:
    """What the ledger says, so that nothing else is looked at while it is open."""

    receipts: tuple[Receipt, ...] = ()
    events: int = 0
    written: Mapping[str, Written | None] | None = None
    unfinished: Mapping[str, str | None] | None = None
    faults: tuple[Fault, ...] = ()


def verify(workspace: Workspace) -> Verified:
    """Hash every original, check the ledger's chain and the summaries written last; nothing is changed.

    Raises:
        WorkspaceError: another run is at work, or the workspace was made by a newer xlpilot.
        RoundError: round.toml cannot be used.
    """
    _ = workspace.round
    # A copy on a medium that cannot be written is looked at without a lock; nobody can change it meanwhile.
    writable = os.access(workspace.state, os.W_OK)
    with workspace_lock(workspace.root, tidy=False) if writable else nullcontext():
        noted = _ledger(workspace)
        archive = workspace.state / "archive"
        audit = audit_archive(archive, workspace.shown(archive), noted.receipts)
        faults = [*audit.faults, *noted.faults, *_key(workspace)]
        notes = list(audit.notes)
        written, unfinished = noted.written or {}, noted.unfinished or {}
        for path, last in written.items():
            for fault, grave in _summary(workspace, path, last, unfinished.get(path)):
                (faults if grave else notes).append(fault)
        return Verified(
            audit.originals, len(noted.receipts), noted.events, tuple(written), tuple(faults), tuple(notes)
        )  # fmt: skip


def _ledger(workspace: Workspace) -> _Noted:
    path = workspace.state / "ledger.sqlite"
    shown = workspace.shown(path)
    archive = workspace.state / "archive"
    if not path.exists():
        kept = archive.is_dir() and any(archive.iterdir())
        return _Noted(faults=(Fault(Part.LEDGER, shown, "台账不见了"),) if kept else ())
    try:
        with open_ledger(path, keep=False) as ledger:
            faults = tuple(as_faults(Part.LEDGER, shown, ledger.faults()))
            try:
                return _noted(ledger, faults)
            except (ValueError, TypeError, KeyError, AssertionError) as error:
                if not faults:
                    raise
                # What the faults name cannot be read as an event.
                return _Noted(faults=(*faults, Fault(Part.LEDGER, shown, f"台账读不全（{type(error).__name__}）")))
    except DamagedLedgerError as error:
        return _Noted(faults=(Fault(Part.LEDGER, shown, error.message.removeprefix(f"{path}：")),))


def _noted(ledger: Ledger, faults: tuple[Fault, ...]) -> _Noted:
    paths = ledger.written_paths()
    if not all(isinstance(path, str) for path in paths):
        raise TypeError("a path that is no text")
    return _Noted(
        tuple(ledger.receipts()), len(ledger.events()), {path: ledger.last_written(path) for path in paths},
        {path: ledger.unfinished(path) for path in paths}, faults,
    )  # fmt: skip


def _key(workspace: Workspace) -> Iterator[Fault]:
    try:
        _ = workspace.secrets
    except WorkspaceError as error:
        path = workspace.state / "key"
        yield Fault(Part.KEY, workspace.shown(path), error.message.removeprefix(f"{path}："))


def _summary(
    workspace: Workspace, shown: str, last: Written | None, unfinished: str | None
) -> Iterator[tuple[Fault, bool]]:
    """Faults (True) and remarks (False) on the summary at one path."""
    path = workspace.root / shown
    # What was written outside the workspace with -o may have been handed on.
    ours = path.resolve().is_relative_to(workspace.root.resolve())
    again = "上次汇总时中断，请再运行一次 xlpilot consolidate"
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        if last:
            yield Fault(Part.SUMMARY, shown, "写出的汇总表不见了"), ours
        elif unfinished:
            yield Fault(Part.SUMMARY, shown, again), False
        return
    except OSError as error:
        yield Fault(Part.SUMMARY, shown, f"读不了（{reason(error)}）"), True
        return
    sha256 = digest(data)
    if unfinished and (sha256 == unfinished or last is None or sha256 == last.sha256):
        yield Fault(Part.SUMMARY, shown, again), False
        return
    if last is None or sha256 != last.sha256:
        yield Fault(Part.SUMMARY, shown, "写出以后被改动过" + _cells(workspace, last, data)), True
        return
    for message in _totals(workspace, data, last):
        yield Fault(Part.SUMMARY, shown, message), True


def _cells(workspace: Workspace, last: Written | None, data: bytes) -> str:
    """The cells that differ from what was written, in words, where that is known."""
    from xlpilot.rollup.read_back import differences

    before = kept(workspace, last.sha256) if last else None
    found = differences(before, data) if before is not None else None
    if not found:
        return ""
    words = [
        f"{one.sheet}!{one.cell} 写的是“{one.before}”，现在是“{one.after}”" if one.cell else f"{one.sheet} {one.after}"
        for one in found[:_MOST_CELLS]
    ]
    more = [f"另有 {len(found) - _MOST_CELLS} 格"] if len(found) > _MOST_CELLS else []
    return "：" + "；".join([*words, *more])


def _totals(workspace: Workspace, data: bytes, written: Written) -> Iterator[str]:
    from xlpilot.rollup.read_back import totals_in

    totals = totals_in(data, workspace.round.stacked(next(iter(workspace.round.forms.values()))), ours=True)
    if isinstance(totals, str):
        yield f"数目读不回来：{totals}"
        return
    if written.rows_in != written.included + written.excluded:
        yield f"读到 {written.rows_in} 行，纳入 {written.included} 行加未纳入 {written.excluded} 行对不上"
    if totals.included != written.included:
        yield f"表里有 {totals.included} 行，记下的是纳入 {written.included} 行"
    if totals.excluded != written.excluded:
        yield f"“未纳入”有 {totals.excluded} 行，记下的是 {written.excluded} 行"
    counted = written.included - totals.further
    if totals.total != counted or sum(totals.by_category.values()) != totals.total:
        yield f"“统计”合计 {totals.total}，各类之和 {sum(totals.by_category.values())}，纳入 {counted} 行"
    if written.control and dict(totals.control) != _with_total(written):
        yield "“核验”的控制数与记下的不同"
    if any(read != included + excluded for read, included, excluded in totals.control.values()):
        yield "“核验”的控制数不平"
    if dict(totals.by_category) != dict(written.by_category):
        yield "“统计”各类的数目与记下的不同"


def _with_total(written: Written) -> dict[str, tuple[int, int, int]]:
    return {**written.control, "合计": (written.rows_in, written.included, written.excluded)}
