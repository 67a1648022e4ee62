"""Names by which a text speaks of a unit of the round beyond doubt: what the sheet and the office both look for.

Compared character by character with the text as typed. What is only the same once it is written in one form, the
office alone can tell (review/names.py).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from xlpilot.rounds.model import Round, Unit, UnitKind
from xlpilot.values import dataclass

_KINDS, _OFFICE = "县区市", "教育局"
_SHORTEST = 2  # characters of a county's name without its kind


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
        for prefix in _prefixes(round_.region_prefixes):
            for name, whole in _bare(round_, unit):
                owners.setdefault((prefix + name, whole), set()).add(unit.reports_via or unit.code)
    return tuple(UnitName(name, codes.pop(), whole) for (name, whole), codes in owners.items() if len(codes) == 1)


class Beginnings:
    """The names of `unit_names` looked up by what a text begins with; their number does not matter, and none is kept
    once for every leading province and city."""

    def __init__(self, round_: Round) -> None:
        self._prefixes = tuple(dict.fromkeys(_prefixes(round_.region_prefixes)))
        # The code of a name's unit, '' for a name of several; by whether the whole text must be it. What a county is
        # called for short is not among them: of thousands it is looked up by the names that it is short for.
        self._codes: dict[bool, dict[str, str]] = {True: {}, False: {}}
        self._regions = tuple(round_.region_prefixes)
        lengths: dict[str, set[int]] = {}
        for unit in round_.units:
            short = _short(self._regions, unit)
            if short:
                lengths.setdefault(short[:1], set()).update((len(short), len(short) + len(_OFFICE)))
            for name, whole in _bare(round_, unit, short=False):
                code = unit.reports_via or unit.code
                self._codes[whole][name] = code if self._codes[whole].get(name, code) == code else ""
        for codes in self._codes.values():
            for name in codes:
                lengths.setdefault(name[:1], set()).add(len(name))
        self._lengths = lengths
        self._sorted = sorted({name for codes in self._codes.values() for name in codes})
        self._alone: dict[str, bool] = {}

    def alone(self, name: str, code: str) -> bool:
        """Whether whatever begins with a county's name is that county's: no other name of the round begins with it."""
        if name not in self._alone:
            self._alone[name] = self._codes[False].get(name) == code and not any(self._longer(name, code))
        return self._alone[name]

    def _longer(self, name: str, code: str) -> Iterator[bool]:
        """True for every other unit's name that begins with this one, a leading province and city included."""
        for prefix in self._prefixes:
            stem = name.removeprefix(prefix)
            if prefix.startswith(name):
                yield True
            elif name.startswith(prefix):
                for at in range(bisect_left(self._sorted, stem), len(self._sorted)):
                    other = self._sorted[at]
                    if not other.startswith(stem):
                        break
                    yield any(codes.get(other, code) != code for codes in self._codes.values())

    def unit(self, typed: str, own: str) -> str:
        """Code of the unit that a text as typed speaks of, by the longest name and own names first; '' if nobody's."""
        text = _trimmed(typed)
        lengths: set[int] = set()
        for prefix in self._prefixes:
            if text.startswith(prefix):
                before = len(prefix)
                lengths.update(before + n for n in self._lengths.get(text[before : before + 1], ()))
        for length in sorted(lengths, reverse=True):
            name = text[:length]
            if len(name) == length:
                found = [self._owner(name, False), self._owner(name, True) if text == name else ""]
                if any(found):
                    return own if own and own in found else next(filter(None, found))
        return ""

    def _owner(self, name: str, whole: bool) -> str:
        codes = self._codes[whole]
        bare = [name[len(prefix) :] for prefix in self._prefixes if name.startswith(prefix)]
        found = {codes[one] for one in bare if one in codes}
        for one in bare if whole else ():
            found |= self._called_for_short(one) | self._called_for_short(one.removesuffix(_OFFICE))
        return found.pop() if len(found) == 1 else ""

    def _called_for_short(self, name: str) -> set[str]:
        if len(name) < _SHORTEST or any(region.startswith(name) for region in self._regions):
            return set()
        counties = self._codes[False]
        return {counties[name + kind] for kind in _KINDS if name + kind in counties}


def named_unit(names: Sequence[UnitName], typed: str, own: str) -> str:
    """The same, of such names alone."""
    text = _trimmed(typed)
    fitting = [one for one in names if (text == one.name if one.whole else text.startswith(one.name))]
    return max(fitting, key=lambda one: (len(one.name), one.code == own)).code if fitting else ""


def _trimmed(typed: str) -> str:
    return typed if typed.isalnum() else " ".join(re.sub(r"[\x00-\x1f]", "", typed).split(" ")).strip(" ")


def _bare(round_: Round, unit: Unit, *, short: bool = True) -> Iterator[tuple[str, bool]]:
    """A unit's names without province and city, each with whether the whole text must be it."""
    beginning = unit.name if unit.kind is UnitKind.COUNTY else None
    if beginning is not None:
        yield beginning, False
    for name in _wholes(round_, unit, short):
        if beginning is None or not name.startswith(beginning):
            yield name, True


def _wholes(round_: Round, unit: Unit, with_short: bool) -> tuple[str, ...]:
    names = [unit.name, unit.bureau, *unit.aliases]
    short = _short(round_.region_prefixes, unit) if with_short else ""
    if short:
        names += [short, f"{short}{_OFFICE}"]
    return tuple(dict.fromkeys(name for name in names if name))


def _short(regions: Sequence[str], unit: Unit) -> str:
    """What a county is called for short, '' where it has no such name."""
    if unit.kind is not UnitKind.COUNTY or len(unit.name) <= _SHORTEST or unit.name[-1] not in _KINDS:
        return ""
    short = unit.name[:-1]
    # 衡阳 alone may be the city or the county.
    return "" if any(region.startswith(short) for region in regions) else short


def _prefixes(prefixes: Sequence[str]) -> Iterator[str]:
    """No prefix, each one, and those that follow one another."""
    yield ""
    for number, prefix in enumerate(prefixes):
        for rest in _prefixes(prefixes[number + 1 :]):
            yield prefix + rest
