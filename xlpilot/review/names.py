"""Whose name is this: a unit of the round by one of its names, exactly, or by none."""

from __future__ import annotations

import re
from typing import Final, Literal

from xlpilot.intake.normalise import key
from xlpilot.rounds.model import Round, Unit, UnitKind
from xlpilot.rules.unit_names import Beginnings

# What a county's education office is called, before and after the reforms of the last years.
_BUREAUS = (
    "教育局", "教育体育局", "教育和体育局", "教体局", "教育文体局", "教育(文体)局", "文体教育局", "文教体局", "文教局",
    "教育文化体育局", "教育文化和体育局", "教育科技局", "教科局", "社会事业局", "社会发展局", "农社局", "教育管理机构",
    "教育管理办公室", "教育管理中心",
)  # fmt: skip

Owners = Unit | Literal["several"]
SEVERAL: Final = "several"


class UnitNames:
    """Every written name of every unit. Never approximate: 衡阳县 and 衡南县 differ in one character."""

    def __init__(self, round_: Round) -> None:
        self.on_sheet = round_.carried.whole  # the forms know all names too
        self._prefixes = tuple(key(prefix) for prefix in round_.region_prefixes)
        self._written = Beginnings(round_)
        self._by_code = round_.unit_by_code
        # A name's owners, by name; a stem's are those of the stem with any bureau behind it too.
        self._given: dict[str, Owners] = {}
        self._stems: dict[str, Owners] = {}
        self._rank: dict[str, int] = {}
        for named in round_.units:
            unit = round_.unit_by_code.get(named.reports_via, named)
            self._rank.setdefault(unit.code, len(self._rank))
            given, stems = self._names_of(named)
            for names, owners in ((given, self._given), (stems, self._stems)):
                for name in names:
                    owners[name] = _with(owners.get(name), unit)
        self._counties = {
            key(unit.name): round_.unit_by_code.get(unit.reports_via, unit)
            for unit in round_.units
            if unit.kind is UnitKind.COUNTY
        }
        self._lengths = sorted({len(name) for name in self._counties}, reverse=True)
        stem_lengths = {len(stem) for stem in self._stems}
        lengths = {len(name) for name in self._given} | stem_lengths
        lengths |= {length + len(bureau) for length in stem_lengths for bureau in _BUREAUS}
        self._owner_lengths = sorted((length for length in lengths if length > 2), reverse=True)
        self._coded = {_lower(code): round_.unit_by_code[code] for code in self._rank if code in round_.unit_by_code}
        self._code_lengths = {len(code) for code in self._coded}

    def _owner(self, name: str) -> Unit | None:
        """The one unit whose name this is: given, or one of a county's stems, alone or with a bureau behind it."""
        owners = _both(self._given.get(name), self._stems.get(name))
        if name.endswith(_BUREAUS):
            for bureau in _BUREAUS:
                if name.endswith(bureau):
                    owners = _both(owners, self._stems.get(name[: -len(bureau)]))
        return owners if isinstance(owners, Unit) else None

    def _names_of(self, unit: Unit) -> tuple[set[str], set[str]]:
        """The names that are given to a unit, and the stems behind which a bureau may stand."""
        names = {key(name) for name in (unit.name, unit.bureau, *unit.aliases) if name}
        if unit.kind is not UnitKind.COUNTY:
            return names, set()
        full = key(unit.name)
        short = full[:-1] if full[-1:] in "县区市" and len(full) > 2 else full
        # 衡阳 alone may be the city or the county.
        stems = {full} if any(prefix.startswith(short) for prefix in self._prefixes) else {full, short}
        return names - stems, stems

    def exactly(self, text: str) -> Unit | None:
        """The unit whose name this text is, a leading province and city aside; None where it is nobody's."""
        whole = key(text)
        if whole.isalnum() and not whole.startswith(self._prefixes):
            return self._owner(whole)  # as nearly all are
        whole = whole.rstrip(":;,.。、_")
        candidates = [whole]
        if whole.endswith(")"):
            # What is printed behind the name, such as (盖章), and the name of the whole office, such as 教育(文体)局.
            candidates.append(re.sub(r"\([^()]*\)$", "", whole))
        for prefix in self._prefixes:
            candidates += [one.removeprefix(prefix) for one in candidates if one.startswith(prefix)]
        return next(filter(None, map(self._owner, candidates)), None)

    def beginning(self, text: str) -> Unit | None:
        """The county that a name such as 衡山县第一中学 begins with, a leading province and city aside; else None.

        By its whole name only: 衡山 may be the mountain.
        """
        candidates = [key(text)]
        for prefix in self._prefixes:
            candidates += [candidate.removeprefix(prefix) for candidate in candidates]
        beginnings = (candidate[:length] for length in self._lengths for candidate in candidates)
        return next((self._counties[name] for name in beginnings if name in self._counties), None)

    def named(self, typed: str, own: Unit) -> Unit | None:
        """The unit that a text as typed speaks of beyond doubt, as the sheet of `own` would tell it; else None."""
        if typed.startswith(own.name) and typed.isalnum() and self._written.alone(own.name, own.code):
            return own  # as nearly all rows do
        return self._by_code.get(self._written.unit(typed, own.code))

    def within(self, text: str) -> Unit | None:
        """The one unit that a path or file name speaks of, by code or full name; None for none or several."""
        # Of a path from elsewhere only the file and its folder speak of the unit: the rest is the office's own tree.
        parts = text.replace("\\", "/").split("/")
        flat = key("/".join(parts[-2:] if text.startswith("/") or ":" in parts[0] else parts))
        found: list[Unit] = []
        for length in self._owner_lengths:
            owners = [(owner, name) for name in _pieces(flat, length) if (owner := self._owner(name))]
            for owner, name in sorted(owners, key=lambda pair: (self._rank[pair[0].code], pair[1])):
                if name in flat:
                    flat = flat.replace(name, "\0")
                    if owner not in found:
                        found.append(owner)
        if found:
            return found[0] if len(found) == 1 else None
        codes = {code for length in self._code_lengths for code in _pieces(flat, length) & self._coded.keys()}
        named = [self._coded[code] for code in codes if re.search(rf"(?<![0-9a-z]){re.escape(code)}(?![0-9a-z])", flat)]
        return named[0] if len(named) == 1 else None


def _lower(code: str) -> str:
    lower = code.lower()
    return code if lower == code else lower  # the same object, of thousands of codes


def _with(owners: Owners | None, unit: Unit) -> Owners:
    return unit if owners is None or owners is unit else SEVERAL


def _both(one: Owners | None, other: Owners | None) -> Owners | None:
    return other if one is None else one if other is None or other is one else SEVERAL


def _pieces(text: str, length: int) -> set[str]:
    """All pieces of a text of this length."""
    return {text[at : at + length] for at in range(len(text) - length + 1)}
