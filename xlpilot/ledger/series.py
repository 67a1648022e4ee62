"""Applications and plans of one unit: files about the same project are versions of each other, all others are not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xlpilot.intake.normalise import key
from xlpilot.ledger.course import Course, Fate, Version
from xlpilot.ledger.documents import stem
from xlpilot.review.across.applicant import Names, applicants, project_key
from xlpilot.review.judge import FileReview
from xlpilot.review.plan import PlanReading
from xlpilot.rounds.model import PLAN, Round, Unit


@dataclass(frozen=True, slots=True)
class Series:
    """The versions of one application or plan, in the order of receipt, and the one in force; None where none is."""

    kind: str
    versions: tuple[Version, ...]
    in_force: FileReview | None


class PlanCourse(Course):
    """The versions of one plan. Whether it came in time was looked at beside the unit's other files."""

    def _untimely(self, at: int, review: FileReview) -> Fate | None:
        late = any(finding.code == "XP701" for finding in self.reviews[at].findings)
        return Fate.LATE if late else None


def application_form(round_: Round) -> str | None:
    """Key of the form that is sent once for each project (附件2); None where the round has none."""
    return next((name for name, form in round_.forms.items() if form.kind == "grid"), None)


def subjects(
    round_: Round, unit: Unit, names: Names, reviews: Mapping[int, FileReview]
) -> dict[tuple[str, str, str], list[int]]:
    """Kind, applicant's key and project's key -> numbers of the files about it, in their order.

    A file whose content names no project stands for itself, by its name.
    """
    found: dict[tuple[str, str, str], list[int]] = {}
    application = application_form(round_)
    for at, review in reviews.items():
        if review.kind == PLAN:
            who, project = _of_plan(review, unit, names)
        elif review.kind == application and review.table:
            one = next(iter(applicants(round_, [(at, review)], names)), None)
            who, project = (one.who, one.project_key) if one else ("", "")
        else:
            continue
        found.setdefault((review.kind, who, project or f"|{stem_key(review.path)}"), []).append(at)
    return found


def _of_plan(review: FileReview, unit: Unit, names: Names) -> tuple[str, str]:
    reading = review.document
    if not isinstance(reading, PlanReading):
        return "", ""
    school, code = names.of(reading.unit.value, unit) if reading.unit else ("", "")
    return code or school, project_key(reading.project.value) if reading.project else ""


def stem_key(path: str) -> str:
    """A file's name for comparing, without its folder and its ending."""
    return key(stem(path))


__all__ = ["PlanCourse", "Series", "application_form", "stem_key", "subjects"]
