"""validate: judge returned files together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from xlpilot.commands.earlier import late_alone, with_earlier
from xlpilot.commands.known import Known
from xlpilot.commands.opened import Arrived, opened
from xlpilot.commands.receive import files_below, read, waiting
from xlpilot.findings import Severity, worst
from xlpilot.intake.refusal import Refusal
from xlpilot.ledger.archive import digest, fetch
from xlpilot.ledger.events import Decision, Paper, Receipt, settled, standing_decisions
from xlpilot.ledger.store import open_ledger
from xlpilot.rounds.model import Round
from xlpilot.rounds.office import Office
from xlpilot.rounds.workspace import Workspace
from xlpilot.values import dataclass

if TYPE_CHECKING:
    from xlpilot.ledger.standing import Standing
    from xlpilot.review.across.eligibility import EligibilityCheck
    from xlpilot.review.judge import FileReview, Returned


@dataclass(frozen=True, slots=True)
class Judgement:
    """All files judged together; `round` is None where a checked file names no round.

    `eligibility`: how the check against former pilots went; None where none was asked for.
    """

    round: Round | None
    files: tuple[FileReview, ...]
    eligibility: EligibilityCheck | None = None

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
    jobs: int | None = None,
    cluster: str | None = None,
    accept_fuzzy: bool = False,
) -> Judgement:
    """Judge the files below these paths and record nothing; with no path, all that is received or lies in 收件/.

    Whether a given file is late depends on what its unit sent before, which is looked up in the ledger.
    Never raises for what a county typed.

    Args:
        passwords: for workbooks that have one to open.
        jobs: processes that read; None takes all cores for a large round. The result is the same.
        cluster: address of a Dask scheduler, whose workers read instead.
        accept_fuzzy: a typo in a closed list is taken for the one option that it is most like (XP231).

    Raises:
        PathError: a path that is not there or cannot be read.
        XlpilotError: the roster of former pilots cannot be used.
    """
    with open_ledger(workspace.state / "ledger.sqlite") as ledger:
        receipts, decisions = ledger.receipts(), ledger.decisions()
    holding = standing_decisions(decisions)
    # One by one, so that no more than what was found in a file is kept of it.
    each = returns_of(workspace, receipts, paths, passwords=passwords, jobs=jobs, cluster=cluster)
    del receipts  # of thousands of files, when all have been read
    standing = judged(workspace, each, holding, accept_fuzzy=accept_fuzzy, whole=not paths, keep_packages=False)
    files = standing.files
    if paths and late_alone(files):
        with open_ledger(workspace.state / "ledger.sqlite") as ledger:
            receipts = ledger.receipts()
        given = returns_of(workspace, receipts, paths, passwords=passwords, jobs=jobs, cluster=cluster)
        there = {digest(arrived.data) for arrived in _given(paths, receipts)}
        others = [receipt for receipt in receipts if receipt.sha256 not in there]
        earlier = received(workspace, others, passwords=passwords, jobs=jobs, cluster=cluster)
        together = with_earlier(workspace, given, files, earlier)
        standing = judged(workspace, together, holding, accept_fuzzy=accept_fuzzy, whole=False, keep_packages=False)
        files = standing.files[: len(files)]
    return Judgement(workspace.round, files, standing.eligibility)


def returns_of(
    workspace: Workspace, receipts: Sequence[Receipt], paths: Sequence[Path] = (), *, archive_only: bool = False,
    passwords: Sequence[str] = (), jobs: int | None = None, cluster: str | None = None,
) -> Iterator[Returned]:  # fmt: skip
    """What is to be judged, one by one: the files below these paths; with none, all that is received or, unless
    `archive_only`, lies in 收件/.

    Raises:
        PathError: a path that is not there or cannot be read.
    """
    if paths:
        yield from opened(_given(paths, receipts), _office(workspace, passwords), jobs, cluster=cluster)
        return
    yield from received(workspace, receipts, passwords=passwords, jobs=jobs, cluster=cluster)
    if not archive_only:
        yield from opened(_waiting(workspace, receipts), _office(workspace, passwords), jobs, cluster=cluster)


def judged(
    workspace: Workspace, returned: Iterable[Returned], decisions: Sequence[Decision] = (),
    papers: Sequence[Paper] = (), known: Known | None = None, *, accept_fuzzy: bool = False, whole: bool = True,
    keep_packages: bool = True,
) -> Standing:  # fmt: skip
    """Files in the order of receipt, judged together and placed among the other returns of their units; those in
    force also beside each other and beside the roster of former pilots. `known` is told what was read now.
    `whole`: all that was received is there, so that what is not there is missing. `keep_packages`: see `crossed`.

    Raises:
        XlpilotError: the roster cannot be used.
    """
    # First: the room that reading thousands of units leaves is taken up again by what is imported.
    round_ = workspace.round

    from xlpilot.commands.roster import former_pilots
    from xlpilot.ledger.crossed import crossed
    from xlpilot.ledger.standing import stand
    from xlpilot.review.judge import judge
    from xlpilot.review.shelf import Shelf

    roster, shelf = former_pilots(workspace), Shelf(workspace.state)
    reviews = judge(
        round_, returned, workspace.secrets.key, known.note if known else None, accept_fuzzy=accept_fuzzy,
        shelf=shelf,
    )  # fmt: skip
    standing = stand(round_, next(iter(round_.forms)), reviews, decisions, papers)
    return crossed(standing, roster, whole=whole, keep_packages=keep_packages, shelf=shelf)


def received(
    workspace: Workspace,
    receipts: Sequence[Receipt],
    as_of: dt.datetime | None = None,
    *,
    passwords: Sequence[str] = (),
    jobs: int | None = None,
    cluster: str | None = None,
    known: Known | None = None,
) -> Iterator[Returned]:
    """What the ledger knows, in the order of receipt, each read from the archive when it is asked for; the same bytes
    once.

    Args:
        as_of: only what was received by then; None takes all.
        passwords: for workbooks that have one to open.
        jobs: processes that read; None takes all cores for a large round. The result is the same.
        cluster: address of a Dask scheduler, whose workers read instead.
        known: what was read before; None takes what the last summary left.
    """
    archive = workspace.state / "archive"
    files = (
        Arrived(receipt.path, fetch(archive, receipt.sha256), receipt, receipt.sha256)
        for receipt in settled(receipts)
        if as_of is None or receipt.order[0] <= as_of
    )
    return _once(opened(files, _office(workspace, passwords), jobs, known or Known(workspace, passwords), cluster))


def _office(workspace: Workspace, passwords: Sequence[str]) -> Office:
    return Office(workspace.round, workspace.secrets.key, tuple(passwords))


def _once(files: Iterable[Returned]) -> Iterator[Returned]:
    """The same bytes from the same unit count once, be it alone or in a zip."""
    met: set[tuple[str, str | None, str]] = set()
    for file in files:
        # An archive that could not be opened has no content of its own to compare.
        key = (file.sha256, file.told, file.path if isinstance(file.content, Refusal) else "")
        if key not in met:
            met.add(key)
            yield file


def _given(paths: Sequence[Path], receipts: Sequence[Receipt]) -> Iterator[Arrived]:
    known = {receipt.sha256: receipt for receipt in settled(receipts)}
    for path, shown in files_below(paths):
        data = read(path)
        sha256 = digest(data)
        receipt = known.get(sha256)
        yield Arrived(shown, data, receipt, receipt.sha256 if receipt else sha256)


def _waiting(workspace: Workspace, receipts: Sequence[Receipt]) -> Iterator[Arrived]:
    """What lies in 收件/ and was not received yet: judged without a time of receipt."""
    known = {receipt.sha256 for receipt in receipts}
    for path in waiting(workspace):
        data = read(path)
        sha256 = digest(data)
        if sha256 not in known:
            yield Arrived(workspace.shown(path), data, None, sha256)
