"""What is marked: the findings that must be mended, sorted, with their places in the copy. Needs no openpyxl."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Protocol

from xlpilot.findings import Finding, Place, Severity
from xlpilot.intake.scan import position
from xlpilot.moments import iso
from xlpilot.review.judge import FileReview, Verdict
from xlpilot.rounds.model import Round
from xlpilot.values import dataclass

LISTING = "问题清单"
# Custom document property: the original's SHA-256 and a digest of what was marked.
PROPERTY = "xlpilot-marked"
# Rises when the same findings are to be marked anew in another way.
_EDITION = "1"
# The form itself is not the one that is in force: what was found in it goes into a fresh one.
SALVAGED = frozenset({"XP112", "XP118", "XP401", "XP432"})


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell of the copy."""

    sheet: str
    cell: str


@dataclass(frozen=True, slots=True)
class Mark:
    """One line of the list: where it is in the copy (None: nowhere in particular), and where in words.

    `origin` is the original's address where the copy's is another one, else ''.
    """

    severity: Severity
    spot: Spot | None
    where: str
    value: str
    message: str
    fix: str
    origin: str = ""


class Finder(Protocol):
    """Tells where in the copy a place of the original is."""

    def __call__(self, place: Place) -> Spot | None:
        """The cell of the copy, None where there is none."""


def wants_marks(review: FileReview) -> bool:
    """Whether a copy helps the county: the file is to be mended, or is not taken though its table could be read."""
    return review.verdict is Verdict.RETURNED or (review.verdict is Verdict.REJECTED and review.table is not None)


def fingerprint(review: FileReview, round_: Round) -> str:
    """Value of the property: the same original with the same faults has the same."""
    told = (_EDITION, round_.version, review.unit, iso(review.received_at), review.path, list(_asked(review)))
    return f"{review.sha256} {hashlib.sha256(repr(told).encode()).hexdigest()[:16]}"


def in_place(sheets: Collection[str]) -> Finder:
    """The finder of a copy whose cells stand where they stood."""

    def find(place: Place) -> Spot | None:
        if place.sheet in sheets and place.cell and position(place.cell):
            return Spot(place.sheet or "", place.cell.replace("$", ""))
        return None

    return find


def moved(cells: Mapping[tuple[str, str], Spot]) -> Finder:
    """The finder of a copy made anew: where each sheet and address of the original has gone."""
    return lambda place: cells.get((place.sheet or "", place.cell or ""))


def marks(review: FileReview, round_: Round, find: Finder) -> list[Mark]:
    """Errors before warnings, each sorted by sheet, row and column; remarks that ask for nothing are left out."""
    titles = _titles(review, round_)
    found = [(finding, find(finding.place)) for finding in _asked(review)]
    sheets = {name: number for number, name in enumerate(dict.fromkeys(f.place.sheet for f, _ in found))}

    def order(pair: tuple[Finding, Spot | None]) -> tuple[int, int, tuple[int, int], str]:
        place = pair[0].place
        return pair[0].severity.rank, -1 if place.sheet is None else sheets[place.sheet], _where(place), pair[0].code

    return [_mark(f, spot, titles.get(f.place.field or "", "")) for f, spot in sorted(found, key=order)]


def _mark(finding: Finding, spot: Spot | None, title: str) -> Mark:
    place = finding.place
    address = f"{place.sheet}!{place.cell}" if place.cell else ""
    origin = address if spot and f"{spot.sheet}!{spot.cell}" != address else ""
    where = _words(place, spot, origin, title)
    return Mark(finding.severity, spot, where, finding.value, finding.message, finding.fix, origin)


def by_spot(all_marks: Sequence[Mark]) -> dict[Spot, list[Mark]]:
    """The marks of every cell."""
    cells: dict[Spot, list[Mark]] = {}
    for mark in all_marks:
        if mark.spot:
            cells.setdefault(mark.spot, []).append(mark)
    return cells


def _asked(review: FileReview) -> Iterator[Finding]:
    # One finding may be told twice, once by each of two checks.
    yield from dict.fromkeys(finding for finding in review.findings if finding.severity is not Severity.INFO)


def _where(place: Place) -> tuple[int, int]:
    return (place.cell and position(place.cell)) or (place.row or 0, 0)


def _words(place: Place, spot: Spot | None, origin: str, title: str) -> str:
    if place.sheet is None:
        return "整个文件"
    if not place.cell:
        return f"{place.sheet} 第{place.row}行" if place.row else f"{place.sheet}（整张表）"
    words = f"{spot.sheet}!{spot.cell}" if spot else f"原件 {place.sheet}!{place.cell}"
    words += f"（原件 {origin}）" if origin else ""
    return f"{words} {title}" if title else words


def _titles(review: FileReview, round_: Round) -> dict[str, str]:
    form = round_.forms.get(review.kind)
    forms = round_.stacked(form) if form else ()
    # A name that two tables share has the same meaning, and the upper one's title.
    fields = [field for one in reversed(forms) for field in (*one.line, *one.fields, *one.opinions)]
    return {field.name: re.sub(r"\s+", "", field.title) for field in fields}
