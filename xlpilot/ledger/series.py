"""Applications and plans of one unit: files about the same project are versions of each other, all others are not."""

from __future__ import annotations

from collections.abc import Mapping

from xlpilot.ledger.course import Course, Fate, Version
from xlpilot.ledger.documents import subject
from xlpilot.review.across.applicant import Names
from xlpilot.review.judge import FileReview
from xlpilot.rounds.model import PLAN, Round
from xlpilot.values import dataclass


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


def subjects(round_: Round, names: Names, reviews: Mapping[int, FileReview]) -> dict[tuple[str, str, str], list[int]]:
    """Kind, applicant's key and project's key -> numbers of one unit's applications and plans about it, in order."""
    found: dict[tuple[str, str, str], list[int]] = {}
    for at, review in reviews.items():
        if review.kind in (PLAN, application_form(round_)):
            _, *about = subject(round_, names, review)
            found.setdefault((about[0], about[1], about[2]), []).append(at)
    return found


__all__ = ["PlanCourse", "Series", "application_form", "subjects"]
