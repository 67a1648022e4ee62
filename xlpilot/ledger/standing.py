"""Who has returned what, on a given day: which return of a unit is in force, and what has become of the others.

Nothing is added up and nothing is dropped without a finding.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING

from xlpilot.findings import Place, Severity
from xlpilot.ledger.course import Course, Fate, Version
from xlpilot.ledger.decided import Decided, waived
from xlpilot.ledger.events import Decision, DecisionKind, Paper
from xlpilot.ledger.reporting import Reporting
from xlpilot.ledger.series import Series, application_form
from xlpilot.moments import spoken
from xlpilot.review.across.applicant import Names
from xlpilot.review.across.eligibility import EligibilityCheck
from xlpilot.review.judge import FileReview, Returned, Verdict
from xlpilot.rounds.model import PLAN, Form, Round, Unit
from xlpilot.rules import BY_CODE
from xlpilot.values import dataclass, field

if TYPE_CHECKING:
    from xlpilot.ledger.packages import UnitPackage

_LAST = dt.datetime.max.replace(tzinfo=dt.UTC)


class State(StrEnum):
    """Where a unit stands."""

    MISSING = "未报"
    REPORTED = "已报"  # something came, and nobody can yet say what it is worth
    RETURNED = "退回"
    MENDED = "补正"
    LATE = "逾期"
    ACCEPTED = "通过"


@dataclass(frozen=True, slots=True)
class UnitStanding:
    """Where one unit stands.

    Attributes:
        deadline: the unit's own, where it was extended.
        versions: its returns in the order of receipt, other files it sent among them.
        in_force: the return that counts, of several applications the last one; None where none does.
        papers: what lies in the office on paper.
        decisions: those that hold and are about this unit or its files.
        reports: key of the form that it reports: the summary, or the application for a unit that sends only that.
        series: its applications and plans, one for each project.
    """

    unit: Unit
    state: State
    deadline: dt.datetime
    versions: tuple[Version, ...]
    in_force: FileReview | None
    papers: tuple[Paper, ...] = ()
    decisions: tuple[Decision, ...] = ()
    reports: str = ""
    series: tuple[Series, ...] = ()

    @property
    def taken(self) -> tuple[FileReview, ...]:
        """The returns whose rows count: the summary in force, or every application in force of a unit without one."""
        own = tuple(one.in_force for one in self.series if one.kind == self.reports and one.in_force)
        return own or ((self.in_force,) if self.in_force else ())

    @property
    def proposed(self) -> tuple[FileReview, ...]:
        """Applications in force of a unit that should have sent a summary too and has sent none, not even a bad one."""
        returns = any(v.fate is not Fate.ATTACHED and v.review.kind in (self.reports, "unknown") for v in self.versions)
        own = [one.in_force for one in self.series if one.kind not in (self.reports, PLAN) and one.in_force]
        return () if returns else tuple(own)

    @property
    def last_received(self) -> dt.datetime | None:
        """When the unit's last file came, None where nothing did or nobody knows."""
        return max((v.review.received_at for v in self.versions if v.review.received_at), default=None)


@dataclass(frozen=True, slots=True)
class Standing:
    """All units that report, in official order; and every file judged, with the findings about its delivery.

    Units that report the form itself, and those that report nothing but applications, whose rows are taken from there.
    `packages`: what each unit that has sent anything has sent for each project, by its code.
    `eligibility`: how the check against former pilots went; None where the round asks for none, or it was not tried.
    """

    round: Round
    form: Form
    units: tuple[UnitStanding, ...]
    files: tuple[FileReview, ...]
    decisions: tuple[Decision, ...]
    eligibility: EligibilityCheck | None = None
    packages: Mapping[str, UnitPackage] = field(default_factory=dict)

    @property
    def own(self) -> tuple[UnitStanding, ...]:
        """The units that report the form itself."""
        return tuple(unit for unit in self.units if self.round.forms.get(unit.reports) is self.form)

    @property
    def others(self) -> tuple[UnitStanding, ...]:
        """The units that report nothing but applications."""
        return tuple(unit for unit in self.units if self.round.forms.get(unit.reports) is not self.form)


def stand(
    round_: Round,
    form_key: str,
    reviews: Sequence[FileReview],
    decisions: Sequence[Decision] = (),
    papers: Sequence[Paper] = (),
) -> Standing:
    """Where every unit stands.

    Args:
        reviews: in any order; those that were not received yet count as the last ones, as they are given.
        decisions: those that hold, in the order in which they were made.
    """
    form = round_.forms[form_key]
    looked_up = Decided(decisions)
    judged = [waived(review, looked_up.waivers(review)) for review in reviews]
    placed: dict[int, FileReview] = dict(enumerate(judged))
    files: dict[str | None, list[int]] = {}
    for at in sorted(placed, key=lambda at: receipt_order(judged[at])):
        files.setdefault(judged[at].unit, []).append(at)
    names = Names(round_)
    summaries = {unit.code for unit in round_.reporters(form)}
    application = application_form(round_)
    others = {unit.code for unit in round_.reporters(round_.forms[application])} if application else set()
    on_paper: dict[str, list[Paper]] = {}
    for paper in papers:
        on_paper.setdefault(paper.unit, []).append(paper)
    units = []
    for unit in round_.units:
        if unit.code not in summaries and unit.code not in others:
            continue
        own = {at: judged[at] for at in files.get(unit.code, [])}
        about = looked_up.about(unit.code, own.values())
        key = form_key if unit.code in summaries or application is None else application
        deadline = deadline_of(round_, unit.code, about)
        course = Course(round_, unit, round_.forms[key], key, deadline, about)
        reporting = Reporting(course, own, names, whole=key == form_key)
        placed |= reporting.reviews
        state = _state(course, list(course.versions())) if key == form_key else _state_of(reporting)
        ours = tuple(on_paper.get(unit.code, ()))
        units.append(
            UnitStanding(
                unit, state, course.deadline, reporting.versions, reporting.in_force, ours, tuple(about), key,
                reporting.series,
            )
        )  # fmt: skip
    assigned = {unit.unit.code for unit in units}
    for at, review in placed.items():
        if review.unit not in assigned:
            placed[at] = _late_stray(review, deadline_of(round_, review.unit, looked_up.about(review.unit)))
    return Standing(round_, form, tuple(units), tuple(placed.values()), tuple(decisions))


def receipt_order(review: FileReview | Returned) -> tuple[dt.datetime, int]:
    """By time of receipt, of equal times the one noted first; what was not received yet comes last."""
    if review.arrival is None:
        return review.received_at or _LAST, 0
    return review.received_at or review.arrival.noted_at or _LAST, review.arrival.number


def deadline_of(round_: Round, code: str | None, decisions: Sequence[Decision]) -> dt.datetime:
    """The deadline of a unit: the round's, or the one that was decided last for it or for all."""
    until = round_.deadline
    for decision in decisions:
        if decision.kind is DecisionKind.EXTEND and decision.until and decision.unit in (None, code):
            until = decision.until
    return until


def _state(course: Course, versions: Sequence[Version]) -> State:
    fates = [version.fate for version in versions]
    if course.current is not None:
        newest = next(v for v in reversed(versions) if v.fate in (Fate.IN_FORCE, Fate.RETURNED))
        if newest.review.verdict is not Verdict.ACCEPTED:
            return State.RETURNED
        return State.MENDED if course.asked else State.ACCEPTED
    if Fate.RETURNED in fates:
        return State.RETURNED
    if Fate.LATE in fates:
        return State.LATE
    if any(version.fate is Fate.ATTACHED and version.review.verdict is Verdict.REJECTED for version in versions):
        return State.RETURNED
    return State.REPORTED if versions else State.MISSING


def _state_of(reporting: Reporting) -> State:
    """Where a unit stands that reports nothing but applications: the gravest of what is in force."""
    fates = [version.fate for version in reporting.versions]
    own = [course for course in reporting.courses if course.current is not None]
    if own:
        if any(course.reviews[course.current or 0].verdict is not Verdict.ACCEPTED for course in own):
            return State.RETURNED
        return State.MENDED if any(course.asked for course in reporting.courses) else State.ACCEPTED
    if Fate.RETURNED in fates:
        return State.RETURNED
    if Fate.LATE in fates:
        return State.LATE
    refused = (
        one for one in reporting.versions if one.fate is Fate.ATTACHED and one.review.verdict is Verdict.REJECTED
    )
    if next(refused, None):
        return State.RETURNED
    return State.REPORTED if fates else State.MISSING


def _late_stray(review: FileReview, deadline: dt.datetime) -> FileReview:
    if not review.received_at or review.received_at <= deadline:
        return review
    words = {"received": spoken(review.received_at), "deadline": spoken(deadline)}
    if review.document:  # a direct unit's: as with a county's, a person says whether it is taken
        finding = BY_CODE["XP701"].at(Place(), severity=Severity.WARNING, words=words)
        return replace(review, findings=(finding, *review.findings))
    finding = BY_CODE["XP701"].at(Place(), words=words)
    return replace(review, verdict=Verdict.REJECTED, findings=(finding, *review.findings))


def superseded(review: FileReview) -> bool:
    """Whether a later return of the same unit has taken this file's place."""
    return any(finding.code == "XP702" for finding in review.findings)


def replaced(review: FileReview) -> bool:
    """Whether a file's faults are nobody's business any more: a later one took its place, or it was withdrawn."""
    return any(finding.code in ("XP702", "XP708") for finding in review.findings)


__all__ = [
    "Fate",
    "Standing",
    "State",
    "UnitStanding",
    "Version",
    "deadline_of",
    "receipt_order",
    "replaced",
    "stand",
    "superseded",
]
