"""Who applies for what: one value a row of a return in force, with the keys by which it is compared."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import cast

from xlpilot.findings import Finding, Place
from xlpilot.intake.expected import expected
from xlpilot.intake.normalise import is_simple, key, plain
from xlpilot.intake.school_key import school_key
from xlpilot.intake.table import Table
from xlpilot.review.judge import FileReview
from xlpilot.review.names import UnitNames
from xlpilot.rounds.model import Form, Round, Unit, UnitKind
from xlpilot.rules import BY_CODE
from xlpilot.rules.base import Fault
from xlpilot.values import dataclass

_MOST_KNOWN = 2_000  # names that are remembered
_QUOTES = re.compile("[《》〈〉<>“”\"'‘’「」]")


@dataclass(frozen=True, slots=True)
class Roles:
    """Which fields of a form say what; '' where the form does not ask it. `people`: (person's field, phone's field)."""

    unit: str
    project: str
    category: str
    people: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, form: Form) -> Roles:
        """The roles of a form's fields, by their format and by the form's keys; no name of a field is fixed."""
        unit = next((field.name for field in form.entries if field.format == "unit-name"), "")
        own = (names[0] for names in form.unique_keys if names[0] != unit)
        project = next(own, "project" if "project" in form.by_name else "")
        choice = next((field.name for field in form.entries if field.choices == "categories"), "")
        person = ""
        people = []
        for field in form.entries:
            if field.format == "person-name":
                person = field.name
            elif field.format in ("cn-mobile", "cn-phone") and person:
                people.append((person, field.name))
                person = ""
        return cls(unit, project, choice, tuple(people))


@dataclass(frozen=True, slots=True)
class Source:
    """The return that a row stands in: the file's number among those judged together, its path, who reports it."""

    file: int
    path: str
    unit: Unit
    kind: str
    table: Table
    roles: Roles


@dataclass(frozen=True, slots=True)
class Applicant:
    """One application: a row of a 汇总表, or a whole 申请表.

    Attributes:
        at, row: its number in the table's columns from 0, and its 1-based Excel row.
        name: 申报单位 after normalisation, '' where nothing usable stands there; so are the other texts.
        school: the school key of the name, prefixed with the county's where it names no division.
        unit_code: the unit of the round that the name means, '' where it is none: a bureau or a direct unit.
        project_key: the title for comparing: without white space, case, book marks and quotation marks.
        phone: the leader's first number.
        people: everybody who is named with a number: (person, first number, field of the number).
    """

    source: Source
    at: int
    row: int
    name: str
    school: str
    unit_code: str
    project: str
    project_key: str
    category: str
    leader: str
    phone: str
    people: tuple[tuple[str, str, str], ...] = ()

    @property
    def who(self) -> str:
        """The key of the applicant: equal keys are a reason to ask, no proof. '' where nobody is named."""
        return self.unit_code or self.school

    @property
    def reporter(self) -> Unit:
        """The county or direct unit that reports it."""
        return self.source.unit

    def place(self, field: str) -> Place:
        """Where a field stands."""
        return self.source.table.place(field or None, self.row)

    def finding(self, code: str, field: str, shown: str, **words: object) -> tuple[int, Finding]:
        """A finding of a rule at a field, with the number of its file.

        Args:
            shown: the value that the message names; the finding's own is what was typed.
        """
        typed = self.source.table.typed[field][self.at] if field else ""
        return self.source.file, BY_CODE[code].at(self.place(field), typed, words={**words, "value": shown})


class Names:
    """The keys of names as units of a round write them; each distinct name is worked out once."""

    def __init__(self, round_: Round) -> None:
        self._round = round_
        self._regions = tuple(round_.region_prefixes)
        self._known: dict[tuple[str, str], tuple[str, str]] = {}

    @cached_property
    def _names(self) -> UnitNames:
        return UnitNames(self._round)

    def of(self, name: str, reporter: Unit | None) -> tuple[str, str]:
        """(school key, code of the unit that is meant or '') of a name; `reporter` None: the city's own words."""
        county = reporter.name if reporter and reporter.kind is UnitKind.COUNTY else ""
        if (name, county) not in self._known:
            school = school_key(name, county, self._regions)
            # Behind a name stands which campus, which department: not the unit as a whole.
            unit = None if school.endswith(")") else self._names.exactly(school)
            if len(self._known) > _MOST_KNOWN:
                self._known.clear()
            self._known[name, county] = school, unit.code if unit else ""
        return self._known[name, county]


def applicants(
    round_: Round, reviews: Iterable[tuple[int, FileReview]], names: Names | None = None
) -> Iterator[Applicant]:
    """Every row of these returns, in their order; those of no unit or without a table have none.

    Args:
        reviews: the number of each file among those judged together, and its judgement.
        names: where the keys of names are remembered.
    """
    names = names or Names(round_)
    for number, review in reviews:
        unit = round_.unit_by_code.get(review.unit or "")
        if unit and review.table:
            form = round_.forms[review.table.form]
            source = Source(number, review.path, unit, review.table.form, review.table, _roles(round_, form))
            yield from _rows(source, names)


def titles(round_: Round, review: FileReview) -> tuple[Sequence[int], Sequence[str], Sequence[str]]:
    """The 1-based Excel rows of a return, and of each the project and the applicant as `applicants` has them."""
    if review.unit not in round_.unit_by_code or not review.table:
        return (), (), ()
    table, roles = review.table, _roles(round_, round_.forms[review.table.form])
    return table.rows, _texts(table, roles.project), _texts(table, roles.unit)


def _roles(round_: Round, form: Form) -> Roles:
    roles = Roles.of(form)
    # Where no field is a unit's name by its format, the reader's guess is good enough.
    return (
        roles if roles.unit else Roles(expected(round_, form).unit or "", roles.project, roles.category, roles.people)
    )


def as_row(round_: Round, application: str) -> dict[str, str]:
    """Field of the summary -> the field of an application that says the same; '' where it asks no such thing."""
    summary, form = next(iter(round_.forms.values())), round_.forms[application]
    here, there = _roles(round_, summary), _roles(round_, form)
    same = {here.unit: there.unit, here.project: there.project, here.category: there.category}
    for (person, phone), (other, its) in zip(here.people, there.people, strict=False):
        same |= {person: other, phone: its}
    own = {field.name for field in form.fields}
    return {
        field.name: field.name if field.name in own else same.get(field.name, "")
        for field in summary.entries
    }  # fmt: skip


def _rows(source: Source, names: Names) -> Iterator[Applicant]:
    table, roles = source.table, source.roles
    units, projects, categories = (_texts(table, name) for name in (roles.unit, roles.project, roles.category))
    people = [(_texts(table, person), _firsts(_texts(table, phone)), phone) for person, phone in roles.people]
    nobody = [""] * len(table.rows)
    leaders, phones, _ = people[0] if people else (nobody, nobody, "")
    for at, row in enumerate(table.rows):
        name, project = units[at], projects[at]
        school, code = names.of(name, source.unit) if name else ("", "")
        persons = [(who[at], number[at], phone) for who, number, phone in people if who[at] and number[at]]
        yield Applicant(
            source, at, row, name, school, code, project, project_key(project), categories[at], leaders[at],
            phones[at], tuple(persons),
        )  # fmt: skip


def _texts(table: Table, field: str) -> list[str]:
    """A column's texts, '' where nothing usable stands or there is no such column."""
    column = table.values.get(field) if field in table.columns else None
    if not column:
        return [""] * len(table.rows)
    if {str}.issuperset(map(type, column)):  # nearly all
        return list(map(str.strip, cast("Sequence[str]", column)))
    return ["" if value is None or isinstance(value, Fault) else str(value).strip() for value in column]


def _firsts(numbers: list[str]) -> list[str]:
    return [number.partition("、")[0] for number in numbers]


def project_key(title: str) -> str:
    """A project's title for comparing; equal keys are the same title."""
    return title.lower() if is_simple(title) else _QUOTES.sub("", key(plain(title)))
