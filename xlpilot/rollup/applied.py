"""Which decisions of people bear on a row of the summary."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from operator import itemgetter

from xlpilot.ledger.events import Decision, DecisionKind
from xlpilot.ledger.standing import Standing
from xlpilot.rollup.rows import Block, Included


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
        found = self._about(row.source.sha256, row.unit.code, row.source.received_at)
        return (one for one in found if _on_row(one, row.source.row))

    def on_rows(self, block: Block) -> list[list[Decision]]:
        """The same for each row of a block."""
        review = block.of.review
        found = self._about(review.sha256, block.unit.code, review.received_at)
        return [[one for one in found if _on_row(one, row)] for row in block.rows]

    def _about(self, sha256: str, unit: str, received: dt.datetime | None) -> list[Decision]:
        """Those that bear on a file, or on some row of it."""
        abouts = ((None, sha256), (unit, None), (None, None))
        numbered = sorted((pair for about in abouts for pair in self._of.get(about, ())), key=itemgetter(0))
        late = received is not None and received > self._deadline
        return [one for _, one in numbered if late or one.kind not in (DecisionKind.ACCEPT_LATE, DecisionKind.EXTEND)]


def decisions_on(standing: Standing, row: Included) -> Iterator[Decision]:
    """The same for one row alone."""
    return Bearing(standing).on(row)


def _on_row(decision: Decision, row: int) -> bool:
    """Whether a decision that bears on a file bears on this Excel row of it."""
    if decision.kind is DecisionKind.WAIVE:
        return not decision.cell or re.sub(r"\D", "", decision.cell) == str(row)
    return decision.kind in (DecisionKind.ACCEPT_LATE, DecisionKind.EXTEND)


def said(decision: Decision) -> str:
    """A decision in a few words."""
    about = " ".join(filter(None, (decision.rule, decision.cell)))
    return f"第{decision.id}号{decision.kind.word}" + (f"（{about}）" if about else "")
