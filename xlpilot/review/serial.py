"""What a file is by itself as plain JSON and back, so that it need not be read again."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from xlpilot.findings import Finding, Place, Severity
from xlpilot.intake.lower import Lower, Origin
from xlpilot.intake.table import LineValue, Table
from xlpilot.review.identified import Identified
from xlpilot.rules.base import Fault

Plain = Any  # what json gives and takes


def to_plain(one: Identified) -> Plain:
    """As lists, dicts, texts and numbers.

    Raises:
        TypeError: it holds a value of another kind.
    """
    table = one.table
    return {
        "kind": one.kind,
        "unit": one.unit,
        "findings": [_finding(finding) for finding in one.findings],
        "evidence": one.evidence,
        "table": None if table is None else _plain_table(table),
    }  # fmt: skip


def _plain_table(table: Table) -> Plain:
    return {
        "form": table.form, "sheet": table.sheet, "header_row": table.header_row, "columns": dict(table.columns),
        "rows": list(table.rows),
        "values": {name: [_value(value) for value in column] for name, column in table.values.items()},
        "typed": {name: list(column) for name, column in table.typed.items()},
        "line": {name: [_value(v.value), v.typed, v.row, v.column] for name, v in table.line.items()},
        "missing": list(table.missing), "gate": list(table.gate) if table.gate else None,
        "findings": [_finding(finding) for finding in table.findings],
        "passed_over": list(table.passed_over), "inferred": sorted(map(list, table.inferred)),
        "cells": {name: list(at) for name, at in table.cells.items()},
        "more": [_plain_table(one) for one in table.more],
        "lower": None if table.lower is None else _plain_lower(table.lower),
    }  # fmt: skip


def _plain_lower(lower: Lower) -> Plain:
    return {
        "round": lower.round, "issuer": lower.issuer, "code": lower.code, "included": lower.included,
        "excluded": lower.excluded, "altered": lower.altered,
        "origins": [[row, [list(one.fields) for one in chain]] for row, chain in lower.origins.items()],
        "cells": {key: dict(columns) for key, columns in lower.cells.items()},
    }  # fmt: skip


def _lower(data: Plain) -> Lower:
    return Lower(
        data["round"], data["issuer"], data["code"], data["included"], data["excluded"], data["altered"],
        {row: tuple(Origin(*one) for one in chain) for row, chain in data["origins"]}, data["cells"],
    )  # fmt: skip


def from_plain(data: Plain) -> Identified:
    """The value that `to_plain` was given.

    Raises:
        KeyError, TypeError, ValueError: it never gave this.
    """
    table = data["table"]
    return Identified(
        data["kind"], data["unit"], None if table is None else _table(table),
        tuple(map(_finding_of, data["findings"])), data["evidence"],
    )  # fmt: skip


def _table(data: Plain) -> Table:
    return Table(
        data["form"], data["sheet"], data["header_row"], data["columns"], tuple(data["rows"]),
        {name: tuple(map(_value_of, column)) for name, column in data["values"].items()},
        {name: tuple(column) for name, column in data["typed"].items()},
        {name: LineValue(_value_of(v), typed, row, col) for name, (v, typed, row, col) in data["line"].items()},
        tuple(data["missing"]), tuple(data["gate"]) if data["gate"] else None,
        tuple(map(_finding_of, data["findings"])), tuple(data["passed_over"]),
        frozenset((row, name) for row, name in data["inferred"]),
        cells={name: (row, column) for name, (row, column) in data["cells"].items()},
        more=tuple(map(_table, data["more"])),
        lower=None if data["lower"] is None else _lower(data["lower"]),
    )  # fmt: skip


def _finding(one: Finding) -> Plain:
    place = one.place
    at = [place.sheet, place.cell, place.row, place.field, place.paragraph]
    return [one.code, one.severity.value, one.message, one.fix, at, one.value]


def _finding_of(data: Plain) -> Finding:
    code, severity, message, fix, at, value = data
    return Finding(code, Severity(severity), message, fix, Place(*at), value)


def _value(value: object) -> Plain:
    if isinstance(value, Fault):
        return {"fault": value.value}
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    if isinstance(value, dt.datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, dt.date):
        return {"date": value.isoformat()}
    if isinstance(value, dt.time):
        return {"time": value.isoformat()}
    if isinstance(value, dt.timedelta):
        return {"delta": [value.days, value.seconds, value.microseconds]}
    if value is None or type(value) in (str, int, float, bool):
        return value
    raise TypeError(type(value))


def _value_of(data: Plain) -> object:
    if not isinstance(data, dict):
        return data
    ((kind, value),) = data.items()
    if kind == "fault":
        return Fault(value)
    if kind == "decimal":
        return Decimal(value)
    if kind == "delta":
        return dt.timedelta(*value)
    kinds: dict[str, type[dt.datetime | dt.date | dt.time]] = {
        "moment": dt.datetime, "date": dt.date, "time": dt.time,
    }  # fmt: skip
    return kinds[kind].fromisoformat(value)
