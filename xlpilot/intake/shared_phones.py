"""One number beside different names: an office's telephone, or a number dragged down by mistake."""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.intake.cells import Cells

# So many units may share a number before it is more than a remark.
_UNITS = 3
_NAMED = 4


def tell_shared_phones(cells: Cells) -> None:
    """XP430 once a number, where it first stands beside another name; a warning where more than three units share it.

    Only what was taken counts: the first of several numbers in a cell, and names in their written form.
    """
    numbers = [number for _, phone in cells.expected.pairs for number in cells.values[phone] if isinstance(number, str)]
    if len(set(numbers)) == len(numbers):
        return
    seen: dict[str, dict[str, tuple[int, str]]] = {}
    for person, phone in cells.expected.pairs:
        for row, who, number in zip(cells.rows, cells.values[person], cells.values[phone], strict=True):
            if isinstance(who, str) and isinstance(number, str):
                seen.setdefault(number, {}).setdefault(who, (row, phone))
    shared = {number: people for number, people in seen.items() if len(people) > 1}
    if not shared:
        return
    units = _units(cells)
    for number, people in shared.items():
        row, phone = sorted(people.values(), key=lambda at: at[0])[1]
        several = len({units[row] for row, _ in people.values()}) > _UNITS
        names = "、".join(list(people)[:_NAMED]) + (f"等{len(people)}人" if len(people) > _NAMED else "")
        severity = Severity.WARNING if several else None
        cells.say("XP430", phone, row, number, severity, people=names)


def _units(cells: Cells) -> dict[int, object]:
    unit = cells.expected.unit
    return dict(zip(cells.rows, cells.values[unit] if unit else cells.rows, strict=True))
