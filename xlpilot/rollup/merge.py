"""Add up what was judged: which rows go into the city's summary, which do not and why. No row is lost on the way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from xlpilot.findings import Finding, Severity
from xlpilot.intake.table import Table
from xlpilot.ledger.standing import Standing, State, UnitStanding
from xlpilot.review.judge import FileReview
from xlpilot.rounds.model import Category, Form, Round, Unit

# Why a whole return is not the one in force.
_KEEPS_OUT = frozenset(("XP701", "XP702", "XP703", "XP704", "XP705", "XP706", "XP708"))


@dataclass(frozen=True, slots=True)
class Source:
    """Where a row came from: path, hash, sheet, 1-based Excel row, time of receipt."""

    path: str
    sha256: str
    sheet: str
    row: int
    received_at: dt.datetime | None


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
    """

    round: Round
    form: Form
    included: tuple[Included, ...]
    excluded: tuple[Excluded, ...]
    units: tuple[UnitLine, ...]
    files: tuple[FileReview, ...]
    unassigned: tuple[FileReview, ...]
    standing: Standing
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
        """This form's table in every file that has it."""
        for review in self.files:
            for table in review.table.all if review.table else ():
                if self.round.forms[table.form] is self.form:
                    yield table

    @property
    def rows_in(self) -> int:
        """Every row of every file that could be read as this form."""
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
        counts = {line.unit.code: dict.fromkeys(self.by_category(), 0) for line in self.units}
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
    included: list[Included] = []
    excluded: list[Excluded] = []
    lines = []
    for stood in standing.units:
        before, rows = len(included), 0
        for version in stood.versions:
            review = version.review
            for table in _tables(review, form_key):
                rows += len(table.rows)
                _sort_rows(review, table, stood.unit, review is stood.in_force, included, excluded)
        lines.append(UnitLine(stood, len(stood.versions), rows, len(included) - before))
    assigned = {stood.unit.code for stood in standing.units}
    strays = [review for review in files if review.unit not in assigned]
    for review in strays:
        for table in _tables(review, form_key):
            unit_or_none = round_.unit_by_code.get(review.unit or "")
            _sort_rows(review, table, unit_or_none, False, included, excluded)
    # The plan of a direct unit, which reports no summary, is nobody's question.
    unassigned = tuple(review for review in strays if review.document is None or review.unit is None)
    form = round_.forms[form_key]
    return CitySummary(round_, form, tuple(included), tuple(excluded), tuple(lines), files, unassigned, standing)


def _tables(review: FileReview, form_key: str) -> list[Table]:
    return [table for table in review.table.all if table.form == form_key] if review.table else []


def _sort_rows(
    review: FileReview, table: Table, unit: Unit | None, taken: bool, included: list[Included],
    excluded: list[Excluded],
) -> None:  # fmt: skip
    whole = [] if taken else list(_file_reasons(review))
    by_row: dict[int, list[Finding]] = {}
    several = bool(review.table and review.table.more)
    for finding in review.findings:
        if several and finding.place.sheet != table.sheet:
            continue  # a row of this number on another table's sheet
        if finding.severity is Severity.ERROR and finding.place.row in table.rows:
            by_row.setdefault(finding.place.row or 0, []).append(finding)
    whole += [
        f for f in review.findings
        if f.code in ("XP401", "XP405", "XP432") and f.severity is Severity.ERROR
        and not (several and f.code == "XP401" and f.place.field not in table.missing)
    ]  # fmt: skip
    for at, row in enumerate(table.rows):
        source = Source(review.path, review.sha256, table.sheet, row, review.received_at)
        values = {name: column[at] for name, column in table.values.items()}
        reasons = [*whole, *by_row.get(row, [])]
        if reasons or not taken or unit is None:
            typed = {name: texts[at] for name, texts in table.typed.items()}
            codes = tuple(dict.fromkeys(reason.code for reason in reasons))
            why = "；".join(dict.fromkeys(reason.message for reason in reasons)) or "这个单位不报这张表"
            excluded.append(Excluded(unit, typed, source, codes, why, values))
        else:
            included.append(Included(len(included) + 1, unit, values, source))


def _file_reasons(review: FileReview) -> Iterator[Finding]:
    for finding in review.findings:
        if finding.code in _KEEPS_OUT or (finding.severity is Severity.ERROR and finding.code < "XP200"):
            yield finding


def late_units(summary: CitySummary) -> list[str]:
    """Codes of the units whose first return came after the deadline."""
    return [line.unit.code for line in summary.units if line.state is State.LATE]


def missing_units(summary: CitySummary) -> list[str]:
    """Codes of the units from which nothing came."""
    return [line.unit.code for line in summary.units if line.state is State.MISSING]
