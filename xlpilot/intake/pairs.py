"""A person's name and telephone number that stand in one cell: each goes to its own column."""

from __future__ import annotations

from xlpilot.intake.cells import Cells
from xlpilot.intake.normalise.person import split_person_phone
from xlpilot.rules.base import Fault

_DIGITS = frozenset("0123456789０１２３４５６７８９")


def split_pairs(cells: Cells) -> None:
    """Split such cells; what the other column says itself is taken before what stands in this one."""
    for person, phone in cells.expected.pairs:
        names, phones = cells.values[person], cells.values[phone]
        if _DIGITS.isdisjoint("".join(map(str, names))) and "".join(map(str, phones)).isascii():
            continue
        for at in range(len(cells.rows)):
            name, number = names[at], phones[at]
            if isinstance(name, str) and not isinstance(name, Fault) and not _DIGITS.isdisjoint(name):
                _split(cells, at, person, phone, inside=person)
            elif isinstance(number, str) and not isinstance(number, Fault) and not number.isascii():
                _split(cells, at, person, phone, inside=phone)


def _split(cells: Cells, at: int, person: str, phone: str, *, inside: str) -> None:
    both = split_person_phone(cells.typed[inside][at], cells.expected.round.area_code)
    if both is None:
        return
    row, titles = cells.rows[at], cells.expected.form.by_name
    whole = cells.typed[inside][at]
    for name, part in ((person, both[0]), (phone, both[1])):
        there = cells.values[name][at]
        title = titles[inside].title
        if name == inside or there is None:
            cells.values[name][at] = part
            cells.say("XP307", name, row, whole, typed_in=title, taken=part)
            if name != inside:
                cells.typed[name][at] = part
                cells.inferred.add((row, name))
        elif there != part and not isinstance(there, Fault) and part not in str(there).split("、"):
            cells.say("XP308", name, row, cells.typed[name][at], typed_in=title, other=part)
        else:
            cells.say("XP307", name, row, whole, typed_in=title, taken=str(there))
