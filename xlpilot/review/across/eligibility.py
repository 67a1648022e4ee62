"""Eligibility: who applies though a former pilot of theirs is not accepted yet, by the roster of former pilots."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xlpilot.findings import Finding
from xlpilot.intake.normalise import key
from xlpilot.review.across.applicant import Applicant
from xlpilot.review.across.former import FormerPilot, Roster
from xlpilot.rounds.model import Eligibility, Round, UnitKind

_MOST = 3


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


def eligibility(
    round_: Round, applicants: Sequence[Applicant], roster: Roster | None
) -> tuple[list[tuple[int, Finding]], EligibilityCheck | None]:
    """XP611 to XP613, each with the number of its file, and how the check went; None where the round asks for none.

    Only the same unit by its key is taken for the same; a similar one is told as a remark.
    """
    asked = round_.eligibility
    if asked is None:
        return [], None
    if roster is None:
        return [], EligibilityCheck("没有 往年试点.xlsx")
    if not roster.pilots:
        return [], EligibilityCheck(f"{roster.file} 是空的")
    pending = [pilot for pilot in roster.pilots if not pilot.accepted and pilot.year in asked.years]
    stems = _Stems(round_)
    exact: dict[str, list[FormerPilot]] = {}
    similar: dict[str, list[FormerPilot]] = {}
    for pilot in pending:
        exact.setdefault(pilot.who, []).append(pilot)
        similar.setdefault(stems.of(pilot.school)[1], []).append(pilot)
    findings: list[tuple[int, Finding]] = []
    hits = exempt = 0
    for one in applicants:
        if not one.who:
            continue
        concerned = exact.get(one.who, ())
        free = [pilot for pilot in concerned if _is_exempt(asked, one, pilot)]
        barred = [pilot for pilot in concerned if not _is_exempt(asked, one, pilot)]
        field = one.source.roles.unit
        if barred:
            hits += 1
            findings.append(one.finding("XP611", field, one.name, old=_told(roster, barred)))
        elif free:
            exempt += 1
            whose = "本次申报的" if asked.exempt_by == "new" else "往年项目的"
            named = one.category if asked.exempt_by == "new" else free[0].category
            words = {"old": _told(roster, free), "whose": whose, "category": named}
            findings.append(one.finding("XP613", field, one.name, **words))
        elif near := _near(stems, one, similar):
            findings.append(one.finding("XP612", field, one.name, old=_told(roster, near, units=True)))
    return findings, EligibilityCheck("", len(applicants), hits, exempt)


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
        self._divisions = sorted(map(key, names), key=len, reverse=True)
        self._known: dict[str, tuple[str, str]] = {}

    def of(self, school: str) -> tuple[str, str]:
        if school not in self._known:
            division = next((name for name in self._divisions if school.startswith(name)), "")
            inner = school.removeprefix(division)
            self._known[school] = division, re.sub(r"\([^()]*\)$|高级|初级|完全|中心", "", inner)
        return self._known[school]


def _told(roster: Roster, pilots: Sequence[FormerPilot], units: bool = False) -> str:
    shown = [f"“{pilot.unit}”的{roster.told(pilot)}" if units else roster.told(pilot) for pilot in pilots[:_MOST]]
    return "、".join(shown) + (f"等 {len(pilots)} 个" if len(pilots) > _MOST else "")
