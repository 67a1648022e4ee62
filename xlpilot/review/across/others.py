"""The other places of a finding about several: a few of them named with file, sheet and cell, the rest counted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from xlpilot.review.across.applicant import Applicant, Source

MOST = 3

Block = Sequence[Applicant]


def by_reporter(block: Iterable[Applicant]) -> dict[str, list[Applicant]]:
    """The applications of a block by the code of the unit that reports them."""
    found: dict[str, list[Applicant]] = {}
    for one in block:
        found.setdefault(one.reporter.code, []).append(one)
    return found


def foreign(groups: dict[str, list[Applicant]], code: str) -> Block:
    """The first few applications that another unit reports. Looks at no more than it needs."""
    found: list[Applicant] = []
    for reporter, group in groups.items():
        if reporter != code:
            found += group[: MOST - len(found)]
        if len(found) == MOST:
            break
    return found


def besides(block: Block, one: Applicant) -> Block:
    """The first few applications of a block but this one."""
    return [other for other in block[: MOST + 1] if other is not one][:MOST]


def told(others: Block, field: str, total: int, seen_from: Source) -> str:
    """Where others stand, in words; `total` is their number, `field` a role: 'unit', 'project' or a field's name."""
    words = "、".join(_where(other, field, seen_from) for other in others)
    return f"{words}等 {total} 处" if total > len(others) else words


def _where(other: Applicant, field: str, seen_from: Source) -> str:
    source = other.source
    name = {"unit": source.roles.unit, "project": source.roles.project}.get(field, field)
    place = other.place(name if name in source.table.values else "")
    at = f"{place.sheet}!{place.cell or f'第{place.row}行'}"
    if source.file == seen_from.file:
        return at
    return f"{source.unit.name}（[{source.path}]{at}）"
