"""paper: note what came in on paper, beside the electronic forms."""

from __future__ import annotations

import datetime as dt

from xlpilot.errors import XlpilotError
from xlpilot.ledger.events import Paper
from xlpilot.ledger.lock import alone
from xlpilot.ledger.store import open_ledger
from xlpilot.moments import now
from xlpilot.rounds.workspace import Workspace


@alone
def note_paper(
    workspace: Workspace,
    unit: str | None,
    item: str,
    *,
    copies: int = 1,
    sealed: bool = False,
    received_at: dt.datetime | None = None,
    by: str = "",
    note: str = "",
) -> Paper:
    """Note paper of a unit: which item, how many copies, sealed or not, and when it came (None: now).

    Raises:
        XlpilotError: no such unit, no item, or no copies.
    """
    if unit is None or unit not in workspace.round.unit_by_code:
        raise XlpilotError(f"名单里没有代码 {unit or '（未写）'}", "登记纸质材料请写 --unit 代码；代码见 round.toml")
    if not item.strip() or copies < 1:
        raise XlpilotError("没有写明是什么材料、几份", "请写 --item 附件1 --copies 2")
    paper = Paper(0, unit, item.strip(), copies, sealed, received_at or now(), by, note)
    with open_ledger(workspace.state / "ledger.sqlite") as ledger:
        ledger.note_paper(paper, now())
    return paper
