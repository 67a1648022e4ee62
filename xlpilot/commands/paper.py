"""paper: note what came in on paper, beside the electronic forms."""

from __future__ import annotations

import datetime as dt

from xlpilot.commands.whom import unit_told
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
    if not unit:
        raise XlpilotError("没有写明是哪个单位的", "登记纸质材料请写 --unit 代码或名称")
    code = unit_told(workspace.round, unit).code
    if not item.strip() or copies < 1:
        raise XlpilotError("没有写明是什么材料、几份", "请写 --item 附件1 --copies 2")
    paper = Paper(0, code, item.strip(), copies, sealed, received_at or now(), by, note)
    with open_ledger(workspace.state / "ledger.sqlite") as ledger:
        ledger.note_paper(paper, now())
    return paper
