"""Findings: what is wrong, or worth knowing, about what a county sent. Values, collected and never raised."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How grave a finding is; the order of definition is the order of gravity."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for error, 1 for warning, 2 for info."""
        return _RANK[self]

    @property
    def word(self) -> str:
        """The word that staff see."""
        return _TITLE[self]


_RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}
_TITLE = {Severity.ERROR: "错误", Severity.WARNING: "提醒", Severity.INFO: "说明"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a file: sheet name, A1 address, 1-based Excel row, field name; None for a whole file or sheet.

    Of a text document: the 1-based number of the paragraph, blank ones counted (`intake.document.Paragraph.number`).
    """

    sheet: str | None = None
    cell: str | None = None
    row: int | None = None
    field: str | None = None
    paragraph: int | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault or remark: code of the rule, where, what was typed, what is wrong and how to mend it."""

    code: str
    severity: Severity
    message: str
    fix: str
    place: Place = Place()
    value: str = ""


def worst(findings: Iterable[Finding]) -> Severity | None:
    """The gravest severity among the findings, None where there are none."""
    return min((finding.severity for finding in findings), key=lambda severity: severity.rank, default=None)


def count(findings: Iterable[Finding], severity: Severity) -> int:
    """How many findings have this severity."""
    return sum(1 for finding in findings if finding.severity is severity)
