"""The unit that each row names: another than the form's, or with a name that schools do not have."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xlpilot.findings import Finding, Place, Severity
from xlpilot.intake.table import Table
from xlpilot.review.names import UnitNames
from xlpilot.rounds.model import Field, Form, Unit, UnitKind
from xlpilot.rules import BY_CODE
from xlpilot.rules.base import Fault

USUAL = re.compile(
    ".*(中学|小学|学校|幼儿园|完小|中心校|联校|教学点|[一二三四五六七八九十]中|职中|职业中专|中专|技校|学院|大学"
    "|局|站|馆|所|中心|学区|集团|园|院)(（.*）|\\(.*\\))?"
)


def row_units(table: Table, form: Form, unit: Unit | None, names: UnitNames) -> Iterator[Finding]:
    """XP310 and XP311 for the cells of fields with the format unit-name.

    Args:
        unit: whose form it is; None where nobody knows, and then no row is of another's.
    """
    for field, row, value, typed in _cells(table, form):
        if not isinstance(value, str) or isinstance(value, Fault) or not value.strip():
            continue
        if unit:
            yield from _of_another(field, table, row, value, typed, unit, names)
        if not USUAL.fullmatch(value):
            yield BY_CODE["XP311"].at(_place(table, field, row), typed, title=field.title)


def _place(table: Table, field: Field, row: int | None) -> Place:
    return table.line_place(field.name) if row is None else table.place(field.name, row)


def _cells(table: Table, form: Form) -> Iterator[tuple[Field, int | None, object, str]]:
    """Field, Excel row (None above the table), value, what was typed."""
    for field in form.line:
        if field.format == "unit-name" and not field.fill and field.name in table.line:
            there = table.line[field.name]
            yield field, None, there.value, there.typed
    for field in form.entries:
        if field.format == "unit-name" and field.name in table.columns:
            for row, value, typed in zip(table.rows, table.values[field.name], table.typed[field.name], strict=True):
                yield field, row, value, typed


def _of_another(
    field: Field, table: Table, row: int | None, value: str, typed: str, unit: Unit, names: UnitNames
) -> Iterator[Finding]:
    """An error where the sheet can tell as well, so for the text as typed; a warning once it is written in one form."""
    other, severity = names.named(typed, unit), Severity.ERROR if names.on_sheet else Severity.WARNING
    if other is None:
        other, severity = names.exactly(value) or names.beginning(value), Severity.WARNING
        if unit.kind is not UnitKind.COUNTY:
            return
    if other and other is not unit:
        words = {"other": other.name, "unit": unit.name}
        yield BY_CODE["XP310"].at(_place(table, field, row), typed, severity=severity, title=field.title, words=words)
