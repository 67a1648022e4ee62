"""Who applies for what: a school in a bureau's category, several projects of one unit, many of one person, quotas."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from xlpilot.findings import Finding, Place
from xlpilot.review.across.applicant import Applicant
from xlpilot.review.across.others import besides, by_reporter, told
from xlpilot.rounds.model import Round, UnitKind
from xlpilot.rules import BY_CODE


def of_one(round_: Round, applicants: Sequence[Applicant]) -> Iterator[tuple[int, Finding]]:
    """XP312, XP313, XP315 and XP621 over all that one unit reports, each with the number of its file."""
    yield from _schools(round_, applicants)
    yield from _several(round_, applicants)
    yield from _counties(round_, applicants)


def _projects(block: Iterable[Applicant]) -> int:
    """How many projects these rows are about: a row that only repeats another is no project of its own."""
    return len({(one.who, one.project_key or (one.source.file, one.row)) for one in block})


def _schools(round_: Round, applicants: Sequence[Applicant]) -> Iterator[tuple[int, Finding]]:
    bureaus = {category.name for category in round_.categories if category.applicants == "bureau"}
    for one in applicants:
        if one.category in bureaus and _is_school(round_, one):
            yield one.finding("XP312", one.source.roles.category, one.name, category=one.category)


def _is_school(round_: Round, one: Applicant) -> bool:
    unit = round_.unit_by_code.get(one.unit_code)
    if unit and unit.kind is UnitKind.COUNTY:
        return False
    suffixes = tuple(round_.school_suffixes)
    return any(re.sub(r"[（(][^（()）]*[)）]$", "", name).endswith(suffixes) for name in (one.name, one.school))


def _several(round_: Round, applicants: Sequence[Applicant]) -> Iterator[tuple[int, Finding]]:
    quota = round_.quotas.per_unit
    blocks: dict[tuple[str, str], list[Applicant]] = {}
    for one in applicants:
        if one.who:
            blocks.setdefault((one.reporter.code, one.who), []).append(one)
    for block in blocks.values():
        count = _projects(block) if len(block) > 1 else 1
        if count < 2:
            continue
        code = "XP315" if quota and count > quota else "XP313"
        for one in block:
            others = told(besides(block, one), "unit", len(block) - 1, one.source)
            words = {"count": count, "others": others, "quota": quota}
            yield one.finding(code, one.source.roles.unit, one.name, **words)


def of_one_leader(round_: Round, applicants: Sequence[Applicant]) -> Iterator[tuple[int, Finding]]:
    """XP314 over all who have a leader in common with another row, each with the number of its file."""
    quota = round_.quotas.per_leader
    if quota is None:
        return
    blocks: dict[tuple[str, str], list[Applicant]] = {}
    for one in applicants:
        if one.leader:
            # Many people have the same name: the number tells them apart, without it the unit.
            blocks.setdefault((one.leader, one.phone or one.who), []).append(one)
    for block in blocks.values():
        count = _projects(block) if len(block) > quota else 0
        for one in block if count > quota else ():
            field = one.source.roles.people[0][0]
            others = told(besides(block, one), field, len(block) - 1, one.source)
            yield one.finding("XP314", field, one.leader, count=count, quota=quota, others=others)


def _counties(round_: Round, applicants: Sequence[Applicant]) -> Iterator[tuple[int, Finding]]:
    quota = round_.quotas.per_county
    if quota is None:
        return
    for group in by_reporter(applicants).values():
        count = _projects(group)
        if count > quota:
            words = {"unit": group[0].reporter.name, "count": count, "quota": quota}
            for source in {one.source.file: one.source for one in group}.values():
                yield source.file, BY_CODE["XP621"].at(Place(source.table.sheet), words=words)
