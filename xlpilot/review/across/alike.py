"""Titles that are nearly equal: a reason to ask, never to merge."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

NEAR, MARGIN = 0.75, 0.08
_MOST = 20  # titles that one is compared with
_PIECE = 3  # characters at a title's end by which those to compare are found

Named = tuple[str, str]  # key of the applicant, key of the title


def nearest(one: Sequence[Named], other: Sequence[Named]) -> list[tuple[int, int]]:
    """Positions of pairs that are alike, each in one pair at most; a title is compared with a few others only.

    Alike are titles of one applicant, or with the same beginning or end, that have three quarters in common, and with
    no other title nearly as much.
    """
    places: dict[str, list[int]] = {}
    for at, named in enumerate(other):
        for name in _names(named):
            places.setdefault(name, []).append(at)
    found = []
    for at, named in enumerate(one):
        near = list(dict.fromkeys(there for name in _names(named) for there in places.get(name, ())[:_MOST]))[:_MOST]
        scores = sorted(((_score(named[1], other[there][1]), -there) for there in near), reverse=True)
        if scores and scores[0][0] >= NEAR and (len(scores) == 1 or scores[0][0] - scores[1][0] >= MARGIN):
            found.append((scores[0][0], at, -scores[0][1]))
    taken_one: set[int] = set()
    taken_other: set[int] = set()
    pairs = []
    for _, at, there in sorted(found, key=lambda pair: (-pair[0], pair[1])):
        if at not in taken_one and there not in taken_other:
            taken_one.add(at)
            taken_other.add(there)
            pairs.append((at, there))
    return sorted(pairs)


def _names(named: Named) -> Iterator[str]:
    who, title = named
    if not title:
        return
    if who:
        yield f"who {who}"
    yield f"start {title[:_PIECE]}"
    yield f"end {title[-_PIECE:]}"


def _score(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


__all__ = ["nearest"]
