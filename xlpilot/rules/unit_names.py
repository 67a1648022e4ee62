"""Names by which a text speaks of a unit of the round beyond doubt: what the sheet and the office both look for.

Compared character by character with the text as typed. What is only the same once it is written in one form, the
office alone can tell (review/names.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xlpilot.rounds.model import Round, Unit, UnitKind


@dataclass(frozen=True, slots=True)
class UnitName:
    """A written name, whose it is (a unit's code), and whether the whole text must be it or may go on behind it."""

    name: str
    code: str
    whole: bool


def unit_names(round_: Round) -> tuple[UnitName, ...]:
    """Every such name, with and without the leading province and city; a name of two units is nobody's."""
    owners: dict[tuple[str, bool], set[str]] = {}
    for unit in round_.units:
        code = unit.reports_via or unit.code
        beginnings = [unit.name] if unit.kind is UnitKind.COUNTY else []
        for prefix in _prefixes(round_.region_prefixes):
            for name in beginnings:
                owners.setdefault((prefix + name, False), set()).add(code)
            for name in _wholes(round_, unit):
                if not any(name.startswith(beginning) for beginning in beginnings):
                    owners.setdefault((prefix + name, True), set()).add(code)
    return tuple(UnitName(name, codes.pop(), whole) for (name, whole), codes in owners.items() if len(codes) == 1)


class Beginnings:
    """Names looked up by what a text begins with, whose number does not matter."""

    def __init__(self, names: Sequence[UnitName]) -> None:
        self._by_name: dict[str, list[UnitName]] = {}
        for one in names:
            self._by_name.setdefault(one.name, []).append(one)
        self._lengths = sorted({len(name) for name in self._by_name}, reverse=True)

    def unit(self, typed: str, own: str) -> str:
        """Code of the unit that a text as typed speaks of, by the longest name and own names first; '' if nobody's."""
        text = " ".join(re.sub(r"[\x00-\x1f]", "", typed).split(" ")).strip(" ")
        for length in self._lengths:
            found = [one for one in self._by_name.get(text[:length], ()) if text == one.name or not one.whole]
            if found:
                return max(found, key=lambda one: one.code == own).code
        return ""


def named_unit(names: Sequence[UnitName], typed: str, own: str) -> str:
    """The same, for a text alone."""
    return Beginnings(names).unit(typed, own)


def _wholes(round_: Round, unit: Unit) -> tuple[str, ...]:
    names = [unit.name, unit.bureau, *unit.aliases]
    if unit.kind is UnitKind.COUNTY and len(unit.name) > 2 and unit.name[-1] in "县区市":
        short = unit.name[:-1]
        # 衡阳 alone may be the city or the county.
        if not any(prefix.startswith(short) for prefix in round_.region_prefixes):
            names += [short, f"{short}教育局"]
    return tuple(dict.fromkeys(name for name in names if name))


def _prefixes(prefixes: Sequence[str]) -> Iterator[str]:
    """No prefix, each one, and those that follow one another."""
    yield ""
    for number, prefix in enumerate(prefixes):
        for rest in _prefixes(prefixes[number + 1 :]):
            yield prefix + rest
