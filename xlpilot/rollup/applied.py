"""Which decisions of people bear on a row of the summary."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator

from xlpilot.ledger.events import Decision, DecisionKind
from xlpilot.ledger.standing import Standing
from xlpilot.rollup.merge import Included


class Bearing:
    """The decisions that hold, looked up by row: without them it, or what stands in it, would not have been taken."""

    def __init__(self, standing: Standing) -> None:
        self._deadline = standing.round.deadline
        self._of: dict[tuple[str | None, str | None], list[tuple[int, Decision]]] = {}
        for at, one in enumerate(standing.decisions):
            about = (None, one.sha256) if one.sha256 else (one.unit, None)
            self._of.setdefault(about, []).append((at, one))

    def on(self, row: Included) -> Iterator[Decision]:
        """Those about a row's file, its unit or all, in the order in which they were made."""
        abouts = ((None, row.source.sha256), (row.unit.code, None), (None, None))
        numbered = (pair for about in abouts for pair in self._of.get(about, ()))
        return _bearing((one for _, one in sorted(numbered, key=lambda pair: pair[0])), row, self._deadline)


def decisions_on(standing: Standing, row: Included) -> Iterator[Decision]:
    """The same for one row alone."""
    return Bearing(standing).on(row)


def _bearing(decisions: Iterable[Decision], row: Included, deadline: dt.datetime) -> Iterator[Decision]:
    received = row.source.received_at
    for one in decisions:
        if one.kind is DecisionKind.WAIVE and one.cell:
            if re.sub(r"\D", "", one.cell) == str(row.source.row):
                yield one
        elif one.kind in (DecisionKind.ACCEPT_LATE, DecisionKind.EXTEND):
            # A return that was in time anyway needs neither.
            if received and received > deadline:
                yield one
        elif one.kind is DecisionKind.WAIVE:
            yield one


def said(decision: Decision) -> str:
    """A decision in a few words."""
    about = " ".join(filter(None, (decision.rule, decision.cell)))
    return f"第{decision.id}号{decision.kind.word}" + (f"（{about}）" if about else "")
