"""Add up what was judged: which rows go into the city's summary, which do not and why. No row is lost on the way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from xlpilot.findings import Finding, Place, Severity
from xlpilot.intake.table import Table
from xlpilot.moments import spoken
from xlpilot.review.judge import FileReview, Verdict
from xlpilot.rounds.model import Category, Form, Round, Unit
from xlpilot.rules import BY_CODE


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
    """A row that was read and is not in the summary: the rules' codes and the reason in words."""

    unit: Unit | None
    typed: dict[str, str]
    source: Source
    codes: tuple[str, ...]
    why: str


class State(StrEnum):
    """Where a unit stands."""

    MISSING = "未报"
    LATE = "逾期"
    RETURNED = "退回"
    REJECTED = "未采用"
    ACCEPTED = "通过"


@dataclass(frozen=True, slots=True)
class UnitLine:
    """What one unit has done: state, number of files, the file in force, rows read from them and rows included."""

    unit: Unit
    state: State
    files: int
    in_force: FileReview | None
    rows: int
    included: int


@dataclass(frozen=True, slots=True)
class CitySummary:
    """The whole summary of one form. `rows_in == len(included) + len(excluded)`."""

    round: Round
    form: Form
    included: tuple[Included, ...]
    excluded: tuple[Excluded, ...]
    units: tuple[UnitLine, ...]
    files: tuple[FileReview, ...]
    unassigned: tuple[FileReview, ...]

    @property
    def rows_in(self) -> int:
        """Every row of every file that could be read."""
        return sum(len(review.table.rows) for review in self.files if review.table)

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


def apply_deadline(round_: Round, reviews: Sequence[FileReview]) -> list[FileReview]:
    """Add XP701 to what came late and XP702 to what was superseded. `reviews` are in the order of receipt.

    A unit is late by its first return; a later one of a unit that was in time is not late by itself here.
    """
    first: dict[str, dt.datetime] = {}
    for review in reviews:
        if review.unit and review.received_at:
            first.setdefault(review.unit, review.received_at)
    newest = _in_force(reviews)
    out = []
    for review in reviews:
        findings = list(review.findings)
        verdict = review.verdict
        came = first.get(review.unit) if review.unit else review.received_at
        if came and review.received_at and came > round_.deadline:
            words = {"received": spoken(review.received_at), "deadline": spoken(round_.deadline)}
            findings.insert(0, BY_CODE["XP701"].at(Place(), words=words))
            verdict = Verdict.REJECTED
        by = newest.get((review.unit or "", review.kind))
        if review.table and review.unit and by and by is not review and review.verdict is not Verdict.REJECTED:
            findings.insert(0, BY_CODE["XP702"].at(Place(), by=by.path))
        out.append(
            FileReview(
                review.path,
                review.sha256,
                review.kind,
                review.unit,
                review.received_at,
                verdict,
                review.table,
                tuple(findings),
            )
        )
    return out


def superseded(review: FileReview) -> bool:
    """Whether a later return of the same unit has taken this file's place."""
    return any(finding.code == "XP702" for finding in review.findings)


def _in_force(reviews: Sequence[FileReview]) -> dict[tuple[str, str], FileReview]:
    """The newest file of each unit and form that can be taken."""
    return {
        (review.unit, review.kind): review
        for review in reviews
        if review.unit and review.table and review.verdict is not Verdict.REJECTED
    }


def merge(round_: Round, form_key: str, reviews: Sequence[FileReview]) -> CitySummary:
    """The summary of one form over all files, in the official order of the units; within a unit in the file's order."""
    form = round_.forms[form_key]
    files = apply_deadline(round_, reviews)
    in_force = _in_force(files)
    reporters = round_.reporters(form)
    included: list[Included] = []
    excluded: list[Excluded] = []
    lines = []
    for unit in reporters:
        own = [review for review in files if review.unit == unit.code]
        chosen = in_force.get((unit.code, form_key))
        before = len(included)
        for review in own:
            if review.table and review.kind == form_key:
                included_here = review is chosen
                _sort_rows(review, review.table, unit, included_here, included, excluded)
        rows = sum(len(review.table.rows) for review in own if review.table and review.kind == form_key)
        lines.append(UnitLine(unit, _state(own, chosen), len(own), chosen, rows, len(included) - before))
    assigned = {unit.code for unit in reporters}
    strays = [review for review in files if review.unit not in assigned]
    for review in strays:
        if review.table and review.kind == form_key:
            unit_or_none = round_.unit_by_code.get(review.unit or "")
            _sort_rows(review, review.table, unit_or_none, False, included, excluded)
    return CitySummary(round_, form, tuple(included), tuple(excluded), tuple(lines), tuple(files), tuple(strays))


def _state(own: Sequence[FileReview], chosen: FileReview | None) -> State:
    if not own:
        return State.MISSING
    if any(finding.code == "XP701" for review in own for finding in review.findings):
        return State.LATE
    if chosen is None:
        return State.REJECTED
    return State.ACCEPTED if chosen.verdict is Verdict.ACCEPTED else State.RETURNED


def _sort_rows(
    review: FileReview, table: Table, unit: Unit | None, taken: bool, included: list[Included],
    excluded: list[Excluded],
) -> None:  # fmt: skip
    whole = [] if taken else list(_file_reasons(review))
    by_row: dict[int, list[Finding]] = {}
    for finding in review.findings:
        if finding.severity is Severity.ERROR and finding.place.row in table.rows:
            by_row.setdefault(finding.place.row or 0, []).append(finding)
    whole += [f for f in review.findings if f.code in ("XP401", "XP405") and f.severity is Severity.ERROR]
    for at, row in enumerate(table.rows):
        source = Source(review.path, review.sha256, table.sheet, row, review.received_at)
        reasons = [*whole, *by_row.get(row, [])]
        if reasons or not taken or unit is None:
            typed = {name: texts[at] for name, texts in table.typed.items()}
            codes = tuple(dict.fromkeys(reason.code for reason in reasons))
            why = "；".join(dict.fromkeys(reason.message for reason in reasons)) or "这个单位不报这张表"
            excluded.append(Excluded(unit, typed, source, codes, why))
        else:
            values = {name: column[at] for name, column in table.values.items()}
            included.append(Included(len(included) + 1, unit, values, source))


def _file_reasons(review: FileReview) -> Iterator[Finding]:
    for finding in review.findings:
        if finding.code == "XP702" or (
            finding.severity is Severity.ERROR and (finding.code < "XP200" or finding.code == "XP701")
        ):
            yield finding


def late_units(summary: CitySummary) -> list[str]:
    """Codes of the units whose first return came after the deadline."""
    return [line.unit.code for line in summary.units if line.state is State.LATE]


def missing_units(summary: CitySummary) -> list[str]:
    """Codes of the units from which nothing came."""
    return [line.unit.code for line in summary.units if line.state is State.MISSING]
