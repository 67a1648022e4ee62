"""What comes back, before it is judged."""

from __future__ import annotations

import datetime as dt

from xlpilot.findings import Finding
from xlpilot.intake.content import Content
from xlpilot.review.identified import Identified
from xlpilot.values import dataclass


@dataclass(frozen=True, slots=True)
class Arrival:
    """How a file came in: number of its receipt, of the run that noted it, where the time of receipt comes from, and
    when it was noted."""

    number: int
    batch: int
    source: str
    noted_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Returned:
    """A file as it came back: where it lies, what it holds, when it came and who the operator says it is from.

    Attributes:
        content: what it holds, or what it was found to be when it was read before.
        arrival: None for a file that has not been received yet.
        findings: what was noticed on receipt, or when it was taken apart.
        part: name of the one sheet that this is of a workbook in which several units' tables lie; the path is then
            file!sheet, and the hash the whole file's. None for a whole file.
        found_now: the content was found out in this run, not remembered from another.
        told_kind: what the operator says it is: a form's name, 'plan', 'official-letter'; None where nothing was said.
    """

    path: str
    sha256: str
    content: Content | Identified
    received_at: dt.datetime | None = None
    told: str | None = None
    arrival: Arrival | None = None
    findings: tuple[Finding, ...] = ()
    part: str | None = None
    told_kind: str | None = None
    found_now: bool = False

    @property
    def file(self) -> str:
        """Path of the whole file."""
        return self.path if self.part is None else self.path.removesuffix(f"!{self.part}")
