"""Files opened for judging: zips and mails become their members, workbooks their sheets, documents their text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from xlpilot.intake.refusal import Reason, Refusal
from xlpilot.intake.unpack import Member, unpack
from xlpilot.ledger.archive import digest
from xlpilot.values import dataclass

if TYPE_CHECKING:
    from xlpilot.commands.known import Known
    from xlpilot.ledger.events import Receipt
    from xlpilot.review.identified import Identified
    from xlpilot.review.returned import Returned
    from xlpilot.rounds.office import Office

    _Told = tuple[Receipt | None, Member, str, Identified | None]

_PASSED_BY = Refusal(Reason.EMPTY, "", "")


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file as it lies there: its path as shown, its bytes, and how it was received, if it was."""

    path: str
    data: bytes
    receipt: Receipt | None = None
    sha256: str | None = None  # of the data, where somebody worked it out already


def opened(
    files: Iterable[Arrived],
    office: Office,
    jobs: int | None = None,
    known: Known | None = None,
    cluster: str | None = None,
) -> Iterator[Returned]:
    """Each file itself or, for a zip or a mail, every file inside, named outer!inner; all in their order.

    A file that harms whoever reads it is one with a refusal, and all others come out as without it.

    Args:
        office: what reading needs of the workspace; without a round, files are read and nothing else.
        jobs: processes that read; None takes all cores for a large round.
        known: what was read before and need not be read again.
        cluster: address of a Dask scheduler, whose workers read.
    """
    from xlpilot.ledger.arrivals import arrival, odd_times
    from xlpilot.review.find import Named, find_all
    from xlpilot.review.identified import Identified
    from xlpilot.review.returned import Returned

    def members() -> Iterator[tuple[_Told, Named, bytes | Refusal]]:
        for file in files:
            told, kind = (file.receipt.unit, file.receipt.kind) if file.receipt else (None, None)
            for member in unpack(file.path, file.data):
                sha256 = file.sha256 if file.sha256 and member.data is file.data else digest(member.data)
                before = known.find(sha256, member.path, told, kind) if known and not member.refusal else None
                # What is refused already comes out as it is; so does what is known.
                content = _PASSED_BY if before else member.refusal or member.data
                yield (file.receipt, member, sha256, before), Named(member.path, told, kind), content

    for (receipt, member, sha256, before), found in find_all(members(), office, jobs, cluster):
        content, now = before or found, before is None and isinstance(found, Identified)
        if receipt is None:
            yield Returned(member.path, sha256, content, found_now=now)
        else:
            odd = tuple(odd_times(receipt))
            came, told = receipt.received_at, receipt.unit
            yield Returned(
                member.path, sha256, content, came, told, arrival(receipt), odd, told_kind=receipt.kind, found_now=now
            )
