"""Between units: the same project or the same applicant reported twice, a direct unit in a county's list, one phone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from xlpilot.findings import Finding
from xlpilot.review.across.applicant import Applicant
from xlpilot.review.across.others import by_reporter, foreign, told
from xlpilot.rounds.model import Round, UnitKind

# So many units may share a number before it is more than a remark.
_UNITS = 3


def between(round_: Round, applicants: Sequence[Applicant]) -> Iterator[tuple[int, Finding]]:
    """XP601, XP602 and XP604 over all who share something with another row, each with the number of its file."""
    yield from _twice("XP601", "project", lambda one: one.project_key, applicants)
    yield from _twice("XP602", "unit", lambda one: one.who, applicants)
    yield from _phones(round_, applicants)


def _twice(
    code: str, role: str, key: Callable[[Applicant], str], applicants: Sequence[Applicant]
) -> Iterator[tuple[int, Finding]]:
    """What two units report, told at every place; blank keys are nobody's."""
    blocks: dict[str, list[Applicant]] = {}
    for one in applicants:
        if key(one):
            blocks.setdefault(key(one), []).append(one)
    for block in blocks.values():
        groups = by_reporter(block) if len(block) > 1 else {}
        for one in block if len(groups) > 1 else ():
            total = len(block) - len(groups[one.reporter.code])
            others = told(foreign(groups, one.reporter.code), role, total, one.source)
            field, value = (
                (one.source.roles.project, one.project) if role == "project" else (one.source.roles.unit, one.name)
            )
            yield one.finding(code, field, value, others=others)


def direct(round_: Round, applicants: Iterable[Applicant]) -> Iterator[tuple[int, Finding]]:
    """XP603, each with the number of its file."""
    for one in applicants:
        unit = round_.unit_by_code.get(one.unit_code)
        if unit and unit.kind is UnitKind.DIRECT and unit is not one.reporter:
            yield one.finding("XP603", one.source.roles.unit, one.name, direct=f"{unit.name}（{unit.code}）")


def _phones(round_: Round, applicants: Sequence[Applicant]) -> Iterator[tuple[int, Finding]]:
    blocks: dict[str, list[tuple[Applicant, str, str]]] = {}
    for one in applicants:
        for person, number, field in one.people:
            blocks.setdefault(number, []).append((one, person, field))
    for number, block in blocks.items():
        units = {one.who for one, _, _ in block if one.who}
        if len(units) <= _UNITS or len({person for _, person, _ in block}) < 2:
            continue
        groups = by_reporter(one for one, _, _ in block)
        if len(groups) < 2:  # XP430 says it of a single file
            continue
        for one, _, field in block:
            total = len(block) - len(groups[one.reporter.code])
            others = told(foreign(groups, one.reporter.code), field, total, one.source)
            title = round_.forms[one.source.kind].by_name[field].title
            yield one.finding("XP604", field, number, title=title, count=len(units), others=others)
