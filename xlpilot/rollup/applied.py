"""Which decisions of people bear on a row of the summary."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xlpilot.ledger.events import Decision, DecisionKind
from xlpilot.ledger.standing import Standing
from xlpilot.rollup.merge import Included


def decisions_on(standing: Standing, row: Included) -> Iterator[Decision]:
    """The decisions that hold and without which this row, or what stands in it, would not have been taken as it is."""
    received = row.source.received_at
    for one in standing.decisions:
        ours = one.sha256 == row.source.sha256 if one.sha256 else one.unit in (None, row.unit.code)
        if not ours:
            continue
        if one.kind is DecisionKind.WAIVE and one.cell:
            if re.sub(r"\D", "", one.cell) == str(row.source.row):
                yield one
        elif one.kind in (DecisionKind.ACCEPT_LATE, DecisionKind.EXTEND):
            # A return that was in time anyway needs neither.
            if received and received > standing.round.deadline:
                yield one
        elif one.kind is DecisionKind.WAIVE:
            yield one


def said(decision: Decision) -> str:
    """A decision in a few words."""
    about = " ".join(filter(None, (decision.rule, decision.cell)))
    return f"第{decision.id}号{decision.kind.word}" + (f"（{about}）" if about else "")
