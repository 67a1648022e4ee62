"""All files of one unit in the order of receipt: the summary's course, and beside it each application and plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from xlpilot.ledger.course import Course, Version
from xlpilot.ledger.series import PlanCourse, Series, application_form, subjects
from xlpilot.review.across.applicant import Names
from xlpilot.review.judge import FileReview
from xlpilot.rounds.model import PLAN


class Reporting:
    """What has become of every file of a unit.

    Attributes:
        reviews: number of each file -> its judgement with the findings about its delivery.
        versions: every file with its fate, in the order of receipt.
        series: applications and plans, one for each project, in the order in which the first file of each came.
        courses: those of the applications.
        in_force: the summary in force; of a unit without one, the application that came last.
    """

    def __init__(self, course: Course, own: Mapping[int, FileReview], names: Names, *, whole: bool) -> None:
        """Take all files.

        Args:
            course: the unit's, which takes what is no application.
            whole: whether the unit reports the summary; else its applications are its returns.
        """
        round_, unit = course.round, course.unit
        application = application_form(round_)
        apart = {at for at, review in own.items() if not whole and review.kind == application}
        course.take_all({at: review for at, review in own.items() if at not in apart})
        self.courses: list[Course] = []
        reviews = {at: course.reviews.get(at, review) for at, review in own.items()}
        fates, changes = dict(course.fates), dict(course.changes)
        found: list[tuple[str, list[int], int | None]] = []
        about = subjects(round_, names, reviews).items()
        for (kind, *_), numbers in sorted(about, key=lambda item: item[0][0] == PLAN):
            made = PlanCourse if kind == PLAN else Course
            form = course.form if kind == PLAN else round_.forms[kind]
            line = made(round_, unit, form, kind, course.deadline, course.decisions)
            line.take_all({at: reviews[at] for at in numbers})
            if kind == application:
                self.courses.append(line)
            reviews |= line.reviews
            fates |= line.fates
            changes |= line.changes
            found.append((kind, numbers, line.current))
        if not whole and any(line.current is not None for line in self.courses):
            course.keep_evidence()
            scans = {at: review for at, review in course.reviews.items() if not review.document}
            reviews |= scans
        self.reviews = reviews
        made_of = {at: Version(reviews[at], fates[at], changes.get(at, ())) for at in own}
        self.versions = tuple(made_of.values())
        self.series = tuple(
            Series(kind, tuple(made_of[at] for at in numbers), None if current is None else reviews[current])
            for kind, numbers, current in found
        )
        last = [at for kind, _, at in found if kind == application and at is not None]
        order = {at: place for place, at in enumerate(own)}
        current = course.current if whole else max(last, key=lambda at: order[at], default=None)
        self.in_force = None if current is None else reviews[current]


def renewed(series: Series, new: Mapping[int, FileReview]) -> Series:
    """The series with judgements replaced: by id of the old one."""
    versions = tuple(replace(one, review=new.get(id(one.review), one.review)) for one in series.versions)
    in_force = series.in_force and new.get(id(series.in_force), series.in_force)
    return replace(series, versions=versions, in_force=in_force)


__all__ = ["Reporting", "renewed"]
