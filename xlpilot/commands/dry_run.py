"""validate --only-rule: how many returns a rule would hit, before it is put in force."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from xlpilot.commands.explain import explain
from xlpilot.commands.validate import returns_of
from xlpilot.findings import Finding, Severity
from xlpilot.ledger.store import open_ledger
from xlpilot.rounds.workspace import Workspace
from xlpilot.rules.base import Rule
from xlpilot.rules.severity import OFF, adjustable
from xlpilot.values import dataclass

if TYPE_CHECKING:
    from xlpilot.review.judge import FileReview, Returned


@dataclass(frozen=True, slots=True)
class DryRun:
    """What a rule would do.

    Attributes:
        severity: the one in force, 'off' where the round has set it off.
        files: how many returns were judged.
        hits: the returns that it hits, each with its findings, all with the rule's own severity.
        more_returned: paths of the returns that are accepted without the rule and would go back were it an error.
    """

    rule: Rule
    severity: str
    files: int
    hits: tuple[tuple[FileReview, tuple[Finding, ...]], ...]
    more_returned: tuple[str, ...]

    @property
    def findings(self) -> int:
        """How many findings there would be."""
        return sum(len(findings) for _, findings in self.hits)


def dry_run(
    workspace: Workspace, codes: Sequence[str], paths: Sequence[Path] = (), *, archive_only: bool = False,
    passwords: Sequence[str] = (), jobs: int | None = None,
) -> list[DryRun]:  # fmt: skip
    """Try rules on returns that came; nothing is recorded or written, and decisions are not looked at.

    Args:
        paths: the files to judge; with none, all that was ever received and, unless `archive_only`, lies in 收件/.

    Raises:
        XlpilotError: no such rule.
    """
    rules = [explain(code) for code in dict.fromkeys(codes)]
    with open_ledger(workspace.state / "ledger.sqlite") as ledger:
        receipts = ledger.receipts()
    # Judged several times.
    returned = list(returns_of(workspace, receipts, paths, archive_only=archive_only, passwords=passwords, jobs=jobs))
    return [_tried(workspace, rule, returned) for rule in rules]


def _tried(workspace: Workspace, rule: Rule, returned: Sequence[Returned]) -> DryRun:
    in_force = workspace.round.severity.get(rule.code, rule.severity.value)
    from xlpilot.review.judge import Verdict

    own = _judged(workspace, rule, returned, None)
    hits = []
    for review in own:
        found = tuple(finding for finding in review.findings if finding.code == rule.code)
        if found:
            hits.append((review, found))
    more: list[str] = []
    if adjustable(rule.code):
        without = _judged(workspace, rule, returned, OFF)
        strict = _judged(workspace, rule, returned, "error")
        more = [
            after.path for before, after in zip(without, strict, strict=True)
            if before.verdict is Verdict.ACCEPTED and after.verdict is not Verdict.ACCEPTED
        ]  # fmt: skip
    elif rule.severity is Severity.ERROR:
        more = [review.path for review, _ in hits]
    return DryRun(rule, in_force, len(returned), tuple(hits), tuple(more))


def _judged(
    workspace: Workspace, rule: Rule, returned: Sequence[Returned], severity: Literal["off", "error"] | None
) -> list[FileReview]:
    from xlpilot.review.judge import judge

    set_ = {code: told for code, told in workspace.round.severity.items() if code != rule.code}
    if severity:
        set_[rule.code] = severity
    round_ = workspace.round.model_copy(update={"severity": set_})
    return judge(round_, returned, workspace.secrets.key)
