"""Files opened for judging: zips and mails become their members, workbooks their sheets, documents their text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xlpilot.intake.refusal import Refusal
from xlpilot.intake.unpack import Member, unpack
from xlpilot.ledger.archive import digest

if TYPE_CHECKING:
    from xlpilot.ledger.events import Receipt
    from xlpilot.review.judge import Returned


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file as it lies there: its path as shown, its bytes, and how it was received, if it was."""

    path: str
    data: bytes
    receipt: Receipt | None = None


def opened(files: Iterable[Arrived], passwords: Sequence[str] = (), jobs: int = 1) -> Iterator[Returned]:
    """Each file itself or, for a zip or a mail, every file inside, named outer!inner; all in their order.

    A file that harms whoever reads it is one with a refusal, and all others come out as without it.

    Args:
        passwords: for workbooks that have one to open.
        jobs: processes that read what is not small.
    """
    from xlpilot.intake.reading import read_all
    from xlpilot.ledger.arrivals import arrival, odd_times
    from xlpilot.review.judge import Returned

    def members() -> Iterator[tuple[tuple[Receipt | None, Member], bytes | Refusal]]:
        for file in files:
            for member in unpack(file.path, file.data):
                yield (file.receipt, member), member.refusal or member.data

    for (receipt, member), content in read_all(members(), jobs, passwords=passwords):
        sha256 = digest(member.data)
        if receipt is None:
            yield Returned(member.path, sha256, content)
        else:
            odd = tuple(odd_times(receipt))
            came, told = receipt.received_at, receipt.unit
            yield Returned(member.path, sha256, content, came, told, arrival(receipt), odd, told_kind=receipt.kind)
