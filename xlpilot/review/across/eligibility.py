"""Eligibility: who applies though a former pilot of theirs is not accepted yet, by the roster of former pilots."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from xlpilot.findings import Finding
from xlpilot.intake.normalise import key
from xlpilot.review.across.applicant import Applicant
from xlpilot.review.across.former import FormerPilot, Roster
from xlpilot.rounds.model import Eligibility, Round, UnitKind
from xlpilot.values import dataclass

_MOST = 3
_MOST_KNOWN = 2_000  # names that are remembered


@dataclass(frozen=True, slots=True)
class EligibilityCheck:
    """What became of the check: why it was not done ('' where it was), rows checked, rows hit, rows exempt."""

    why_not: str = ""
    rows: int = 0
    hits: int = 0
    exempt: int = 0

    @property
    def words(self) -> str:
        """One line for people."""
        if self.why_not:
            return f"往年试点：未核对（{self.why_not}）"
        more = f"，除外 {self.exempt} 行" if self.exempt else ""
        return f"往年试点：已核对 {self.rows} 行，命中 {self.hits} 行{more}"

    @property
    def plain(self) -> dict[str, object]:
        """The same for JSON."""
        return {
            "checked": not self.why_not,
            "why_not": self.why_not or None,
            "rows": self.rows,
            "hits": self.hits,
            "exempt": self.exempt,
        }


class EligibilityChecker:
    """XP611 to XP613, group by group, and how the check went in all.

    Only the same unit by its key is taken for the same; a similar one is told as a remark.
    """

    def __init__(self, round_: Round, roster: Roster | None) -> None:
        self._asked, self._roster = round_.eligibility, roster
        self._stems = _Stems(round_)
        self._exact: dict[str, list[FormerPilot]] = {}
        self._similar: dict[str, list[FormerPilot]] = {}
        self._rows = self._hits = self._exempt = 0
        for pilot in roster.pilots if roster and self._asked else ():
            if self._asked and not pilot.accepted and pilot.year in self._asked.years:
                self._exact.setdefault(pilot.who, []).append(pilot)
                self._similar.setdefault(self._stems.of(pilot.school)[1], []).append(pilot)

    @property
    def done(self) -> EligibilityCheck | None:
        """How the check went so far; None where the round asks for none."""
        if self._asked is None:
            return None
        if self._roster is None:
            return EligibilityCheck("没有 往年试点.xlsx")
        if not self._roster.pilots:
            return EligibilityCheck(f"{self._roster.file} 是空的")
        return EligibilityCheck("", self._rows, self._hits, self._exempt)

    def check(self, applicants: Sequence[Applicant]) -> Iterator[tuple[int, Finding]]:
        """The findings about these applications, each with the number of its file."""
        asked, roster = self._asked, self._roster
        self._rows += len(applicants)
        for one in applicants if asked and roster and roster.pilots else ():
            if not one.who:
                continue
            assert asked is not None
            assert roster is not None
            concerned = self._exact.get(one.who, ())
            free = [pilot for pilot in concerned if _is_exempt(asked, one, pilot)]
            barred = [pilot for pilot in concerned if not _is_exempt(asked, one, pilot)]
            field = one.source.roles.unit
            if barred:
                self._hits += 1
                yield one.finding("XP611", field, one.name, old=_told(roster, barred))
            elif free:
                self._exempt += 1
                whose = "本次申报的" if asked.exempt_by == "new" else "往年项目的"
                named = one.category if asked.exempt_by == "new" else free[0].category
                yield one.finding("XP613", field, one.name, old=_told(roster, free), whose=whose, category=named)
            elif near := _near(self._stems, one, self._similar):
                yield one.finding("XP612", field, one.name, old=_told(roster, near, units=True))


def _is_exempt(asked: Eligibility, one: Applicant, pilot: FormerPilot) -> bool:
    return (one.category if asked.exempt_by == "new" else pilot.category) in asked.exempt


def _near(stems: _Stems, one: Applicant, similar: Mapping[str, list[FormerPilot]]) -> list[FormerPilot]:
    """Of pilots with the same stem: the list does not say where, or it is the same place with another grade or campus.

    衡阳县一中 and 衡阳市一中, both named in full, are two schools and nobody is bothered.
    """
    division, stem = stems.of(one.school)
    found = similar.get(stem, ()) if stem else ()
    return [pilot for pilot in found if not pilot.placed or stems.of(pilot.school)[0] == division]


class _Stems:
    """A school key as its division and the rest without grade and campus: 衡南县第一高级中学(东校区) -> 第一中学."""

    def __init__(self, round_: Round) -> None:
        city = round_.region_prefixes[-1:]
        names = (*city, *(unit.name for unit in round_.units if unit.kind is UnitKind.COUNTY))
        self._divisions = frozenset(map(key, names))
        self._lengths = sorted(set(map(len, self._divisions)), reverse=True)
        self._known: dict[str, tuple[str, str]] = {}

    def of(self, school: str) -> tuple[str, str]:
        if school not in self._known:
            if len(self._known) > _MOST_KNOWN:
                self._known.clear()
            beginnings = (school[:length] for length in self._lengths)
            division = next((name for name in beginnings if name in self._divisions), "")
            inner = school.removeprefix(division)
            self._known[school] = division, re.sub(r"\([^()]*\)$|高级|初级|完全|中心", "", inner)
        return self._known[school]


def _told(roster: Roster, pilots: Sequence[FormerPilot], units: bool = False) -> str:
    shown = [f"“{pilot.unit}”的{roster.told(pilot)}" if units else roster.told(pilot) for pilot in pilots[:_MOST]]
    return "、".join(shown) + (f"等 {len(pilots)} 个" if len(pilots) > _MOST else "")
