"""The JSON documents of the contract."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from xlpilot.findings import Finding, Severity
from xlpilot.intake.lower import Lower
from xlpilot.intake.table import Table
from xlpilot.moments import iso
from xlpilot.report.changed import changes_json
from xlpilot.review.across.eligibility import EligibilityCheck
from xlpilot.review.judge import FileReview, Verdict
from xlpilot.review.readings import LetterReading, PlanReading
from xlpilot.rollup.changes import Changes
from xlpilot.rollup.control import control
from xlpilot.rollup.merge import CitySummary, late_units, missing_units, own_lines
from xlpilot.rollup.rows import Source
from xlpilot.rounds.model import Round


def judgement_json(
    round_: Round | None, reviews: Sequence[FileReview], eligibility: EligibilityCheck | None = None
) -> dict[str, object]:
    """The document of validate and check; its `files` are made one by one. `round_` is None where a checked file names
    no round; without a check of eligibility there is no such key.
    """
    severities = Counter(finding.severity for review in reviews for finding in review.findings)
    return {
        "round": round_.name if round_ else None,
        "deadline": iso(round_.deadline) if round_ else None,
        "files": (_file(review) for review in reviews),
        "counts": {
            "files": len(reviews),
            **{verdict.value: sum(review.verdict is verdict for review in reviews) for verdict in Verdict},
            "errors": severities[Severity.ERROR],
            "warnings": severities[Severity.WARNING],
        },
        **({"eligibility": eligibility.plain} if eligibility else {}),
    }


def _file(review: FileReview) -> dict[str, object]:
    return {
        "path": review.path,
        "sha256": review.sha256,
        "kind": review.kind,
        "unit": review.unit,
        "received_at": iso(review.received_at),
        "verdict": review.verdict.value,
        "line": {name: _plain(value.value) for name, value in review.table.line.items()} if review.table else {},
        "rows": _rows(review.table) if review.table else [],
        **(
            {"tables": {one.form: _rows(one) for one in review.table.more}}
            if review.table and review.table.more
            else {}
        ),
        **({"summary": _lower(review.table.lower)} if review.table and review.table.lower else {}),
        "document": _document(review.document) if review.document else None,
        "findings": [_finding(finding) for finding in review.findings],
    }


def _lower(lower: Lower) -> dict[str, object]:
    """What a summary from below says of itself."""
    return {
        "round": lower.round, "issuer": lower.issuer, "code": lower.code, "rows": lower.included,
        "excluded": lower.excluded, "altered": lower.altered,
    }  # fmt: skip


def _origins(source: Source) -> list[dict[str, object]]:
    """Where a summary from below has a row from, the nearest level first."""
    names = ("unit", "file", "sheet", "row", "received_at", "sha256")
    return [dict(zip(names, origin.fields, strict=True)) for origin in source.lower]


def _document(reading: PlanReading | LetterReading) -> dict[str, object]:
    """What a plan or a letter says, null where it does not; each with the 1-based paragraph, null: the file's name."""
    names = ("unit", "project", "title", "term", "funds") if isinstance(reading, PlanReading) else (
        "number", "title", "issuer",
    )  # fmt: skip
    said = {name: getattr(reading, name) for name in names}
    return {"checked": reading.checked} | {
        name: {"value": one.value, "typed": one.typed, "paragraph": one.paragraph} if one else None
        for name, one in said.items()
    }


def _rows(table: Table) -> list[dict[str, object]]:
    names = tuple(table.values)
    columns = [
        column if _AS_THEY_ARE.issuperset(map(type, column)) else tuple(map(_plain, column))
        for column in table.values.values()
    ]
    lines = zip(*columns, strict=True) if columns else ((),) * len(table.rows)
    return [
        {"row": row, "values": dict(zip(names, line, strict=True))} for row, line in zip(table.rows, lines, strict=True)
    ]


_AS_THEY_ARE = frozenset((str, int, float, bool, type(None)))


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "sheet": finding.place.sheet,
        "cell": finding.place.cell,
        "row": finding.place.row,
        "paragraph": finding.place.paragraph,
        "field": finding.place.field,
        "value": finding.value,
        "message": finding.message,
        "fix": finding.fix,
    }


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if isinstance(value, dt.date) else value


def summary_json(summary: CitySummary, output: str, changes: Changes | None = None) -> dict[str, object]:
    """The document of consolidate; `output` is the path of the workbook written."""
    lines = control(summary)
    read, included, excluded = summary.totals
    keys = {id(form): key for key, form in summary.round.forms.items()}
    return {
        "output": output,
        "rows_in": read,
        "rows_included": included,
        "rows_excluded": excluded,
        "excluded": [
            {
                "unit": row.unit.code if row.unit else None,
                "form": keys[id(one.form)],
                "file": row.source.path,
                "sheet": row.source.sheet,
                "row": row.source.row,
                "codes": list(row.codes),
                "why": row.why,
                **({"origins": _origins(row.source)} if row.source.lower else {}),
            }
            for one in summary.all
            for row in one.excluded
        ],
        "units": {
            "returned": sum(1 for line in own_lines(summary) if line.files),
            "missing": missing_units(summary),
            "late": late_units(summary),
        },
        **_applications_only(summary),
        "by_category": summary.by_category(),
        "eligibility": summary.standing.eligibility.plain if summary.standing.eligibility else None,
        "control": {line.category: [line.read, line.included, line.excluded] for line in lines},
        "changes": changes_json(changes) if changes else None,
    }


def _applications_only(summary: CitySummary) -> dict[str, dict[str, str]]:
    """Where the units stand that report nothing but applications; no key where there are none."""
    own = {line.unit.code for line in own_lines(summary)}
    others = {line.unit.code: line.state.value for line in summary.units if line.unit.code not in own}
    return {"applications_only": others} if others else {}
