"""Files opened for judging: zips and mails become their members, workbooks their sheets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from xlpilot.intake.unpack import unpack
from xlpilot.ledger.archive import digest

if TYPE_CHECKING:
    from xlpilot.ledger.events import Receipt
    from xlpilot.review.judge import Returned


def opened(path: str, data: bytes, receipt: Receipt | None = None) -> Iterator[Returned]:
    """The file itself or, for a zip or a mail, every file inside, named outer!inner; as it was received, if it was."""
    from xlpilot.intake.reader import read_book
    from xlpilot.ledger.arrivals import arrival, odd_times
    from xlpilot.review.judge import Returned

    for member in unpack(path, data):
        content = member.refusal or read_book(member.data)
        sha256 = digest(member.data)
        if receipt is None:
            yield Returned(member.path, sha256, content)
        else:
            odd = tuple(odd_times(receipt))
            yield Returned(member.path, sha256, content, receipt.received_at, receipt.unit, arrival(receipt), odd)
