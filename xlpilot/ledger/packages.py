"""Every unit's package as it stands: rows, forms and plans in force, the letter, and what was noted on paper."""

from __future__ import annotations

import re
from collections.abc import Mapping, MutableMapping

from xlpilot.findings import Finding, Place
from xlpilot.ledger.documents import stem_key
from xlpilot.ledger.letters import letters, missing_letters
from xlpilot.ledger.series import application_form
from xlpilot.ledger.standing import Standing, UnitStanding
from xlpilot.review.across.applicant import Applicant, Names, applicants, project_key
from xlpilot.review.across.package import Entry, Package, PlanOf, packed
from xlpilot.review.across.packaged import packaged, short_of_copies
from xlpilot.review.judge import FileReview
from xlpilot.review.readings import PlanReading
from xlpilot.review.shelf import OnShelf, Shelf
from xlpilot.rounds.model import PLAN, Round
from xlpilot.values import dataclass

_APPLICATIONS = re.compile("申请表")


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a part of a package stands: the number of its file, and of a row its 1-based Excel row."""

    file: int
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Project:
    """One project of a unit: its title, who applies, and where its row, its form and its plan stand, None where there
    is none."""

    project: str
    name: str
    row: Spot | None
    form: Spot | None
    plan: Spot | None


@dataclass(frozen=True, slots=True)
class UnitPackage:
    """The package of one unit, as far as it is told after it was judged.

    Attributes:
        forms, plans: how many of them there are.
        letter: number of the newest official letter's file, None where none came.
        letter_missing: whether it is to be sent still; one on paper is enough.
        copies: copies of the application form that were noted on paper; None where none was.
        needed: how many are asked for; None where the round does not say.
    """

    entries: tuple[Project, ...]
    forms: int
    plans: int
    letter: int | None
    letter_missing: bool
    copies: int | None
    needed: int | None


def packages(
    standing: Standing, keep: bool = True, shelf: Shelf | None = None
) -> tuple[Mapping[str, UnitPackage], list[tuple[int, Finding]]]:
    """Code of each unit that has sent anything -> its package; and what is to be said, with the files' numbers.

    Args:
        keep: False keeps no package, and only tells what is to be said.
        shelf: where the packages go in a round that needs it; None keeps them.
    """
    round_ = standing.round
    numbers = {id(review): number for number, review in enumerate(standing.files)}
    names = Names(round_)
    papers = [paper for unit in standing.units for paper in unit.papers]
    missing = missing_letters(round_, standing.files, papers, standing.decisions)
    by_unit: dict[str, list[FileReview]] = {}
    for review in standing.files:
        by_unit.setdefault(review.unit or "", []).append(review)
    found: MutableMapping[str, UnitPackage] = OnShelf(shelf) if shelf and shelf.used else {}
    told: list[tuple[int, Finding]] = []
    for unit in standing.units:
        if not unit.versions and not unit.papers:
            continue
        code = unit.unit.code
        package = _packed(round_, unit, numbers, names)
        told += packaged(round_, unit.unit, package, proposed=bool(unit.proposed))
        own = letters(by_unit.get(code, ()), code, unit.decisions)
        copies, needed = _copies(round_, unit, package)
        if keep:
            letter = numbers[id(own[-1])] if own else None
            entries = tuple(map(_project, package.entries))
            found[code] = UnitPackage(entries, package.forms, package.plans, letter, code in missing, copies, needed)
        # Of a unit that has sent no form so far, the list of materials says what is missing.
        at = unit.in_force or next((one.in_force for one in unit.series if one.in_force), None)
        if at is not None and package.forms:
            if code in missing:
                told.append((numbers[id(at)], missing[code]))
            if copies is not None and needed is not None and copies < needed:
                told.append((numbers[id(at)], _short(round_, package, copies)))
    return found, told


def _project(entry: Entry) -> Project:
    row, form, plan = entry.row, entry.form, entry.plan
    return Project(
        entry.project, entry.name, Spot(row.source.file, row.row) if row else None,
        Spot(form.source.file) if form else None, Spot(plan.file) if plan else None,
    )  # fmt: skip


def _packed(round_: Round, unit: UnitStanding, numbers: Mapping[int, int], names: Names) -> Package:
    application = application_form(round_)
    rows: list[Applicant] = []
    if unit.in_force and unit.in_force.kind != application:
        rows = list(applicants(round_, [(numbers[id(unit.in_force)], unit.in_force)], names))
    sent = [
        (numbers[id(one.in_force)], one.in_force) for one in unit.series if one.kind == application and one.in_force
    ]
    plans = [
        plan_of(numbers[id(one.in_force)], one.in_force, unit, names)
        for one in unit.series if one.kind == PLAN and one.in_force
    ]  # fmt: skip
    return packed(rows, list(applicants(round_, sent, names)), plans)


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


def _copies(round_: Round, unit: UnitStanding, package: Package) -> tuple[int | None, int | None]:
    """Copies of the application form on paper, and how many there should be."""
    application = application_form(round_)
    if application is None:
        return None, None
    form = round_.forms[application]
    projects = sum(1 for entry in package.entries if entry.form or entry.row)
    items = [paper for paper in unit.papers if form.attachment in paper.item or _APPLICATIONS.search(paper.item)]
    there = sum(paper.copies for paper in items) if items else None
    return there, form.copies * projects if form.copies else None


def _short(round_: Round, package: Package, copies: int) -> Finding:
    form = round_.forms[application_form(round_) or ""]
    projects = sum(1 for entry in package.entries if entry.form or entry.row)
    return short_of_copies(form.attachment, form.copies, projects, copies)


__all__ = ["Project", "Spot", "UnitPackage", "packages", "plan_of"]
