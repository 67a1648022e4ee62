"""status: who has returned what, on any day."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

from xlpilot.commands.receive import read, waiting
from xlpilot.commands.validate import judged, received
from xlpilot.errors import PathError
from xlpilot.ledger.archive import digest
from xlpilot.ledger.events import standing_decisions
from xlpilot.ledger.store import open_ledger
from xlpilot.moments import now
from xlpilot.rounds.workspace import Workspace
from xlpilot.values import dataclass

if TYPE_CHECKING:
    from xlpilot.ledger.standing import Standing


@dataclass(frozen=True, slots=True)
class Status:
    """Where all units stood at `as_of`; `waiting`: files in 收件/ that nobody has received yet."""

    standing: Standing
    as_of: dt.datetime
    waiting: int


def status(workspace: Workspace, as_of: dt.datetime | None = None) -> Status:
    """Where every unit stands, now or at a moment: by what was received and decided until then.

    Raises:
        WorkspaceError: the ledger or the archive is damaged.
    """
    with open_ledger(workspace.state / "ledger.sqlite") as ledger:
        receipts, decisions, papers = ledger.receipts(), ledger.decisions(), ledger.papers()
    moment = as_of or now()
    known = {receipt.sha256 for receipt in receipts}
    unknown = sum(_unknown(path, known) for path in waiting(workspace)) if as_of is None else 0
    standing = judged(
        workspace,
        received(workspace, receipts, as_of),
        standing_decisions(decisions, as_of),
        [paper for paper in papers if as_of is None or paper.received_at <= as_of],
    )
    return Status(standing, moment, unknown)


def _unknown(path: Path, known: set[str]) -> bool:
    try:
        return digest(read(path)) not in known
    except PathError:  # receive will say what is wrong with it
        return True
