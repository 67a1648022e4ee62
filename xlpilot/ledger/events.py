"""What the ledger notes: receipts, papers, decisions of people, what was written. Values, without a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from enum import StrEnum

from xlpilot.values import dataclass, field


class TimeSource(StrEnum):
    """Where a time of receipt comes from. File times and names are none: anybody can set them."""

    TOLD = "told"  # by the operator
    MAIL = "mail"  # the topmost Received: header, which the office's own mail server wrote
    CLOCK = "clock"  # the moment at which it was noted
    UNKNOWN = "unknown"  # the operator says that nobody knows

    @property
    def word(self) -> str:
        """The word that staff see."""
        return {"told": "登记人填写", "mail": "邮件服务器", "clock": "登记时的时钟", "unknown": "不明"}[self.value]


@dataclass(frozen=True, slots=True)
class Receipt:
    """One file received: its content's hash, where it lay, when it came and who says so.

    Attributes:
        received_at: None where nobody knows it.
        source: a TimeSource.
        noted_at: the clock when this was noted; None until it is.
        facts: what else was seen, none of it deciding anything: 'batch', number of the first event of the run that
            noted it; and in ISO 8601 'received' (the mail server's header), 'mailed' (the Date: header), 'saved' (the
            document's own property), 'noted_before' (an earlier event, where the clock has gone back).
        kind: what the operator says it is: a form's name, 'plan', 'official-letter'; None where nothing was said.
    """

    id: int
    sha256: str
    path: str
    received_at: dt.datetime | None
    source: str
    unit: str | None = None
    by: str = ""
    note: str = ""
    noted_at: dt.datetime | None = None
    facts: Mapping[str, str | int] = field(default_factory=dict)
    kind: str | None = None

    @property
    def order(self) -> tuple[dt.datetime, int]:
        """By time of receipt, else by when it was noted; of equal times the one noted first comes first."""
        moment = self.received_at or self.noted_at
        assert moment is not None
        return moment, self.id


@dataclass(frozen=True, slots=True)
class Paper:
    """Paper that lies in the office: of which item (附件1, 公文, …) how many copies, sealed or not."""

    id: int
    unit: str
    item: str
    copies: int
    sealed: bool
    received_at: dt.datetime
    by: str = ""
    note: str = ""


class DecisionKind(StrEnum):
    """What a person can decide."""

    WAIVE = "waive"
    ACCEPT_LATE = "accept-late"
    WITHDRAW = "withdraw"
    EXTEND = "extend"
    REVOKE = "revoke"

    @property
    def word(self) -> str:
        """The words that staff see."""
        return {
            "waive": "准予例外", "accept-late": "准予补收", "withdraw": "撤回", "extend": "延期", "revoke": "撤销决定",
        }[self.value]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's decision, kept for ever.

    Attributes:
        unit: code of the unit it is about; None where it is about a file or all units.
        sha256: the file it is about, where it is about one.
        rule: for waive: the rule's code.
        cell: for waive: the one cell, such as 'F9'; '' for every cell of the unit.
        until: for extend: the new deadline.
        revokes: for revoke: the number of the decision that no longer holds.
    """

    id: int
    kind: DecisionKind
    reason: str
    by: str
    made_at: dt.datetime
    unit: str | None = None
    sha256: str | None = None
    rule: str = ""
    cell: str = ""
    until: dt.datetime | None = None
    revokes: int | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """A summary that was written: where, its hash, and its control totals.

    Attributes:
        by_category: rows included, by category.
        control: category -> rows read, included, left out; empty where an older xlpilot wrote it.
    """

    path: str
    sha256: str
    noted_at: dt.datetime
    rows_in: int
    included: int
    excluded: int
    by_category: Mapping[str, int]
    control: Mapping[str, tuple[int, int, int]] = field(default_factory=dict)


def settled(receipts: Iterable[Receipt]) -> list[Receipt]:
    """One receipt for the same bytes, in the order of receipt: the one noted first, with the unit and the
    kind that were told last.

    So telling afterwards whose a file is neither counts it twice nor makes it come later. A time that is told later
    counts instead of the clock's where it is earlier: the clock only says when a file was found.
    """
    noted = sorted(receipts, key=lambda receipt: receipt.id)
    first: dict[str, Receipt] = {}
    for receipt in noted:
        known = first.setdefault(receipt.sha256, receipt)
        if corrects(receipt, known):
            first[receipt.sha256] = replace(
                known, received_at=receipt.received_at, source=receipt.source, by=receipt.by
            )
    told = {receipt.sha256: receipt.unit for receipt in noted if receipt.unit}
    kinds = {receipt.sha256: receipt.kind for receipt in noted if receipt.kind}
    return sorted(
        (_told(one, told.get(one.sha256), kinds.get(one.sha256)) for one in first.values()),
        key=lambda receipt: receipt.order,
    )


def _told(receipt: Receipt, unit: str | None, kind: str | None) -> Receipt:
    if receipt.unit == unit and receipt.kind == kind:
        return receipt  # as nearly all are, of thousands
    return replace(receipt, unit=unit, kind=kind)


def corrects(later: Receipt, known: Receipt) -> bool:
    """Whether a later receipt of the same bytes tells an earlier time than the clock did."""
    if later.source != TimeSource.TOLD or known.source != TimeSource.CLOCK:
        return False
    assert later.received_at is not None
    assert known.received_at is not None
    return later.received_at < known.received_at


def standing_decisions(decisions: Iterable[Decision], as_of: dt.datetime | None = None) -> list[Decision]:
    """The decisions that hold, at a moment or now: without those revoked, in the order in which they were made."""
    made = [one for one in decisions if as_of is None or one.made_at <= as_of]
    revoked = {one.revokes for one in made if one.kind is DecisionKind.REVOKE}
    return [one for one in made if one.id not in revoked and one.kind is not DecisionKind.REVOKE]
