"""The returns of one unit, one after another: which is in force, and what becomes of the others.

They are taken in the order of receipt, never by name. What only a person may settle is held until one has decided.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum

from xlpilot.findings import Place, Severity
from xlpilot.ledger.decided import after_waivers
from xlpilot.ledger.events import Decision, DecisionKind, TimeSource
from xlpilot.ledger.versions import all_differences, both, matched, nothing_in_common
from xlpilot.moments import CHINA, spoken
from xlpilot.review.judge import FileReview, Verdict, verdict_of
from xlpilot.rounds.model import Form, Round, Unit
from xlpilot.rules import BY_CODE
from xlpilot.values import dataclass

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


@dataclass(frozen=True, slots=True)
class Version:
    """One return of a unit, in the order of receipt; `changes` says in words what it changed in the one before it."""

    review: FileReview
    fate: Fate
    changes: tuple[str, ...] = ()


class Course:
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
        self._asked_for: set[str] = set()  # kinds of documents that came in time and were sent back
        self._before: FileReview | None = None
        self._tied: dict[int, FileReview] = {}

    def take_all(self, reviews: Mapping[int, FileReview]) -> None:
        """Decide on all files of the unit, in the order of receipt."""
        takeable = {
            at: review for at, review in reviews.items()
            if review.table and self._is_return(review) and review.verdict is not Verdict.REJECTED
            and not self._decided(DecisionKind.WITHDRAW, review)
        }  # fmt: skip
        self._tied = dict(_rivals(takeable))
        for at, review in reviews.items():
            self._take(at, review)
        if self.current is not None:
            self.keep_evidence()

    def keep_evidence(self) -> None:
        """A scan beside the form itself is no fault; without the form it stays one."""
        for at, review in self.reviews.items():
            if review.evidence:
                kept = [
                    replace(one, severity=Severity.INFO, fix="已留存，内容没有核对") if one.code == "XP103" else one
                    for one in review.findings
                ]
                self.reviews[at] = replace(review, findings=tuple(kept), verdict=verdict_of(kept))

    def _take(self, at: int, review: FileReview) -> None:
        self.reviews[at] = review
        if not self._is_return(review):
            self.fates[at] = Fate.ATTACHED
            if review.document:
                self._look_at_time(at, review)
            return
        if self._before and self._before.table and review.table:
            self.changes[at] = tuple(all_differences(self.round, self._before.table, review.table))
        self._before = review
        self._look_at_date(at, review)
        self.fates[at] = self._fate(at, review)

    def _look_at_time(self, at: int, review: FileReview) -> None:
        """XP701 as a warning where a plan or a letter came late: a person says whether it is taken.

        What the unit had to mend may come later.
        """
        received = review.received_at
        if received is None or received <= self.deadline:
            if review.verdict is Verdict.RETURNED:
                self._asked_for.add(review.kind)
        elif review.kind not in self._asked_for and not self._decided(DecisionKind.ACCEPT_LATE, review):
            words = {"received": spoken(received), "deadline": spoken(self.deadline)}
            self._tell(at, "XP701", severity=Severity.WARNING, words=words)

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
            self._supersede(self.current, at, review)
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

    def _supersede(self, old: int, at: int, by: FileReview) -> None:
        review = self.reviews[old]
        self._tell(old, "XP702", by=by.path)
        self.fates[old] = Fate.SUPERSEDED
        found = _FINAL.search(review.path.rpartition("/")[2])
        if found:
            self._tell(old, "XP709", word=found[0], by=by.path)
        if review.table and by.table:
            for form, earlier, new in both(self.round, review.table, by.table):
                for before, after in matched(form, earlier, new):
                    if after is None and before is not None and form.unique_keys:
                        project = earlier.typed[form.unique_keys[0][0]][before]
                        self._tell(at, "XP711", project, before=review.path, row=earlier.rows[before], project=project)

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


def _rivals(reviews: Mapping[int, FileReview]) -> Iterator[tuple[int, FileReview]]:
    """The files that came in the same run with the same time of receipt as another one that says something else,
    each with the first such other: neither is the newer one.
    """
    at_once: dict[tuple[int, dt.datetime | None], list[int]] = {}
    for at, review in reviews.items():
        if review.arrival:
            at_once.setdefault((review.arrival.batch, review.received_at), []).append(at)
    for numbers in at_once.values():
        first = reviews[numbers[0]]
        different = {at for at in numbers[1:] if _differ(reviews[at], first)}
        other = next((reviews[at] for at in numbers if at in different), None)
        if other:
            yield from ((at, first if at in different else other) for at in numbers)


def _differ(one: FileReview, other: FileReview) -> bool:
    if one.table is None or other.table is None:
        return False
    return [table.values for table in one.table.all] != [table.values for table in other.table.all]
