"""What a plan and an official letter say, as values; how they are read is the matter of plan and letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlpilot.intake.refusal import Reason
from xlpilot.values import dataclass

if TYPE_CHECKING:
    from xlpilot.review.plan_outline import Part

# Refused files that may be kept beside a form.
EVIDENCE = frozenset((Reason.WORD, Reason.PICTURE, Reason.PDF))


@dataclass(frozen=True, slots=True)
class Said:
    """What a document says of itself: in the form in which forms hold it, as typed, and in which paragraph (1-based).

    `paragraph` is None where it comes from the file's name.
    """

    value: str
    typed: str
    paragraph: int | None


@dataclass(frozen=True, slots=True)
class PlanReading:
    """A plan as read.

    Attributes:
        unit: what stands after 申报单位.
        project: what stands at 项目名称, else the title's.
        title: the project as the title names it: 2018年《同步课堂》试点工作方案.
        term, funds: the paragraphs that state them.
        parts: the outline's parts as found.
        checked: False where only the file's name is known: .doc, PDF, scan.
    """

    unit: Said | None = None
    project: Said | None = None
    title: Said | None = None
    term: Said | None = None
    funds: Said | None = None
    parts: tuple[Part, ...] = ()
    checked: bool = True


@dataclass(frozen=True, slots=True)
class LetterReading:
    """An official letter as read.

    Attributes:
        number: its document number in the official form 南教字〔2018〕15号; None where it is not known.
        title: what it is about; None where only its name is known.
        issuer: who issued it, as it says itself.
        issuer_unit: code of the unit of the round that this is; None where it is none, such as a school of a county.
        checked: False where only the file's name is known: PDF, scan, .doc. Seals are never checked.
    """

    number: Said | None = None
    year: int | None = None
    title: Said | None = None
    issuer: Said | None = None
    issuer_unit: str | None = None
    checked: bool = True


Reading = PlanReading | LetterReading
