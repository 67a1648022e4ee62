"""Who has returned what, on a given day: which return of a unit is in force, and what has become of the others.

Returns are ordered by their receipt, never by name. Nothing is added up and nothing is dropped without a finding, and
what only a person may settle is held until one has decided.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from xlpilot.findings import Place, Severity
from xlpilot.ledger.decided import after_waivers, waived
from xlpilot.ledger.events import Decision, DecisionKind, Paper, TimeSource
from xlpilot.ledger.versions import differences, matched, nothing_in_common
from xlpilot.moments import CHINA, spoken
from xlpilot.review.judge import FileReview, Verdict
from xlpilot.rounds.model import Form, Round, Unit
from xlpilot.rules import BY_CODE

_WHOLE = Place()
_FINAL = re.compile("最终版?|终稿|定稿|最新版?|final", re.IGNORECASE)


class Fate(StrEnum):
    """What has become of a return."""

    IN_FORCE = "采用"
    SUPERSEDED = "已替代"
    RETURNED = "退回"
    LATE = "逾期"
    HELD = "待决定"
    WITHDRAWN = "已撤回"
    ATTACHED = "附件"  # no return of the form: a letter, a scan


class State(StrEnum):
    """Where a unit stands."""

    MISSING = "未报"
    REPORTED = "已报"  # something came, and nobody can yet say what it is worth
    RETURNED = "退回"
    MENDED = "补正"
    LATE = "逾期"
    ACCEPTED = "通过"


@dataclass(frozen=True, slots=True)
class Version:
    """One return of a unit, in the order of receipt; `changes` says in words what it changed in the one before it."""

    review: FileReview
    fate: Fate
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UnitStanding:
    """Where one unit stands.

    Attributes:
        deadline: the unit's own, where it was extended.
        versions: its returns in the order of receipt, other files it sent among them.
        in_force: the return that counts; None where none does.
        papers: what lies in the office on paper.
        decisions: those that hold and are about this unit or its files.
    """

    unit: Unit
    state: State
    deadline: dt.datetime
    versions: tuple[Version, ...]
    in_force: FileReview | None
    papers: tuple[Paper, ...] = ()
    decisions: tuple[Decision, ...] = ()

    @property
    def last_received(self) -> dt.datetime | None:
        """When the unit's last file came, None where nothing did or nobody knows."""
        return max((v.review.received_at for v in self.versions if v.review.received_at), default=None)


@dataclass(frozen=True, slots=True)
class Standing:
    """All units that report a form, in official order; and every file judged, with the findings about its delivery."""

    round: Round
    form: Form
    units: tuple[UnitStanding, ...]
    files: tuple[FileReview, ...]
    decisions: tuple[Decision, ...]

    def fate(self, review: FileReview) -> Fate | None:
        """What has become of a file; None for one whose unit is not known or does not report this form."""
        return next((v.fate for unit in self.units for v in unit.versions if v.review is review), None)


def stand(
    round_: Round,
    form_key: str,
    reviews: Sequence[FileReview],
    decisions: Sequence[Decision] = (),
    papers: Sequence[Paper] = (),
) -> Standing:
    """Where every unit stands.

    Args:
        reviews: in the order of receipt.
        decisions: those that hold, in the order in which they were made.
    """
    form = round_.forms[form_key]
    judged = [waived(review, decisions) for review in reviews]
    placed: dict[int, FileReview] = dict(enumerate(judged))
    units = []
    for unit in round_.reporters(form):
        own = [at for at, review in placed.items() if review.unit == unit.code]
        about = _about(unit, [judged[at] for at in own], decisions)
        course = _Course(round_, unit, form, form_key, deadline_of(round_, unit.code, decisions), about)
        course.take_all({at: judged[at] for at in own})
        placed |= course.reviews
        versions = tuple(course.versions())
        in_force = placed[course.current] if course.current is not None else None
        ours = tuple(paper for paper in papers if paper.unit == unit.code)
        state = _state(course, versions)
        units.append(UnitStanding(unit, state, course.deadline, versions, in_force, ours, tuple(about)))
    assigned = {unit.code for unit in round_.reporters(form)}
    for at, review in placed.items():
        if review.unit not in assigned:
            placed[at] = _late_stray(round_, review)
    return Standing(round_, form, tuple(units), tuple(placed.values()), tuple(decisions))


def deadline_of(round_: Round, code: str | None, decisions: Sequence[Decision]) -> dt.datetime:
    """The deadline of a unit: the round's, or the one that was decided last for it or for all."""
    until = round_.deadline
    for decision in decisions:
        if decision.kind is DecisionKind.EXTEND and decision.until and decision.unit in (None, code):
            until = decision.until
    return until


def _about(unit: Unit, own: Sequence[FileReview], decisions: Sequence[Decision]) -> list[Decision]:
    files = {review.sha256 for review in own}
    return [
        one for one in decisions
        if one.unit == unit.code or one.sha256 in files or (one.kind is DecisionKind.EXTEND and one.unit is None)
    ]  # fmt: skip


class _Course:
    """The returns of one unit taken one after another in the order of receipt. Indexes are those of all reviews."""

    def __init__(
        self, round_: Round, unit: Unit, form: Form, form_key: str, deadline: dt.datetime, decisions: Sequence[Decision]
    ) -> None:
        self.round = round_
        self.unit, self.form, self.form_key, self.deadline, self.decisions = unit, form, form_key, deadline, decisions
        self.reviews: dict[int, FileReview] = {}
        self.fates: dict[int, Fate] = {}
        self.changes: dict[int, tuple[str, ...]] = {}
        self.current: int | None = None
        self.asked = False  # the unit has been told to mend something
        self.in_time = False  # a return came in time
        self._before: FileReview | None = None
        self._tied: dict[int, FileReview] = {}

    def take_all(self, reviews: Mapping[int, FileReview]) -> None:
        """Decide on all files of the unit, in the order of receipt."""
        takeable = {
            at: review for at, review in reviews.items()
            if review.table and self._is_return(review) and review.verdict is not Verdict.REJECTED
            and not self._decided(DecisionKind.WITHDRAW, review)
        }  # fmt: skip
        for at, review in takeable.items():
            rivals = (one for one in takeable.values() if _at_once(one, review) and _differ(one, review))
            rival = next(rivals, None)
            if rival:
                self._tied[at] = rival
        for at, review in reviews.items():
            self._take(at, review)

    def _take(self, at: int, review: FileReview) -> None:
        self.reviews[at] = review
        if not self._is_return(review):
            self.fates[at] = Fate.ATTACHED
            return
        if self._before and self._before.table and review.table:
            self.changes[at] = tuple(differences(self.form, self._before.table, review.table))
        self._before = review
        self._look_at_date(at, review)
        self.fates[at] = self._fate(at, review)

    def _look_at_date(self, at: int, review: FileReview) -> None:
        """XP707: a date in the form's line, the day on which it was filled in, that lies outside the round."""
        for field in self.form.line:
            line = review.table.line.get(field.name) if review.table else None
            if review.table is None or line is None or field.fill or not isinstance(line.value, dt.date):
                continue
            last = self.deadline.astimezone(CHINA).date()
            what = ""
            if self.round.published_on and line.value < dt.date.fromisoformat(self.round.published_on):
                what = f"早于通知的发文日期（{self.round.published_on}）"
            elif line.value.year < self.round.year:
                what = f"不是{self.round.year}年的日期"
            elif line.value > last and not self.asked:  # what is mended after the deadline may well be dated so
                what = f"晚于截止日期（{last.isoformat()}）"
            if what:
                words = {"date": line.value.isoformat(), "what": what}
                self._tell(at, "XP707", line.typed, place=review.table.line_place(field.name), words=words)

    def _is_return(self, review: FileReview) -> bool:
        """Scans, letters, other forms are none; a workbook that cannot be read is a return all the same."""
        if review.kind != "unknown":
            return review.kind == self.form_key
        return not any(finding.code in ("XP103", "XP111") for finding in review.findings)

    def _fate(self, at: int, review: FileReview) -> Fate:
        gone = self._decided(DecisionKind.WITHDRAW, review)
        if gone:
            self._tell(at, "XP708", number=gone.id, reason=gone.reason)
            return Fate.WITHDRAWN
        accepted = self._decided(DecisionKind.ACCEPT_LATE, review) is not None
        held = None if accepted else self._untimely(at, review)
        if held:
            return held
        self.in_time = True
        if review.verdict is Verdict.REJECTED:
            self.asked = True
            return Fate.RETURNED
        if at in self._tied:
            self._tell(at, "XP705", other=self._tied[at].path)
            return Fate.HELD
        before = None if self.current is None else self.reviews[self.current]
        if before is not None and before.table and review.table:
            held = self._against(at, review, before)
            if held:
                return held
        if review.verdict is Verdict.RETURNED:
            self.asked = True
        if self.current is not None:
            self._supersede(self.current, review)
        self.current = at
        return Fate.IN_FORCE

    def _untimely(self, at: int, review: FileReview) -> Fate | None:
        received = review.received_at
        if received is None:
            if review.arrival and review.arrival.source == TimeSource.UNKNOWN:
                self._tell(at, "XP703")
                return Fate.HELD
            return None  # not received yet
        if received <= self.deadline:
            return None
        words = {"received": spoken(received), "deadline": spoken(self.deadline)}
        if not self.in_time:
            self._tell(at, "XP701", words=words)
            self.reviews[at] = replace(self.reviews[at], verdict=Verdict.REJECTED)
            return Fate.LATE
        if not self.asked:
            self._tell(at, "XP704", words=words)
            return Fate.HELD
        return None

    def _against(self, at: int, review: FileReview, before: FileReview) -> Fate | None:
        """Hold what is no newer version of the one in force, or no better one."""
        assert before.table is not None
        assert review.table is not None
        if nothing_in_common(self.form, before.table, review.table):
            self._tell(at, "XP705", other=before.path)
            assert self.current is not None
            self._tell(self.current, "XP705", severity=Severity.WARNING, other=review.path)
            return Fate.HELD
        if before.verdict is Verdict.ACCEPTED and review.verdict is Verdict.RETURNED:
            self._tell(at, "XP706", kept=before.path)
            self.asked = True
            return Fate.RETURNED
        return None

    def _supersede(self, old: int, by: FileReview) -> None:
        review = self.reviews[old]
        self._tell(old, "XP702", by=by.path)
        self.fates[old] = Fate.SUPERSEDED
        found = _FINAL.search(review.path.rpartition("/")[2])
        if found:
            self._tell(old, "XP709", word=found[0], by=by.path)
        if review.table and by.table:
            at = next(at for at, one in self.reviews.items() if one is by)
            for before, after in matched(self.form, review.table, by.table):
                if after is None and before is not None and self.form.unique_keys:
                    name = self.form.unique_keys[0][0]
                    project = review.table.typed[name][before]
                    self._tell(at, "XP711", project, before=review.path, row=review.table.rows[before], project=project)

    def _tell(self, at: int, code: str, value: str = "", place: Place = _WHOLE, **words: object) -> None:
        review = self.reviews[at]
        finding = after_waivers(BY_CODE[code].at(place, value, **words), review, self.decisions)  # type: ignore[arg-type]
        verdict = review.verdict
        if finding.severity is Severity.ERROR and verdict is Verdict.ACCEPTED:
            verdict = Verdict.RETURNED
        self.reviews[at] = replace(review, findings=(finding, *review.findings), verdict=verdict)

    def _decided(self, kind: DecisionKind, review: FileReview) -> Decision | None:
        return next(
            (
                one for one in reversed(self.decisions)
                if one.kind is kind and (one.sha256 == review.sha256 if one.sha256 else one.unit == self.unit.code)
            ),
            None,
        )  # fmt: skip

    def versions(self) -> Iterator[Version]:
        """Every file taken, with what has become of it."""
        for at, review in self.reviews.items():
            yield Version(review, self.fates[at], self.changes.get(at, ()))


def _at_once(one: FileReview, other: FileReview) -> bool:
    """Whether two files came in the same run with the same time of receipt: neither is the newer one."""
    if one.arrival is None or other.arrival is None:
        return False
    return one.arrival.batch == other.arrival.batch and one.received_at == other.received_at


def _differ(one: FileReview, other: FileReview) -> bool:
    return one.table is not None and other.table is not None and one.table.values != other.table.values


def _state(course: _Course, versions: Sequence[Version]) -> State:
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


def _late_stray(round_: Round, review: FileReview) -> FileReview:
    if not review.received_at or review.received_at <= round_.deadline:
        return review
    words = {"received": spoken(review.received_at), "deadline": spoken(round_.deadline)}
    finding = BY_CODE["XP701"].at(Place(), words=words)
    return replace(review, verdict=Verdict.REJECTED, findings=(finding, *review.findings))


def superseded(review: FileReview) -> bool:
    """Whether a later return of the same unit has taken this file's place."""
    return any(finding.code == "XP702" for finding in review.findings)


def replaced(review: FileReview) -> bool:
    """Whether a file's faults are nobody's business any more: a later one took its place, or it was withdrawn."""
    return any(finding.code in ("XP702", "XP708") for finding in review.findings)
