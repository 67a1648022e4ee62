"""Who shares a title, a name, a leader or a number with somebody else: found without keeping anybody in memory.

Of every row no more than some hashes of four bytes are kept. Equal hashes are no proof: those who have one are looked
at again, and compared by what they say.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING
from zlib import crc32

from xlpilot.review.across.applicant import Applicant

if TYPE_CHECKING:
    from numpy import integer
    from numpy.typing import NDArray

_AT_ONCE = 1 << 16
_PARTS = 16  # a power of two: equal hashes have their last bits in common
_HASH = "I" if array("I").itemsize == 4 else "L"


class Sharing:
    """The keys of all rows as hashes, unit by unit."""

    def __init__(self, per_leader: int | None) -> None:
        """Args: per_leader: who leads more rows of one unit is looked at again, even where no other unit has them."""
        self._per_leader = per_leader
        self._hashes = array(_HASH)
        self._ends = array(_HASH)

    def add(self, unit: Iterable[Applicant]) -> None:
        """Note what the rows of the next unit could share with others'."""
        counts = Counter(hashed for one in unit for hashed in _others(one))
        leaders = Counter(hashed for one in unit for hashed in _leader(one)) if self._per_leader else {}
        self._hashes.extend(counts)
        self._hashes.extend(leaders)
        self._hashes.extend(one for one, count in leaders.items() if count > (self._per_leader or 0))
        self._ends.append(len(self._hashes))

    def units(self) -> tuple[list[int], frozenset[int]]:
        """Numbers, from 0, of the units that share something, and the hashes by which."""
        import numpy as np

        hashes: NDArray[integer] = np.frombuffer(self._hashes, dtype=np.uint32)
        # All at once would take many times the hashes' own memory.
        pieces = {start: hashes[start : start + _AT_ONCE] for start in range(0, len(hashes), _AT_ONCE)}
        parts = 1 if len(pieces) < 2 else _PARTS
        twice: list[NDArray[integer]] = []
        for part in range(parts):
            alike = [some[some & (parts - 1) == part] if parts > 1 else some for some in pieces.values()]
            ordered = np.sort(np.concatenate(alike)) if alike else hashes
            twice.append(np.unique(ordered[1:][ordered[1:] == ordered[:-1]]))
        shared = np.sort(np.concatenate(twice))
        if not shared.size:
            return [], frozenset()
        ends = np.frombuffer(self._ends, dtype=np.uint32)
        units: set[int] = set()
        for start, some in pieces.items():
            place = np.minimum(np.searchsorted(shared, some), shared.size - 1)
            at = start + np.flatnonzero(shared[place] == some)
            units |= set(np.searchsorted(ends, at, side="right").tolist())
        return sorted(units), frozenset(shared.tolist())


def shares(one: Applicant, shared: frozenset[int]) -> bool:
    """Whether any key of a row is among these."""
    return any(hashed in shared for hashed in (*_others(one), *_leader(one)))


def _others(one: Applicant) -> Iterator[int]:
    if one.project_key:
        yield _hash("project", one.project_key)
    if one.who:
        yield _hash("who", one.who)
    for _, number, _ in one.people:
        yield _hash("phone", number)


def _leader(one: Applicant) -> Iterator[int]:
    if one.leader:
        yield _hash("leader", f"{one.leader}\0{one.phone or one.who}")


def _hash(kind: str, name: str) -> int:
    # The same in every run and on every system, unlike hash().
    return crc32(f"{kind}\0{name}".encode("utf-8", "surrogatepass"))


__all__ = ["Sharing", "shares"]
