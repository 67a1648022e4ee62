"""The opinion boxes of a grid form: days in order, the city's box untouched, seals never claimed as checked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from xlpilot.findings import Finding, Place
from xlpilot.intake.table import Table
from xlpilot.moments import CHINA
from xlpilot.review.row_units import USUAL
from xlpilot.rounds.model import Box, Form, Unit
from xlpilot.rules import BY_CODE
from xlpilot.rules.base import Fault


def opinions(table: Table, form: Form, unit: Unit | None, received_at: dt.datetime | None) -> Iterator[Finding]:
    """XP513, XP514 and XP517 to XP519; nothing for a form without boxes.

    Args:
        unit: whose form it is; a box that is not for units of its kind is not looked at.
        received_at: when the file came, None where it has not been received yet.
    """
    if not form.boxes or not table.rows:
        return
    asked = [box for box in form.boxes if not box.locked and (unit is None or unit.kind in box.audience)]
    yield from _days(table, asked, received_at)
    for box in form.boxes:
        if box.locked:
            yield from _touched(table, box, asked)
        elif unit and box not in asked:
            for field in box.fields:
                if table.typed[field.name][0] and table.values[field.name][0] is not None:
                    words = {"box": box.title, "unit": unit.name}
                    yield _at(table, "XP517", field.name, words)
    yield from _swapped(table, form)
    boxes = "、".join(f"“{box.title}”" for box in asked)
    yield BY_CODE["XP519"].at(Place(table.sheet), boxes=boxes)


def _days(table: Table, asked: list[Box], received_at: dt.datetime | None) -> Iterator[Finding]:
    last: tuple[dt.date, str] | None = None
    received = received_at.astimezone(CHINA).date() if received_at else None
    for box in asked:
        name = box.fields[2].name
        day = table.values[name][0]
        if not isinstance(day, dt.date):
            continue
        if last and day < last[0]:
            what = f"早于“{last[1]}”的日期 {last[0].isoformat()}"
            yield _at(table, "XP513", name, {"box": box.title, "day": day.isoformat(), "what": what})
        elif received and day > received:
            what = f"晚于收到的日期 {received.isoformat()}"
            yield _at(table, "XP513", name, {"box": box.title, "day": day.isoformat(), "what": what})
        last = max(last, (day, box.title)) if last else (day, box.title)


def _touched(table: Table, box: Box, asked: list[Box]) -> Iterator[Finding]:
    blank = next((one.title for one in asked if table.values[one.name][0] is None), "")
    for field in box.fields:
        if table.values[field.name][0] is not None:
            likely = f"（“{blank}”却是空的）" if blank else ""
            yield _at(table, "XP514", field.name, {"box": box.title, "likely": likely})


def _swapped(table: Table, form: Form) -> Iterator[Finding]:
    """XP518 where the unit's cell holds no unit's name and another free cell does."""
    unit = next((field for field in form.fields if field.format == "unit-name"), None)
    if unit is None or not _text(table, unit.name) or USUAL.fullmatch(_text(table, unit.name)):
        return
    for field in form.fields:
        limit = field.constraints.max_length
        if field is not unit and field.plain_text and (limit or 0) <= 100 and USUAL.fullmatch(_text(table, field.name)):
            for one, other in ((unit, field), (field, unit)):
                yield _at(table, "XP518", one.name, {"title": one.title, "other": other.title})


def _text(table: Table, name: str) -> str:
    value = table.values[name][0]
    return value if isinstance(value, str) and not isinstance(value, Fault) else ""


def _at(table: Table, code: str, name: str, words: Mapping[str, object]) -> Finding:
    return BY_CODE[code].at(table.place(name, table.rows[0]), table.typed[name][0], words=words)
