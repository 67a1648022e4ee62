"""Files opened for judging: zips and mails become their members, workbooks their sheets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

from xlpilot.intake.unpack import unpack
from xlpilot.ledger.archive import digest

if TYPE_CHECKING:
    from xlpilot.review.judge import Returned


def opened(
    path: str, data: bytes, received_at: dt.datetime | None = None, told: str | None = None
) -> Iterator[Returned]:
    """The file itself or, for a zip or a mail, every file inside, named outer!inner."""
    from xlpilot.intake.reader import read_book
    from xlpilot.review.judge import Returned

    for member in unpack(path, data):
        content = member.refusal or read_book(member.data)
        yield Returned(member.path, digest(member.data), content, received_at, told)
