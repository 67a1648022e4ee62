"""Add up what was judged: which rows go into the city's summary, which do not and why. No row is lost on the way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace

from xlpilot.findings import Finding, Severity
from xlpilot.intake.lower import Origin
from xlpilot.intake.table import Table
from xlpilot.ledger.series import application_form
from xlpilot.ledger.standing import Standing, State, UnitStanding
from xlpilot.review.across.applicant import as_row
from xlpilot.review.judge import FileReview
from xlpilot.rounds.model import Category, Form, Round, Unit
from xlpilot.values import dataclass, field

# Why a whole return is not the one in force.
_KEEPS_OUT = frozenset(("XP545", "XP701", "XP702", "XP703", "XP704", "XP705", "XP706", "XP708"))


# Faults of a whole sheet that leave all its rows out.
_LEAVE_OUT = frozenset(("XP401", "XP405", "XP432", "XP441", "XP443", "XP446"))


@dataclass(frozen=True, slots=True)
class Source:
    """Where a row came from: path, hash, sheet, 1-based Excel row, time of receipt.

    `cell` and `note`: of a row that was taken from an application, where that begins, and that it was.
    `lower`: of a row of a summary from below, where that has it from, the nearest level first.
    """

    path: str
    sha256: str
    sheet: str
    row: int
    received_at: dt.datetime | None
    cell: str = ""
    note: str = ""
    lower: tuple[Origin, ...] = ()


@dataclass(frozen=True, slots=True)
class Included:
    """A row of the city's summary, numbered through from 1."""

    number: int
    unit: Unit
    values: dict[str, object]
    source: Source


@dataclass(frozen=True, slots=True)
class Excluded:
    """A row that was read and is not in the summary: the rules' codes and the reason in words; `values` are as for
    a row that is in it.
    """

    unit: Unit | None
    typed: dict[str, str]
    source: Source
    codes: tuple[str, ...]
    why: str
    values: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class UnitLine:
    """What one unit has done: where it stands, number of files, rows read from them and rows included."""

    standing: UnitStanding
    files: int
    rows: int
    included: int

    @property
    def unit(self) -> Unit:
        """The unit."""
        return self.standing.unit

    @property
    def state(self) -> State:
        """Where it stands."""
        return self.standing.state

    @property
    def in_force(self) -> FileReview | None:
        """The return that counts."""
        return self.standing.in_force


@dataclass(frozen=True, slots=True)
class CitySummary:
    """The whole summary of one form. `rows_in == len(included) + len(excluded)`.

    `more`: the same of each table below this form's, with rows of the same files.
    `counted`: the files whose rows are rows of this form. An application is one where its unit reports nothing else,
    where its county has sent no summary, and where nobody knows whose it is; else it only stands beside the summary.
    """

    round: Round
    form: Form
    included: tuple[Included, ...]
    excluded: tuple[Excluded, ...]
    units: tuple[UnitLine, ...]
    files: tuple[FileReview, ...]
    unassigned: tuple[FileReview, ...]
    standing: Standing
    counted: tuple[FileReview, ...] = ()
    more: tuple[CitySummary, ...] = ()

    @property
    def all(self) -> tuple[CitySummary, ...]:
        """It and those of the tables below."""
        return (self, *self.more)

    @property
    def forms(self) -> tuple[Form, ...]:
        """The forms of all of them."""
        return tuple(one.form for one in self.all)

    @property
    def tables(self) -> Iterator[Table]:
        """The tables whose rows are rows of this form."""
        for review in self.counted:
            yield from tables_of(self.round, review, self.form)

    @property
    def rows_in(self) -> int:
        """Every row of every file that could be read and is one of rows of this form."""
        return sum(len(table.rows) for table in self.tables)

    @property
    def totals(self) -> tuple[int, int, int]:
        """Rows read, included and excluded, of the tables below too."""
        return (
            sum(one.rows_in for one in self.all),
            sum(len(one.included) for one in self.all),
            sum(len(one.excluded) for one in self.all),
        )

    def by_category(self) -> dict[str, int]:
        """Included rows by option of the form's group_by field, every option named, 0 where none."""
        counts = {option.name: 0 for option in _options(self.round, self.form)} or {"（不分类）": 0}
        for row in self.included:
            group = self._group(row)
            counts[group] = counts.get(group, 0) + 1
        return counts

    def _group(self, row: Included) -> str:
        return str(row.values[self.form.group_by] or "（未填）") if self.form.group_by else "（不分类）"

    def matrix(self) -> list[tuple[Unit, dict[str, int]]]:
        """Included rows per unit and category, every unit of the round that reports this form."""
        groups = tuple(self.by_category())
        counts = {line.unit.code: dict.fromkeys(groups, 0) for line in self.units}
        for row in self.included:
            counts[row.unit.code][self._group(row)] += 1
        return [(line.unit, counts[line.unit.code]) for line in self.units]


def _options(round_: Round, form: Form) -> Sequence[Category]:
    return round_.options(form.by_name[form.group_by]) if form.group_by else ()


def merge(standing: Standing) -> CitySummary:
    """The summary of one form over all files, in the official order of the units; within a unit in the file's order."""
    form_key = next(key for key, one in standing.round.forms.items() if one is standing.form)
    first, *more = (_merged(standing, key) for key in standing.round.stack(form_key))
    return replace(first, more=tuple(more))


def _merged(standing: Standing, form_key: str) -> CitySummary:
    round_, files = standing.round, standing.files
    form, head = round_.forms[form_key], round_.tables_on_sheet(form_key)[0]
    included: list[Included] = []
    excluded: list[Excluded] = []
    lines = []
    counted = []
    application = application_form(round_)
    for stood in standing.units:
        before, rows = len(included), 0
        taken, proposed = {id(one) for one in stood.taken}, {id(one) for one in stood.proposed}
        for version in stood.versions:
            review = version.review
            if review.table and (review.kind in (head, stood.reports) or id(review) in proposed):
                counted.append(review)
                for table in tables_of(round_, review, form):
                    rows += len(table.rows)
                    _sort_rows(standing, review, table, stood.unit, id(review) in taken, included, excluded)
        lines.append(UnitLine(stood, len(stood.versions), rows, len(included) - before))
    assigned = {stood.unit.code for stood in standing.units}
    strays = [review for review in files if review.unit not in assigned]
    for review in strays:
        if review.table and (review.kind == head or (review.kind == application and review.unit is None)):
            counted.append(review)
            unit_or_none = round_.unit_by_code.get(review.unit or "")
            for table in tables_of(round_, review, form):
                _sort_rows(standing, review, table, unit_or_none, False, included, excluded)
    # The plan of a unit that reports no summary is nobody's question.
    unassigned = tuple(review for review in strays if review.document is None or review.unit is None)
    return CitySummary(
        round_, form, tuple(included), tuple(excluded), tuple(lines), files, unassigned, standing, tuple(counted)
    )


def tables_of(round_: Round, review: FileReview, form: Form) -> list[Table]:
    """The tables of a file whose rows are rows of a form: its first one, or for a form below another that one."""
    if not review.table:
        return []
    return [one for one in review.table.more if round_.forms[one.form] is form] if form.below else [review.table]


def _sort_rows(
    standing: Standing, review: FileReview, table: Table, unit: Unit | None, taken: bool, included: list[Included],
    excluded: list[Excluded],
) -> None:  # fmt: skip
    whole = [] if taken else list(_file_reasons(review))
    note, names = "", {name: name for name in table.values}
    form = standing.round.forms[table.form]
    if form is not standing.form and not form.below:
        note, names = f"取自{form.attachment}", as_row(standing.round, table.form)
        # One fault anywhere on a form for one project is a fault of that project.
        whole += [f for f in review.findings if f.severity is Severity.ERROR and f not in whole]
    by_row: dict[int, list[Finding]] = {}
    there = frozenset(table.rows)
    several = bool(review.table and review.table.more)
    for finding in review.findings:
        if several and finding.place.sheet != table.sheet:
            continue  # a row of this number on another table's sheet
        if finding.severity is Severity.ERROR and finding.place.row in there:
            by_row.setdefault(finding.place.row or 0, []).append(finding)
    whole += [
        f for f in review.findings
        if f.code in _LEAVE_OUT and f.severity is Severity.ERROR
        and not (several and f.code == "XP401" and f.place.field not in table.missing)
    ]  # fmt: skip
    for at, row in enumerate(table.rows):
        cell = (table.place(None, row).cell or "") if note else ""
        lower = table.lower.origins.get(row, ()) if table.lower else ()
        source = Source(review.path, review.sha256, table.sheet, row, review.received_at, cell, note, lower)
        values = {name: table.values[own][at] if own else None for name, own in names.items()}
        reasons = [*whole, *by_row.get(row, [])]
        if reasons or not taken or unit is None:
            typed = {name: table.typed[own][at] if own else "" for name, own in names.items()}
            codes = tuple(dict.fromkeys(reason.code for reason in reasons))
            why = "；".join(dict.fromkeys(reason.message for reason in reasons)) or "这个单位不报这张表"
            why = f"{why}（{note}）" if note else why
            excluded.append(Excluded(unit, typed, source, codes, why, values))
        else:
            included.append(Included(len(included) + 1, unit, values, source))


def _file_reasons(review: FileReview) -> Iterator[Finding]:
    for finding in review.findings:
        if finding.code in _KEEPS_OUT or (finding.severity is Severity.ERROR and finding.code < "XP200"):
            yield finding


def own_lines(summary: CitySummary) -> list[UnitLine]:
    """The units that report this form itself."""
    reporters = {unit.code for unit in summary.round.reporters(summary.form)}
    return [line for line in summary.units if line.unit.code in reporters]


def late_units(summary: CitySummary) -> list[str]:
    """Codes of the units that report this form and whose first return came after the deadline."""
    return [line.unit.code for line in own_lines(summary) if line.state is State.LATE]


def missing_units(summary: CitySummary) -> list[str]:
    """Codes of the units that report this form and from which nothing came."""
    return [line.unit.code for line in own_lines(summary) if line.state is State.MISSING]
