"""validate: judge returned files together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from xlpilot.commands.opened import Arrived, opened
from xlpilot.commands.receive import files_below, read, waiting
from xlpilot.findings import Severity, worst
from xlpilot.intake.refusal import Refusal
from xlpilot.ledger.archive import digest, fetch
from xlpilot.ledger.events import Decision, Paper, Receipt, settled, standing_decisions
from xlpilot.ledger.store import open_ledger
from xlpilot.rounds.model import Round
from xlpilot.rounds.workspace import Workspace

if TYPE_CHECKING:
    from xlpilot.ledger.standing import Standing
    from xlpilot.review.judge import FileReview, Returned


@dataclass(frozen=True, slots=True)
class Judgement:
    """All files judged together; `round` is None where a checked file names no round."""

    round: Round | None
    files: tuple[FileReview, ...]

    @property
    def exit_code(self) -> int:
        """1 where any file that was not replaced or withdrawn has a finding of severity error, else 0."""
        from xlpilot.ledger.standing import replaced

        gravest = worst(finding for review in self.files if not replaced(review) for finding in review.findings)
        return 1 if gravest is Severity.ERROR else 0


def validate(
    workspace: Workspace,
    paths: Sequence[Path] = (),
    *,
    passwords: Sequence[str] = (),
    jobs: int = 1,
    accept_fuzzy: bool = False,
) -> Judgement:
    """Judge the files below these paths and record nothing; with no path, all that is received or lies in 收件/.

    Never raises for what a county typed.

    Args:
        passwords: for workbooks that have one to open.
        jobs: processes that read what is not small.
        accept_fuzzy: a typo in a closed list is taken for the one option that it is most like (XP231).

    Raises:
        PathError: a path that is not there or cannot be read.
    """
    with open_ledger(workspace.state / "ledger.sqlite") as ledger:
        receipts, decisions = ledger.receipts(), ledger.decisions()
    if paths:
        returned = list(opened(_given(paths, receipts), passwords, jobs))
    else:
        returned = received(workspace, receipts, passwords=passwords, jobs=jobs)
        returned += opened(_waiting(workspace, receipts), passwords, jobs)
    return Judgement(
        workspace.round, judged(workspace, returned, standing_decisions(decisions), accept_fuzzy=accept_fuzzy).files
    )


def judged(
    workspace: Workspace,
    returned: Sequence[Returned],
    decisions: Sequence[Decision] = (),
    papers: Sequence[Paper] = (),
    *,
    accept_fuzzy: bool = False,
) -> Standing:
    """Files in the order of receipt, judged together and placed among the other returns of their units."""
    from xlpilot.ledger.standing import stand
    from xlpilot.review.judge import judge

    reviews = judge(workspace.round, returned, workspace.secrets.key, accept_fuzzy=accept_fuzzy)
    return stand(workspace.round, next(iter(workspace.round.forms)), reviews, decisions, papers)


def received(
    workspace: Workspace,
    receipts: Sequence[Receipt],
    as_of: dt.datetime | None = None,
    *,
    passwords: Sequence[str] = (),
    jobs: int = 1,
) -> list[Returned]:
    """What the ledger knows, read from the archive, in the order of receipt; the same bytes once.

    Args:
        as_of: only what was received by then; None takes all.
        passwords: for workbooks that have one to open.
        jobs: processes that read what is not small.
    """
    archive = workspace.state / "archive"
    files = (
        Arrived(receipt.path, fetch(archive, receipt.sha256), receipt)
        for receipt in settled(receipts)
        if as_of is None or receipt.order[0] <= as_of
    )
    return _once(opened(files, passwords, jobs))


def _once(files: Iterable[Returned]) -> list[Returned]:
    """The same bytes from the same unit count once, be it alone or in a zip."""
    first: dict[tuple[str, str | None, str], Returned] = {}
    for file in files:
        # An archive that could not be opened has no content of its own to compare.
        key = (file.sha256, file.told, file.path if isinstance(file.content, Refusal) else "")
        first.setdefault(key, file)
    return list(first.values())


def _given(paths: Sequence[Path], receipts: Sequence[Receipt]) -> Iterator[Arrived]:
    known = {receipt.sha256: receipt for receipt in settled(receipts)}
    for path, shown in files_below(paths):
        data = read(path)
        yield Arrived(shown, data, known.get(digest(data)))


def _waiting(workspace: Workspace, receipts: Sequence[Receipt]) -> Iterator[Arrived]:
    """What lies in 收件/ and was not received yet: judged without a time of receipt."""
    known = {receipt.sha256 for receipt in receipts}
    for path in waiting(workspace):
        data = read(path)
        if digest(data) not in known:
            yield Arrived(workspace.shown(path), data)
