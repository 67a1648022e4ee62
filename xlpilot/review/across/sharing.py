"""Who shares a title, a name, a leader or a number with somebody else: found without keeping anybody in memory.

Of every row no more than some hashes of four bytes are kept. Equal hashes are no proof: those who have one are looked
at again, and compared by what they say.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING
from zlib import crc32

from xlpilot.review.across.applicant import Applicant
from xlpilot.review.shelf import Shelf

if TYPE_CHECKING:
    from numpy import integer
    from numpy.typing import NDArray

_AT_ONCE = 1 << 16  # hashes that are kept or looked at together
_PARTS = 16  # a power of two: equal hashes have their last bits in common
_HASH = "I" if array("I").itemsize == 4 else "L"


class Sharing:
    """The keys of all rows as hashes, unit by unit."""

    def __init__(self, per_leader: int | None, shelf: Shelf | None = None) -> None:
        """Args:
        per_leader: who leads more rows of one unit is looked at again, even where no other unit has them.
        shelf: where the hashes of a large round go; None keeps them.
        """
        self._per_leader = per_leader
        self._shelf = shelf
        self._away: list[int | bytes] = []  # pieces: where they lie, or themselves where there is no room
        self._count = 0
        self._hashes = array(_HASH)
        self._ends = array(_HASH)

    def add(self, unit: Iterable[Applicant]) -> None:
        """Note what the rows of the next unit could share with others'."""
        counts = Counter(chain.from_iterable(map(_others, unit)))
        leaders = Counter(chain.from_iterable(map(_leader, unit))) if self._per_leader else {}
        before = len(self._hashes)
        self._hashes.extend(counts)
        self._hashes.extend(leaders)
        self._hashes.extend(one for one, count in leaders.items() if count > (self._per_leader or 0))
        self._count += len(self._hashes) - before
        self._ends.append(self._count)
        if len(self._hashes) >= _AT_ONCE:
            self._put_away()

    def _put_away(self) -> None:
        piece, self._hashes = self._hashes.tobytes(), array(_HASH)
        try:
            self._away.append(self._shelf.write(piece) if self._shelf else piece)
        except OSError:
            self._away.append(piece)

    def _pieces(self) -> Iterator[NDArray[integer]]:
        """All hashes again, in their order."""
        import numpy as np

        for piece in (*self._away, self._hashes.tobytes()):
            if isinstance(piece, int):
                assert self._shelf is not None
                piece = self._shelf.read(piece)
            yield np.frombuffer(piece, dtype=np.uint32)

    def units(self) -> tuple[list[int], frozenset[int]]:
        """Numbers, from 0, of the units that share something, and the hashes by which."""
        import numpy as np

        # All at once would take many times the hashes' own memory.
        parts = _PARTS if self._away else 1
        twice: list[NDArray[integer]] = []
        for part in range(parts):
            ordered = np.sort(np.concatenate([some[some & (parts - 1) == part] for some in self._pieces()]))
            twice.append(np.unique(ordered[1:][ordered[1:] == ordered[:-1]]))
        shared = np.sort(np.concatenate(twice))
        if not shared.size:
            return [], frozenset()
        ends = np.frombuffer(self._ends, dtype=np.uint32)
        units: set[int] = set()
        start = 0
        for some in self._pieces():
            place = np.minimum(np.searchsorted(shared, some), shared.size - 1)
            at = start + np.flatnonzero(shared[place] == some)
            units |= set(np.searchsorted(ends, at, side="right").tolist())
            start += len(some)
        return sorted(units), frozenset(shared.tolist())


def shares(one: Applicant, shared: frozenset[int]) -> bool:
    """Whether any key of a row is among these."""
    return any(hashed in shared for hashed in (*_others(one), *_leader(one)))


def _others(one: Applicant) -> list[int]:
    who = one.who
    found = [_hash(_WHO, who)] if who else []
    if one.project_key:
        found.append(_hash(_PROJECT, one.project_key))
    found += [_hash(_PHONE, number) for _, number, _ in one.people]
    return found


def _leader(one: Applicant) -> list[int]:
    return [_hash(_LEADER, f"{one.leader}\0{one.phone or one.who}")] if one.leader else []


_PROJECT, _WHO, _PHONE, _LEADER = (crc32(kind) for kind in (b"project\0", b"who\0", b"phone\0", b"leader\0"))


def _hash(kind: int, name: str) -> int:
    # The same in every run and on every system, unlike hash().
    return crc32(name.encode("utf-8", "surrogatepass"), kind)


__all__ = ["Sharing", "shares"]
