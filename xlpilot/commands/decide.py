"""decide: a person's decision, noted with reason and name, and never taken out again."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

from xlpilot.commands.whom import unit_meant, unit_told
from xlpilot.errors import XlpilotError
from xlpilot.ledger.decided import NEVER_WAIVED
from xlpilot.ledger.events import Decision, DecisionKind, Receipt, standing_decisions
from xlpilot.ledger.lock import alone
from xlpilot.ledger.store import open_ledger
from xlpilot.moments import now
from xlpilot.rounds.office import Office
from xlpilot.rounds.workspace import Workspace

EVERYBODY = ("all", "全部")
_LEAST = 8  # characters of a hash that are enough to tell files apart


@alone
def decide(
    workspace: Workspace, kind: DecisionKind, target: str, *, reason: str, by: str, until: dt.datetime | None = None
) -> Decision:
    """Note a decision; returns it with its number.

    Args:
        target: what it is about. waive: UNIT:RULE or UNIT:RULE:CELL, such as 430422:XP205:F9, or a file in place of the
            unit, unless several units' tables lie in it; accept-late and withdraw: a unit or a file; extend: a unit or
            'all'; revoke: a decision's number. A unit is its code or name, a file the beginning of its SHA-256 or its
            path as the receipt shows it.
        until: for extend, the new deadline.

    Raises:
        XlpilotError: no such unit, file, rule or decision; a rule that cannot be waived; reason or name missing.
    """
    if not reason.strip() or not by.strip():
        raise XlpilotError("决定要写明理由和决定人", "请加上 --reason 和 --by")
    if (kind is DecisionKind.EXTEND) is not (until is not None):
        raise XlpilotError("延期要写明新的截止时间，别的决定不用", "extend 请加上 --until 2018-09-20T18:00")
    with open_ledger(workspace.state / "ledger.sqlite") as ledger:
        about = _about(workspace, kind, target.strip(), ledger.receipts(), ledger.decisions())
        made = Decision(0, kind, reason.strip(), by.strip(), now(), until=until, **about)  # type: ignore[arg-type]
        number = ledger.decide(made)
    return Decision(number, kind, reason.strip(), by.strip(), made.made_at, until=until, **about)  # type: ignore[arg-type]


def _about(
    workspace: Workspace, kind: DecisionKind, target: str, receipts: list[Receipt], decisions: list[Decision]
) -> dict[str, object]:
    if kind is DecisionKind.REVOKE:
        holding = [decision.id for decision in standing_decisions(decisions)]
        if not target.isdigit() or int(target) not in holding:
            numbers = "、".join(map(str, holding)) or "（没有）"
            raise XlpilotError(f"没有第“{target}”号决定，或它已被撤销", f"现行的决定：{numbers}")
        return {"revokes": int(target)}
    if kind is DecisionKind.EXTEND:
        return {"unit": None if target in EVERYBODY else unit_told(workspace.round, target).code}
    if kind is not DecisionKind.WAIVE:
        return _whose(workspace, target, receipts)
    whose, _, rest = target.partition(":")
    rule, _, cell = rest.partition(":")
    about = {**_whose(workspace, whose, receipts), "rule": _rule(rule), "cell": _cell(cell)}
    if "sha256" in about and _several_units(workspace, str(about["sha256"])):
        raise XlpilotError("这个文件里有几个单位的表，看不出准予的是哪个单位", "请写单位代码，如 430422:XP205:F9")
    return about


def _several_units(workspace: Workspace, sha256: str) -> bool:
    from xlpilot.commands.opened import Arrived, opened
    from xlpilot.ledger.archive import fetch
    from xlpilot.review.judge import judge

    files = opened([Arrived("", fetch(workspace.state / "archive", sha256))], Office())
    return any(review.part is not None for review in judge(workspace.round, list(files), workspace.secrets.key))


def _rule(code: str) -> str:
    from xlpilot.rules import BY_CODE

    if code not in BY_CODE:
        raise XlpilotError(f"没有规则“{code}”", "请写成 430422:XP205 或 430422:XP205:F9；规则见 xlpilot explain")
    if code in NEVER_WAIVED:
        raise XlpilotError(f"{code}（{BY_CODE[code].title}）不能准予例外：没有可以采用的内容", "请让单位改好重报")
    return code


def _cell(text: str) -> str:
    if text and not re.fullmatch("[A-Z]{1,3}[1-9][0-9]{0,6}", text.upper()):
        raise XlpilotError(f"“{text}”不是单元格", "请写成 F9")
    return text.upper()


def _whose(workspace: Workspace, text: str, receipts: list[Receipt]) -> dict[str, object]:
    unit = unit_meant(workspace.round, text)
    if unit:
        return {"unit": unit.code}
    named = {receipt.sha256 for receipt in receipts if text and text in (receipt.path, Path(receipt.path).name)}
    if not named and re.fullmatch(f"[0-9a-f]{{{_LEAST},64}}", text.lower()):
        archive = workspace.state / "archive"
        named = {path.name for path in archive.glob(f"{text.lower()}*") if len(path.name) == 64}
    if len(named) != 1:
        what = "不止一个文件是" if named else "没有单位或收到的文件是"
        raise XlpilotError(f"{what}“{text}”", f"请写单位代码，或文件 SHA-256 的前 {_LEAST} 位以上（见 xlpilot status）")
    return {"sha256": named.pop()}
