"""Every unit's package as it stands: rows, forms and plans in force, the letter, and what was noted on paper."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property

from xlpilot.findings import Finding, Place
from xlpilot.ledger.documents import stem_key
from xlpilot.ledger.letters import letters, missing_letters
from xlpilot.ledger.series import application_form
from xlpilot.ledger.standing import Standing, UnitStanding
from xlpilot.review.across.applicant import Names, applicants, project_key, titles
from xlpilot.review.across.package import Package, PlanOf, packed
from xlpilot.review.across.packaged import packaged, short_of_copies
from xlpilot.review.judge import FileReview
from xlpilot.review.readings import PlanReading
from xlpilot.rounds.model import PLAN, Round
from xlpilot.values import dataclass

_APPLICATIONS = re.compile("申请表")


@dataclass(frozen=True, slots=True)
class UnitPackage:
    """The package of one unit.

    Attributes:
        rows: the return in force with the rows of the package.
        matched: its projects, of rows, forms and plans; None where the unit has sent rows and nothing to match them
            with, as most have: what they say stands in the table, and is made from there when it is asked for.
        forms, plans: how many of them there are.
        letter: the newest official letter, None where none came.
        letter_missing: whether it is to be sent still; one on paper is enough.
        copies: copies of the application form that were noted on paper; None where none was.
        needed: how many are asked for; None where the round does not say.
    """

    round: Round
    rows: tuple[int, FileReview] | None
    matched: Heads | None
    forms: int
    plans: int
    letter: FileReview | None
    letter_missing: bool
    copies: int | None
    needed: int | None

    @property
    def row_count(self) -> int:
        """How many rows were sent."""
        return _row_count(self.rows)

    def heads(self) -> Heads:
        """Its projects."""
        if self.matched is not None:
            return self.matched
        rows, projects, names = titles(self.round, self.rows[1]) if self.rows else ((), (), ())
        nothing = [None] * len(rows)
        return Heads(rows, projects, names, nothing, nothing)


@dataclass(frozen=True, slots=True)
class Heads:
    """The projects of a package by column: Excel rows, titles, who applies, the numbers of forms' and plans' files."""

    rows: Sequence[int | None]
    projects: Sequence[str]
    names: Sequence[str]
    forms: Sequence[int | None]
    plans: Sequence[int | None]

    @classmethod
    def of(cls, package: Package) -> Heads:
        """Those of a package that was matched; nothing else of it is kept."""
        entries = package.entries
        return cls(
            [one.row.row if one.row else None for one in entries], [one.project for one in entries],
            [one.name for one in entries], [one.form.source.file if one.form else None for one in entries],
            [one.plan.file if one.plan else None for one in entries],
        )  # fmt: skip


def packages(standing: Standing, keep: bool = True) -> tuple[dict[str, UnitPackage], list[tuple[int, Finding]]]:
    """Code of each unit that has sent anything -> its package; and what is to be said, with the files' numbers.

    Args:
        keep: False keeps no package, and only tells what is to be said.
    """
    round_ = standing.round
    numbers = {id(review): number for number, review in enumerate(standing.files)}
    names = _Names(round_)
    papers = [paper for unit in standing.units for paper in unit.papers]
    missing = missing_letters(round_, standing.files, papers, standing.decisions)
    by_unit: dict[str, list[FileReview]] = {}
    for review in standing.files:
        by_unit.setdefault(review.unit or "", []).append(review)
    found: dict[str, UnitPackage] = {}
    told: list[tuple[int, Finding]] = []
    for unit in standing.units:
        if not unit.versions and not unit.papers:
            continue
        code = unit.unit.code
        rows = _rows(round_, unit, numbers)
        package = _packed(round_, unit, rows, numbers, names)
        if package:
            told += packaged(round_, unit.unit, package, proposed=bool(unit.proposed))
        own = letters(by_unit.get(code, ()), code, unit.decisions)
        projects = sum(1 for entry in package.entries if entry.form or entry.row) if package else _row_count(rows)
        copies, needed = _copies(round_, unit, projects)
        if keep:
            letter = own[-1] if own else None
            matched = Heads.of(package) if package else None
            forms, plans = (package.forms, package.plans) if package else (0, 0)
            found[code] = UnitPackage(round_, rows, matched, forms, plans, letter, code in missing, copies, needed)
        # Of a unit that has sent no form so far, the list of materials says what is missing.
        at = unit.in_force or next((one.in_force for one in unit.series if one.in_force), None)
        if at is not None and package and package.forms:
            if code in missing:
                told.append((numbers[id(at)], missing[code]))
            if copies is not None and needed is not None and copies < needed:
                told.append((numbers[id(at)], _short(round_, projects, copies)))
    return found, told


class _Names:
    """The keys of names, which are costly to begin with, from when they are first needed."""

    def __init__(self, round_: Round) -> None:
        self._round = round_

    @cached_property
    def known(self) -> Names:
        return Names(self._round)


def _rows(round_: Round, unit: UnitStanding, numbers: Mapping[int, int]) -> tuple[int, FileReview] | None:
    """The return of rows that is in force, with its number."""
    if unit.in_force and unit.in_force.kind != application_form(round_):
        return numbers[id(unit.in_force)], unit.in_force
    return None


def _row_count(rows: tuple[int, FileReview] | None) -> int:
    return len(rows[1].table.rows) if rows and rows[1].table else 0


def _packed(
    round_: Round, unit: UnitStanding, rows: tuple[int, FileReview] | None, numbers: Mapping[int, int], names: _Names
) -> Package | None:
    """What a unit has sent, matched; None where there is nothing to match."""
    application = application_form(round_)
    sent = [
        (numbers[id(one.in_force)], one.in_force) for one in unit.series if one.kind == application and one.in_force
    ]
    plans = [one.in_force for one in unit.series if one.kind == PLAN and one.in_force]
    if not sent and not plans:
        return None
    known = names.known
    return packed(
        list(applicants(round_, [rows] if rows else [], known)), list(applicants(round_, sent, known)),
        [plan_of(numbers[id(plan)], plan, unit, known) for plan in plans],
    )  # fmt: skip


def plan_of(number: int, review: FileReview, unit: UnitStanding, names: Names) -> PlanOf:
    """A plan as a part of its unit's package."""
    reading = review.document if isinstance(review.document, PlanReading) else PlanReading(checked=False)
    school, code = names.of(reading.unit.value, unit.unit) if reading.unit else ("", "")
    project = reading.project.value if reading.project else ""
    return PlanOf(
        number, review.path, reading.unit.value if reading.unit else "", code or school, project, project_key(project),
        Place(paragraph=reading.project.paragraph if reading.project else None),
        Place(paragraph=reading.unit.paragraph if reading.unit else None), stem_key(review.path),
    )  # fmt: skip


def _copies(round_: Round, unit: UnitStanding, projects: int) -> tuple[int | None, int | None]:
    """Copies of the application form on paper, and how many there should be of so many projects."""
    application = application_form(round_)
    if application is None:
        return None, None
    form = round_.forms[application]
    items = [paper for paper in unit.papers if form.attachment in paper.item or _APPLICATIONS.search(paper.item)]
    there = sum(paper.copies for paper in items) if items else None
    return there, form.copies * projects if form.copies else None


def _short(round_: Round, projects: int, copies: int) -> Finding:
    form = round_.forms[application_form(round_) or ""]
    return short_of_copies(form.attachment, form.copies, projects, copies)


__all__ = ["UnitPackage", "packages", "plan_of"]
