"""Files judged alone, though their units sent others before: whether they are late is asked of the ledger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from xlpilot.intake.refusal import Reason, Refusal

if TYPE_CHECKING:
    from xlpilot.review.judge import FileReview, Returned
    from xlpilot.rounds.workspace import Workspace


_NOT_KEPT = Refusal(Reason.EMPTY, "", "")


def late_alone(files: Sequence[FileReview]) -> bool:
    """Whether any of these is held to be the first that its unit sent, and late."""
    return any(_late(file) for file in files)


def with_earlier(
    workspace: Workspace, given: Iterable[Returned], alone: Sequence[FileReview], earlier: Iterable[Returned]
) -> Iterator[Returned]:
    """The files, and behind them what the units of those that are late alone sent before these, one by one.

    Args:
        given: the files that are asked about, read when their turn comes.
        alone: their judgement, without any other.
        earlier: what else the ledger knows, in the order of receipt.
    """
    from xlpilot.ledger.standing import receipt_order
    from xlpilot.review.identified import Identified
    from xlpilot.review.names import UnitNames
    from xlpilot.review.recognise import recognise
    from xlpilot.review.several_units import divided

    round_, key = workspace.round, workspace.secrets.key
    late = {lone.unit for lone in alone if _late(lone)}
    last: dict[str | None, tuple[dt.datetime, int]] = {}
    for lone in alone:
        if lone.unit in late:
            order = receipt_order(lone)
            last[lone.unit] = max(order, last.get(lone.unit, order))
    known = {review.sha256 for review in alone}
    names = UnitNames(round_)
    first: dict[tuple[str, str | None], Returned] = {}
    before: list[Returned] = []
    for file in earlier:
        if file.sha256 in known:
            first.setdefault((file.sha256, file.told), replace(file, content=_NOT_KEPT))
            continue
        for part in divided(round_, file, names, key):
            content = part.content
            found = content if isinstance(content, Identified) else recognise(round_, part, names, key)
            if found.unit in last and receipt_order(part) < last[found.unit]:
                before.append(replace(part, content=found))
    # The same bytes came when they came first, be it alone or in a zip.
    for file in given:
        yield _as_first(file, first.get((file.sha256, file.told)))
    yield from before


def _late(review: FileReview) -> bool:
    return any(finding.code == "XP701" for finding in review.findings)


def _as_first(file: Returned, first: Returned | None) -> Returned:
    if first is None or first.received_at is None or file.received_at is None or first.received_at >= file.received_at:
        return file
    return replace(file, received_at=first.received_at, arrival=first.arrival)
