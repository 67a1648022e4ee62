"""Findings: what is wrong, or worth knowing, about what a county sent. Values, collected and never raised."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum
from typing import Any, TypeVar

from xlpilot.values import dataclass

T = TypeVar("T")


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


class Once:
    """What many findings say alike, kept once: places, and how to mend it. What comes out is equal to what went in."""

    def __init__(self) -> None:
        self._known: dict[Any, Any] = {}

    def of(self, value: T) -> T:
        """The first value that was equal to this one."""
        known: T = self._known.setdefault((type(value), value), value)
        return known

    def finding(self, one: Finding) -> Finding:
        """The same finding."""
        place = Place(
            self.of(one.place.sheet), self.of(one.place.cell), one.place.row, one.place.field, one.place.paragraph
        )
        return replace(one, fix=self.of(one.fix), place=self.of(place))


def worst(findings: Iterable[Finding]) -> Severity | None:
    """The gravest severity among the findings, None where there are none."""
    return min((finding.severity for finding in findings), key=lambda severity: severity.rank, default=None)


def count(findings: Iterable[Finding], severity: Severity) -> int:
    """How many findings have this severity."""
    return sum(1 for finding in findings if finding.severity is severity)
