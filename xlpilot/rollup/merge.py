"""Add up what was judged: which rows go into the city's summary, which do not and why. No row is lost on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from xlpilot.findings import Finding, Severity
from xlpilot.intake.table import Table
from xlpilot.ledger.series import application_form
from xlpilot.ledger.standing import Standing, State, UnitStanding
from xlpilot.review.across.applicant import as_row
from xlpilot.review.judge import FileReview
from xlpilot.rollup.rows import Block, Rows, Source, TableRows
from xlpilot.rounds.model import Category, Form, Round, Unit
from xlpilot.values import dataclass, field

# Why a whole return is not the one in force.
_KEEPS_OUT = frozenset(("XP545", "XP701", "XP702", "XP703", "XP704", "XP705", "XP706", "XP708"))


# Faults of a whole sheet that leave all its rows out.
_LEAVE_OUT = frozenset(("XP401", "XP405", "XP432", "XP441", "XP443", "XP446"))


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
    `read`: how often the rows of all tables have each value of the form's group_by field; without one, all as None.
    `counted`: the files whose rows are rows of this form. An application is one where its unit reports nothing else,
    where its county has sent no summary, and where nobody knows whose it is; else it only stands beside the summary.
    """

    round: Round
    form: Form
    included: Rows
    excluded: tuple[Excluded, ...]
    units: tuple[UnitLine, ...]
    files: tuple[FileReview, ...]
    unassigned: tuple[FileReview, ...]
    standing: Standing
    read: Mapping[object, int] = field(default_factory=dict)
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
    def rows_in(self) -> int:
        """Every row of every file that could be read and is one of rows of this form."""
        return sum(self.read.values())

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
        for value, count in self.included.totals(self.form.group_by).items():
            counts[self._group(value)] = counts.get(self._group(value), 0) + count
        return counts

    def _group(self, value: object) -> str:
        return str(value or "（未填）") if self.form.group_by else "（不分类）"

    def matrix(self) -> list[tuple[Unit, dict[str, int]]]:
        """Included rows per unit and category, every unit of the round that reports this form."""
        groups = tuple(self.by_category())
        counts = {line.unit.code: dict.fromkeys(groups, 0) for line in self.units}
        for code, of_unit in self.included.grouped(self.form.group_by).items():
            for value, count in of_unit.items():
                counts[code][self._group(value)] += count
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
    blocks: list[Block] = []
    excluded: list[Excluded] = []
    lines = []
    read: Counter[object] = Counter()
    number = 1
    counted = []
    application = application_form(round_)
    for stood in standing.units:
        before, rows = number, 0
        taken, proposed = {id(one) for one in stood.taken}, {id(one) for one in stood.proposed}
        for version in stood.versions:
            review = version.review
            if review.table and (review.kind in (head, stood.reports) or id(review) in proposed):
                counted.append(review)
                for table in tables_of(round_, review, form):
                    rows += len(table.rows)
                    read.update(_groups(table, form.group_by))
                    block = _sorted(standing, review, table, stood.unit, id(review) in taken, number, excluded)
                    if block:
                        blocks.append(block)
                        number += len(block)
        lines.append(UnitLine(stood, len(stood.versions), rows, number - before))
    assigned = {stood.unit.code for stood in standing.units}
    strays = [review for review in files if review.unit not in assigned]
    for review in strays:
        if review.table and (review.kind == head or (review.kind == application and review.unit is None)):
            counted.append(review)
            unit_or_none = round_.unit_by_code.get(review.unit or "")
            for table in tables_of(round_, review, form):
                read.update(_groups(table, form.group_by))
                _sorted(standing, review, table, unit_or_none, False, number, excluded)
    # The plan of a unit that reports no summary is nobody's question.
    unassigned = tuple(review for review in strays if review.document is None or review.unit is None)
    return CitySummary(
        round_, form, Rows(blocks), tuple(excluded), tuple(lines), files, unassigned, standing, read, tuple(counted)
    )


def _groups(table: Table, name: str | None) -> Sequence[object]:
    """The values of a table's rows in the field by which they are counted."""
    return table.values.get(name or "", (None,) * len(table.rows))


def tables_of(round_: Round, review: FileReview, form: Form) -> list[Table]:
    """The tables of a file whose rows are rows of a form: its first one, or for a form below another that one."""
    if not review.table:
        return []
    return [one for one in review.table.more if round_.forms[one.form] is form] if form.below else [review.table]


def _sorted(
    standing: Standing, review: FileReview, table: Table, unit: Unit | None, taken: bool, number: int,
    excluded: list[Excluded],
) -> Block | None:  # fmt: skip
    """The rows that are in the summary, the first with this number; the others go to those excluded."""
    whole = [] if taken else list(_file_reasons(review))
    of = TableRows(review, table)
    form = standing.round.forms[table.form]
    if form is not standing.form and not form.below:
        of = TableRows(review, table, as_row(standing.round, table.form), f"取自{form.attachment}")
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
    inside: Sequence[int] = range(len(table.rows))
    if whole or by_row or not taken or unit is None:
        out = [at for at in inside if whole or not taken or unit is None or table.rows[at] in by_row]
        inside = tuple(sorted({*inside} - {*out}))
        _leave_out(of, unit, [(at, [*whole, *by_row.get(table.rows[at], [])]) for at in out], excluded)
    return Block(number, unit, of, inside) if unit and inside else None


def _leave_out(
    of: TableRows, unit: Unit | None, rows: Sequence[tuple[int, Sequence[Finding]]], excluded: list[Excluded]
) -> None:
    """Note rows, by their place in the table, as left out for these reasons."""
    names = of.fields
    values, typed = [of.values(name) for name in names], [of.typed(name) for name in names]
    for at, reasons in rows:
        codes = tuple(dict.fromkeys(reason.code for reason in reasons))
        why = "；".join(dict.fromkeys(reason.message for reason in reasons)) or "这个单位不报这张表"
        why = f"{why}（{of.note}）" if of.note else why
        excluded.append(Excluded(
            unit, {name: column[at] for name, column in zip(names, typed, strict=True)},
            of.source(of.table.rows[at]), codes, why,
            {name: column[at] for name, column in zip(names, values, strict=True)},
        ))  # fmt: skip


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
