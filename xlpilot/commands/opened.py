"""Files opened for judging: zips and mails become their members, workbooks their sheets, documents their text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xlpilot.intake.refusal import Reason, Refusal
from xlpilot.intake.unpack import Member, unpack
from xlpilot.ledger.archive import digest

if TYPE_CHECKING:
    from xlpilot.commands.known import Known
    from xlpilot.ledger.events import Receipt
    from xlpilot.review.identified import Identified
    from xlpilot.review.judge import Returned

    _Told = tuple[Receipt | None, Member, str, Identified | None]

_PASSED_BY = Refusal(Reason.EMPTY, "", "")


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file as it lies there: its path as shown, its bytes, and how it was received, if it was."""

    path: str
    data: bytes
    receipt: Receipt | None = None


def opened(
    files: Iterable[Arrived],
    passwords: Sequence[str] = (),
    jobs: int = 1,
    known: Known | None = None,
    cluster: str | None = None,
) -> Iterator[Returned]:
    """Each file itself or, for a zip or a mail, every file inside, named outer!inner; all in their order.

    A file that harms whoever reads it is one with a refusal, and all others come out as without it.

    Args:
        passwords: for workbooks that have one to open.
        jobs: processes that read what is not small.
        known: what was read before and need not be read again.
        cluster: address of a Dask scheduler, whose workers read.
    """
    from xlpilot.intake.reading import read_all
    from xlpilot.ledger.arrivals import arrival, odd_times
    from xlpilot.review.judge import Returned

    def members() -> Iterator[tuple[_Told, bytes | Refusal]]:
        for file in files:
            told = file.receipt.unit if file.receipt else None
            for member in unpack(file.path, file.data):
                sha256 = digest(member.data)
                before = known.find(sha256, member.path, told) if known and not member.refusal else None
                # What is refused already comes out as it is; so does what is known.
                content = _PASSED_BY if before else member.refusal or member.data
                yield (file.receipt, member, sha256, before), content

    for (receipt, member, sha256, before), read in read_all(members(), jobs, passwords=passwords, cluster=cluster):
        content = before or read
        if receipt is None:
            yield Returned(member.path, sha256, content)
        else:
            odd = tuple(odd_times(receipt))
            came, told = receipt.received_at, receipt.unit
            yield Returned(member.path, sha256, content, came, told, arrival(receipt), odd, told_kind=receipt.kind)
