"""What one file is by itself, whatever else came."""

from __future__ import annotations

from xlpilot.findings import Finding
from xlpilot.intake.table import Table
from xlpilot.review.readings import Reading
from xlpilot.values import dataclass


@dataclass(frozen=True, slots=True)
class Identified:
    """Kind, unit's code, table and findings, as they follow from the file's bytes, path and the round alone.

    Attributes:
        evidence, document: see FileReview.
    """

    kind: str
    unit: str | None
    table: Table | None
    findings: tuple[Finding, ...]
    evidence: bool = False
    document: Reading | None = None
