"""What reading and recognising returned files needs of a workspace, and no more: it goes to worker processes."""

from __future__ import annotations

from typing import NamedTuple

from xlpilot.rounds.model import Round


class Office(NamedTuple):
    """The round (None where files are only read), the signing key, and passwords of workbooks that have one."""

    round: Round | None = None
    key: bytes | None = None
    passwords: tuple[str, ...] = ()
