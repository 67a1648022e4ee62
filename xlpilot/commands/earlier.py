"""Files judged alone, though their units sent others before: whether they are late is asked of the ledger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xlpilot.review.judge import FileReview, Returned
    from xlpilot.rounds.workspace import Workspace


def late_alone(files: Sequence[FileReview]) -> bool:
    """Whether any of these is held to be the first that its unit sent, and late."""
    return any(_late(file) for file in files)


def with_earlier(
    workspace: Workspace, given: Sequence[Returned], alone: Sequence[FileReview], earlier: Sequence[Returned]
) -> list[Returned]:
    """The files, and behind them what the units of those that are late alone sent before these.

    Args:
        given: the files that are asked about.
        alone: their judgement, without any other.
        earlier: what else the ledger knows, in the order of receipt.
    """
    from xlpilot.ledger.standing import receipt_order
    from xlpilot.review.judge import judge
    from xlpilot.review.names import UnitNames
    from xlpilot.review.several_units import divided

    round_, key = workspace.round, workspace.secrets.key
    first: dict[tuple[str, str | None], Returned] = {}
    for file in earlier:
        first.setdefault((file.sha256, file.told), file)
    # The same bytes came when they came first, be it alone or in a zip.
    asked = [_as_first(file, first.get((file.sha256, file.told))) for file in given]
    late = {lone.unit for lone in alone if _late(lone)}
    last: dict[str | None, tuple[dt.datetime, int]] = {}
    for lone in alone:
        if lone.unit in late:
            order = receipt_order(lone)
            last[lone.unit] = max(order, last.get(lone.unit, order))
    known = {file.sha256 for file in given}
    names = UnitNames(round_)
    parts = [part for file in earlier if file.sha256 not in known for part in divided(round_, file, names, key)]
    before = [
        part
        for part, review in zip(parts, judge(round_, parts, key), strict=True)
        if review.unit in last and receipt_order(review) < last[review.unit]
    ]
    return [*asked, *before]


def _late(review: FileReview) -> bool:
    return any(finding.code == "XP701" for finding in review.findings)


def _as_first(file: Returned, first: Returned | None) -> Returned:
    if first is None or first.received_at is None or file.received_at is None or first.received_at >= file.received_at:
        return file
    return replace(file, received_at=first.received_at, arrival=first.arrival)
