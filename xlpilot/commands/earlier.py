"""Files judged alone, though their units sent others before: whether they are late is asked of the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from xlpilot.ledger.events import Decision

if TYPE_CHECKING:
    from xlpilot.review.judge import FileReview, Returned
    from xlpilot.rounds.workspace import Workspace


def late_alone(files: Sequence[FileReview]) -> bool:
    """Whether any of these is held to be the first that its unit sent, and late."""
    return any(_late(file) for file in files)


def beside_earlier(
    workspace: Workspace,
    given: Sequence[Returned],
    alone: Sequence[FileReview],
    earlier: Sequence[Returned],
    decisions: Sequence[Decision],
) -> tuple[FileReview, ...]:
    """The files as they were judged alone; where one was late, as it stands beside what its unit sent before it.

    Args:
        given: the files that are asked about.
        alone: their judgement, without any other.
        earlier: what else the ledger knows, in the order of receipt.
    """
    from xlpilot.ledger.standing import receipt_order, stand
    from xlpilot.review.judge import judge

    round_, key = workspace.round, workspace.secrets.key
    first: dict[tuple[str, str | None], Returned] = {}
    for file in earlier:
        first.setdefault((file.sha256, file.told), file)
    # The same bytes came when they came first, be it alone or in a zip.
    asked = [_as_first(file, first.get((file.sha256, file.told))) for file in given]
    reviews = judge(round_, asked, key)
    last = {
        one.unit: max(receipt_order(other) for other in reviews if other.unit == one.unit)
        for one, lone in zip(reviews, alone, strict=True)
        if _late(lone)
    }
    mine = {(review.sha256, review.unit) for review in reviews}
    before = [
        review
        for review in judge(round_, earlier, key)
        if review.unit in last
        and receipt_order(review) < last[review.unit]
        and (review.sha256, review.unit) not in mine
    ]
    stood = stand(round_, next(iter(round_.forms)), [*reviews, *before], decisions).files
    return tuple(beside if _late(lone) else lone for lone, beside in zip(alone, stood, strict=False))


def _late(review: FileReview) -> bool:
    return any(finding.code == "XP701" for finding in review.findings)


def _as_first(file: Returned, first: Returned | None) -> Returned:
    if first is None or first.received_at is None or file.received_at is None or first.received_at >= file.received_at:
        return file
    return replace(file, received_at=first.received_at, arrival=first.arrival)
