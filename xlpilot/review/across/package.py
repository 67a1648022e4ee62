"""The package of one unit: 附件1 rows x 附件2 forms x 附件3 plans, matched by project and applicant.

Only equal keys are a match. What is merely alike is named as alike, and never counted as the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from xlpilot.findings import Place
from xlpilot.review.across.alike import nearest
from xlpilot.review.across.applicant import Applicant
from xlpilot.values import dataclass, field


@dataclass(frozen=True, slots=True)
class PlanOf:
    """A plan as part of a package.

    Attributes:
        file, path: number and path of its file.
        who: key of the applicant that it names, '' where it names none.
        project_key: '' where it names no project; then `stem` is its file's name for comparing.
        place, unit_place: where it names project and applicant.
    """

    file: int
    path: str
    name: str
    who: str
    project: str
    project_key: str
    place: Place
    unit_place: Place
    stem: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One project of a unit: its row, its form and its plan, None where there is none."""

    row: Applicant | None
    form: Applicant | None
    plan: PlanOf | None

    @property
    def project(self) -> str:
        """The project's title, of the row before the form before the plan."""
        named = (one.project for one in (self.row, self.form, self.plan) if one)
        return next(filter(None, named), "")

    @property
    def name(self) -> str:
        """Who applies."""
        return next(filter(None, (one.name for one in (self.row, self.form, self.plan) if one)), "")


Part = Applicant | PlanOf
A = TypeVar("A", bound=Part)
B = TypeVar("B", bound=Part)


@dataclass(frozen=True, slots=True)
class Package:
    """A unit's package: its projects, and what is alike: parts without a partner with the part that may be theirs."""

    entries: tuple[Entry, ...]
    alike: tuple[tuple[Part, Part], ...] = ()
    rows: int = 0
    forms: int = 0
    plans: int = 0


@dataclass(slots=True)
class _Matched:
    pairs: list[tuple[int, int]] = field(default_factory=list)
    left: list[int] = field(default_factory=list)
    right: list[int] = field(default_factory=list)


def packed(rows: Sequence[Applicant], forms: Sequence[Applicant], plans: Sequence[PlanOf]) -> Package:
    """Match the parts of one unit's package. Time grows with their number and no faster."""
    alike: list[tuple[Part, Part]] = []
    first = _match(rows, forms)
    partner = dict(first.pairs)
    alike += _alike(rows, first.left, forms, first.right)
    heads: list[tuple[Applicant | None, Applicant | None]] = [
        (row, forms[partner[at]] if at in partner else None) for at, row in enumerate(rows)
    ]
    heads += [(None, forms[at]) for at in first.right]
    # A plan belongs to the form; of a row without a form, to the row.
    named = [form or row for row, form in heads]
    subjects = [one for one in named if one is not None]
    second = _match(subjects, plans)
    planned = dict(second.pairs)
    alike += _alike(subjects, second.left, plans, second.right)
    entries = [Entry(row, form, plans[planned[at]] if at in planned else None) for at, (row, form) in enumerate(heads)]
    entries += [Entry(None, None, plans[at]) for at in second.right]
    return Package(tuple(entries), tuple(alike), len(rows), len(forms), len(plans))


def _match(one: Sequence[Part], other: Sequence[Part]) -> _Matched:
    """Pairs of positions: first those with the same project and applicant, then those whose project occurs once in
    both; then by a file's name, where a plan says no project."""
    result = _Matched(left=list(range(len(one))), right=list(range(len(other))))
    _pair(one, other, result, lambda part: (part.project_key, part.who) if part.project_key and part.who else None)
    _pair(one, other, result, lambda part: part.project_key or None, single=True)
    _by_name(one, other, result)
    return result


def _pair(
    one: Sequence[Part], other: Sequence[Part], result: _Matched, of: Callable[[Part], object], single: bool = False
) -> None:
    there: dict[object, list[int]] = {}
    for at in result.right:
        there.setdefault(of(other[at]), []).append(at)
    here: dict[object, int] = {}
    for at in result.left:
        here[of(one[at])] = here.get(of(one[at]), 0) + 1
    taken: dict[int, int] = {}
    for at in result.left:
        name = of(one[at])
        found = there.get(name, []) if name is not None else []
        if found and not (single and (len(found) > 1 or here[name] > 1)):
            taken[at] = found.pop(0)
    result.pairs += taken.items()
    result.left = [at for at in result.left if at not in taken]
    gone = set(taken.values())
    result.right = [at for at in result.right if at not in gone]


def _by_name(one: Sequence[Part], other: Sequence[Part], result: _Matched) -> None:
    """A scan of a plan says nothing but its name: the one project whose title stands in it is meant."""
    titles = {one[at].project_key: at for at in result.left if len(one[at].project_key) >= _LEAST}
    for at in list(result.right):
        part = other[at]
        if part.project_key or not isinstance(part, PlanOf):
            continue
        found = [title for title in titles if title in part.stem]
        if len(found) == 1:
            result.pairs.append((titles[found[0]], at))
            result.left.remove(titles.pop(found[0]))
            result.right.remove(at)


_LEAST = 4  # characters of a title by which a file's name can be told


def _alike(one: Sequence[A], left: Sequence[int], other: Sequence[B], right: Sequence[int]) -> Iterator[tuple[A, B]]:
    found = nearest(
        [(one[n].who, one[n].project_key) for n in left], [(other[n].who, other[n].project_key) for n in right]
    )
    for at, there in found:
        yield one[left[at]], other[right[there]]


__all__ = ["Entry", "Package", "Part", "PlanOf", "packed"]
