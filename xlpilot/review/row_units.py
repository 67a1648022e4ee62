"""The unit that each row names: of another county than the form's, or with a name that schools do not have."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xlpilot.findings import Finding
from xlpilot.intake.table import Table
from xlpilot.review.names import UnitNames
from xlpilot.rounds.model import Form, Unit, UnitKind
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
    for field in form.entries:
        if field.format != "unit-name" or field.name not in table.columns:
            continue
        for row, value, typed in zip(table.rows, table.values[field.name], table.typed[field.name], strict=True):
            if not isinstance(value, str) or isinstance(value, Fault) or not value.strip():
                continue
            place = table.place(field.name, row)
            other = names.beginning(value)
            if unit and unit.kind is UnitKind.COUNTY and other and other is not unit:
                words = {"other": other.name, "unit": unit.name}
                yield BY_CODE["XP310"].at(place, typed, title=field.title, words=words)
            if not USUAL.fullmatch(value):
                yield BY_CODE["XP311"].at(place, typed, title=field.title)
