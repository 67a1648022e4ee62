"""What a person's decision does to a review: a waived finding stays, as a note that says who waived it and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from xlpilot.findings import Finding, Severity
from xlpilot.ledger.events import Decision, DecisionKind
from xlpilot.review.judge import FileReview, verdict_of

# Without a value, or without knowing whose it is, there is nothing that could be taken.
NEVER_WAIVED = frozenset(
    ("XP101", "XP102", "XP103", "XP104", "XP105", "XP106", "XP107", "XP108", "XP111", "XP116", "XP206", "XP207",
     "XP213", "XP214", "XP230", "XP401", "XP402", "XP422")
)  # fmt: skip


class Decided:
    """The decisions that hold, looked up by whom or what they are about: their number does not matter to a file."""

    def __init__(self, decisions: Sequence[Decision]) -> None:
        self._of_unit: dict[str | None, list[tuple[int, Decision]]] = {}
        self._of_file: dict[str, list[tuple[int, Decision]]] = {}
        self._of_all: list[tuple[int, Decision]] = []
        for at, one in enumerate(decisions):
            if one.unit is None and one.kind is DecisionKind.EXTEND:
                self._of_all.append((at, one))
            elif one.unit is not None or not one.sha256:
                self._of_unit.setdefault(one.unit, []).append((at, one))
            if one.sha256:
                self._of_file.setdefault(one.sha256, []).append((at, one))

    def about(self, unit: str | None, reviews: Iterable[FileReview] = ()) -> list[Decision]:
        """Those about a unit, about all units, or about one of these files, in the order in which they were made."""
        found = dict(self._of_all)
        found |= self._of_unit.get(unit, ()) if unit is not None else ()
        for review in reviews:
            found |= self._of_file.get(review.sha256, ())
        return [found[at] for at in sorted(found)]

    def waivers(self, review: FileReview) -> list[Decision]:
        """Those that may waive a finding of a file, in the order in which they were made."""
        found = dict(self._of_unit.get(review.unit, ())) | dict(self._of_file.get(review.sha256, ()))
        return [found[at] for at in sorted(found)]


def waived(review: FileReview, decisions: Sequence[Decision]) -> FileReview:
    """The review with waived findings turned into notes, and the verdict that follows."""
    waivers = [one for one in decisions if one.kind is DecisionKind.WAIVE and _about(one, review)]
    if not waivers:
        return review
    findings = tuple(after_waivers(finding, review, waivers) for finding in review.findings)
    return replace(review, findings=findings, verdict=verdict_of(findings))


def _about(decision: Decision, review: FileReview) -> bool:
    if decision.sha256 and review.part is not None:
        return False  # of a file of several units it does not say whose fault may stay
    return decision.sha256 == review.sha256 if decision.sha256 else decision.unit == review.unit


def after_waivers(finding: Finding, review: FileReview, decisions: Sequence[Decision]) -> Finding:
    """The finding, or the note that it has become where a decision about its file waives it."""
    for one in decisions:
        if one.kind is not DecisionKind.WAIVE or one.rule != finding.code or not _about(one, review):
            continue
        if not one.cell or one.cell == finding.place.cell:
            words = f"{finding.message}（第{one.id}号决定：准予例外，{one.reason}）"
            return replace(finding, severity=Severity.INFO, message=words, fix="无需处理")
    return finding
