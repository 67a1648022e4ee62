"""consolidate: receive, validate, and write the city's workbook."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from xlpilot.commands.kept import keep, kept
from xlpilot.commands.known import Known
from xlpilot.commands.marked import Marked, write_marked
from xlpilot.commands.proposed import write_proposed
from xlpilot.commands.receive import receive
from xlpilot.commands.validate import Judgement, judged, received
from xlpilot.files import refuse_if_open, whole_file
from xlpilot.ledger.archive import digest_of
from xlpilot.ledger.events import TimeSource, Written, standing_decisions
from xlpilot.ledger.lock import alone
from xlpilot.ledger.store import open_ledger
from xlpilot.moments import now
from xlpilot.rounds.workspace import Workspace
from xlpilot.values import dataclass

if TYPE_CHECKING:
    from xlpilot.rollup.changes import Changes
    from xlpilot.rollup.merge import CitySummary

# Of so many outputs a copy is kept, to tell what changed in them.
_MOST_KEPT = 8


@dataclass(frozen=True, slots=True)
class Consolidated:
    """The summary, the workbook written, the judgement behind it, the marked copies, and what changed since the last
    summary; how many files were read now, and how many were known from then.
    """

    summary: CitySummary
    judgement: Judgement
    output: Path
    marked: Marked
    changes: Changes
    read: int
    reused: int

    @property
    def exit_code(self) -> int:
        """1 where any file has a finding of severity error, else 0."""
        return self.judgement.exit_code


@alone
def consolidate(
    workspace: Workspace,
    paths: Sequence[Path] = (),
    *,
    output: Path | None = None,
    received_at: dt.datetime | TimeSource | None = None,
    passwords: Sequence[str] = (),
    jobs: int | None = None,
    cluster: str | None = None,
    public: bool = False,
    accept_fuzzy: bool = False,
) -> Consolidated:
    """Receive what lies below these paths (default: 收件/), judge all that was ever received, write the summary
    and the marked copies (a marked copy that is open in Excel is told in `marked.problems`).

    Args:
        public: leave all telephone numbers out, and write to a file of its own beside the office's.
        accept_fuzzy: a typo in a closed list is taken for the one option that it is most like (XP231).

    Raises:
        OutputBusyError: the summary is open in Excel; the old one is intact.
        PathError: a path that is not there, an output that cannot be written; a file that cannot be read or is still
            being written: all others are received then, and the summary stays as it is.
    """
    form_key = next(iter(workspace.round.forms))
    form = workspace.round.forms[form_key]
    target = output or workspace.summary / (public_name(form.file) if public else form.file)
    refuse_if_open(target)
    receive(workspace, paths, received_at=received_at)
    # Heavy, and of no use where the output cannot be written anyway.
    from xlpilot.rollup.changes import Changes, changes
    from xlpilot.rollup.city_workbook import write_city_workbook
    from xlpilot.rollup.merge import merge

    with open_ledger(workspace.state / "ledger.sqlite") as ledger:
        receipts, decisions, papers = ledger.receipts(), ledger.decisions(), ledger.papers()
    known = Known(workspace, passwords)
    returned = received(workspace, receipts, passwords=passwords, jobs=jobs, cluster=cluster, known=known)
    summary = merge(
        judged(workspace, returned, standing_decisions(decisions), papers, known, accept_fuzzy=accept_fuzzy)
    )
    known.save()
    last, sha256, before = _write(
        workspace, target, summary, lambda stream: write_city_workbook(summary, stream, public=public)
    )
    marked = write_marked(workspace, summary.files, passwords=passwords)
    proposed, failed = write_proposed(workspace, summary.standing)
    marked = replace(marked, written=(*marked.written, *proposed), problems=(*marked.problems, *failed))
    judgement = Judgement(workspace.round, summary.files, summary.standing.eligibility)
    if last is None or last.sha256 == sha256:
        told = Changes(last.noted_at if last else None, () if last else None)
    else:
        told = changes(summary, last.noted_at, before, target.read_bytes())
    return Consolidated(summary, judgement, target, marked, told, known.read, known.reused)


def public_name(file: str) -> str:
    """Name of the public workbook beside the office's own."""
    return f"{file.removesuffix('.xlsx')}（公开）.xlsx"


def _write(
    workspace: Workspace, target: Path, summary: CitySummary, write: Callable[[BinaryIO], None]
) -> tuple[Written | None, str, bytes | None]:
    """Note that the summary is about to be written, write it, note that it was: a run that is killed in between can be
    told from a summary that somebody changed. Where nothing is new, nothing is written.

    Gives the last one at this path, the hash of the new one, and where that is another, the last one's bytes, as far as
    they are still known.
    """
    from xlpilot.rollup.control import control

    path = workspace.shown(target)
    with open_ledger(workspace.state / "ledger.sqlite") as ledger:
        last = ledger.last_written(path)
    was = _digest_of(target)
    with whole_file(target) as stream:
        write(stream)
        sha256 = digest_of(stream)
        before = _before(workspace, target, last.sha256, was) if last and last.sha256 != sha256 else None
        if was != sha256:
            with open_ledger(workspace.state / "ledger.sqlite") as ledger:
                ledger.writing(path, sha256, now())
    with open_ledger(workspace.state / "ledger.sqlite") as ledger:
        read, included, excluded = summary.totals
        totals = {line.category: (line.read, line.included, line.excluded) for line in control(summary)}
        ledger.wrote(Written(path, sha256, now(), read, included, excluded, summary.by_category(), totals))
        paths = ledger.written_paths()
        needed = {one.sha256 for one in map(ledger.last_written, paths[-_MOST_KEPT:]) if one}
    keep(workspace, target, sha256, needed)
    return last, sha256, before


def _before(workspace: Workspace, target: Path, sha256: str, was: str) -> bytes | None:
    """The bytes of the last summary at this path, where they are still known."""
    data = kept(workspace, sha256)
    return target.read_bytes() if data is None and was == sha256 else data


def _digest_of(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            return digest_of(stream)
    except OSError:
        return ""
