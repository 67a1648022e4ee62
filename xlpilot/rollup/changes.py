"""What changed since the summary written last, row by row, read from the two workbooks themselves."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from xlpilot.rollup.merge import CitySummary
from xlpilot.rollup.names import rows_sheet
from xlpilot.rollup.read_back import Listed, listed_in
from xlpilot.rounds.model import Form
from xlpilot.values import dataclass


@dataclass(frozen=True, slots=True)
class Changed:
    """A row that is there before and after: the two rows, and the headers of the cells that differ."""

    before: Listed
    after: Listed
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnitChanges:
    """What changed in one unit's rows, by its name."""

    unit: str
    added: tuple[Listed, ...]
    removed: tuple[Listed, ...]
    changed: tuple[Changed, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed since a summary.

    Attributes:
        since: when it was written; None where this is the first one at its path.
        units: those whose rows changed, in official order; None where the former rows are not known.
    """

    since: dt.datetime | None
    units: tuple[UnitChanges, ...] | None

    def count(self, kind: str) -> int:
        """How many rows were 'added', 'removed' or 'changed'."""
        return sum(len(getattr(unit, kind)) for unit in self.units or ())


def changes(summary: CitySummary, since: dt.datetime | None, before: bytes | None, after: bytes) -> Changes:
    """Compare the bytes of two summaries that were written; `before` is None where there is none or it is lost."""
    if before is None:
        return Changes(since, None)
    if before == after:
        return Changes(since, ())
    found: list[UnitChanges] = []
    for form in summary.forms:
        old = listed_in(before, rows_sheet(form), ours=True)
        new = listed_in(after, rows_sheet(form), ours=True)
        if old is None or new is None:
            return Changes(since, None)
        found += _in_table(summary, form, old, new)
    return Changes(since, tuple(one for one in found if one.added or one.removed or one.changed))


def _in_table(
    summary: CitySummary, form: Form, old: Sequence[Listed], new: Sequence[Listed]
) -> Iterator[UnitChanges]:  # fmt: skip
    keys = [form.by_name[name].title for names in form.unique_keys for name in names]
    names = dict.fromkeys([unit.name for unit in summary.round.units] + [row.unit for row in (*old, *new)])
    was, is_now = _by_unit(old), _by_unit(new)
    for name in names:
        one = _unit(name, was.get(name, ()), is_now.get(name, ()), keys)
        yield replace(one, unit=f"{name}（{form.attachment}）") if form.below else one


def _by_unit(rows: Sequence[Listed]) -> dict[str, list[Listed]]:
    found: dict[str, list[Listed]] = {}
    for row in rows:
        found.setdefault(row.unit, []).append(row)
    return found


def _unit(name: str, old: Sequence[Listed], new: Sequence[Listed], keys: Sequence[str]) -> UnitChanges:
    same = Counter(_content(row) for row in old) & Counter(_content(row) for row in new)
    gone, come = _without(old, same), _without(new, same)
    pairs: list[tuple[Listed, Listed]] = []
    tests: list[Callable[[Listed, Listed], bool]] = [_likes(keys)] if keys else []
    for alike in (*tests, _mostly):
        for row in list(come):
            match = next((other for other in gone if alike(other, row)), None)
            if match:
                pairs.append((match, row))
                gone.remove(match)
                come.remove(row)
    changed = tuple(Changed(one, other, tuple(_differing(one, other))) for one, other in _ordered(pairs))
    return UnitChanges(name, tuple(come), tuple(gone), changed)


def _ordered(pairs: Sequence[tuple[Listed, Listed]]) -> list[tuple[Listed, Listed]]:
    return sorted(pairs, key=lambda pair: pair[1].row)


def _content(row: Listed) -> tuple[tuple[str, str], ...]:
    return tuple(row.cells.items())


def _without(rows: Sequence[Listed], same: Mapping[tuple[tuple[str, str], ...], int]) -> list[Listed]:
    left = Counter(same)
    rest = []
    for row in rows:
        if left[_content(row)] > 0:
            left[_content(row)] -= 1
        else:
            rest.append(row)
    return rest


def _likes(keys: Sequence[str]) -> Callable[[Listed, Listed], bool]:
    return lambda one, other: all(one.cells.get(key) == other.cells.get(key) for key in keys)


def _mostly(one: Listed, other: Listed) -> bool:
    """Whether more than half of what is filled in is the same."""
    filled = [title for title in one.cells if one.cells[title] or other.cells.get(title)]
    return 2 * sum(one.cells[title] == other.cells.get(title) for title in filled) > len(filled)


def _differing(one: Listed, other: Listed) -> Iterator[str]:
    for title in dict.fromkeys((*one.cells, *other.cells)):
        if one.cells.get(title) != other.cells.get(title):
            yield title
