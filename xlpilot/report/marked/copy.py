"""One marked copy: the workbook as it came, patched where that is safe, else made with openpyxl. Needs none itself."""

from __future__ import annotations

from collections.abc import Mapping

from xlpilot.intake.guard import Package
from xlpilot.intake.refusal import Refused
from xlpilot.intake.xlsx_outline import read_outline
from xlpilot.report.marked.heading import heading
from xlpilot.report.marked.marks import SALVAGED, fingerprint, in_place, marks
from xlpilot.report.marked.patch import patched
from xlpilot.report.marked.xml_bytes import Unfit
from xlpilot.review.judge import FileReview
from xlpilot.rounds.model import Round
from xlpilot.rounds.workspace import Secrets
from xlpilot.values import dataclass


@dataclass(frozen=True, slots=True)
class Office:
    """What the city office adds: its round, its secrets (None: nothing is signed), the last serial of a unit."""

    round: Round
    secrets: Secrets | None = None
    serials: Mapping[str, Mapping[str, int]] | None = None  # form -> unit -> serial

    def serial(self, form: str, unit: str | None) -> int:
        """Number of the last issue of a form to a unit, 1 where none is known."""
        return (self.serials or {}).get(form, {}).get(unit or "", 1)


def marked_copy(data: bytes, review: FileReview, office: Office) -> bytes:
    """The marked copy of a returned workbook, as .xlsx.

    Of an .xlsx only the parts are changed that marks need; one in which that is not safe is loaded and saved. What
    cannot be loaded is put into a form issued anew, or else copied as plain values.
    The rows of the copy are those of the original: a copy that is read differently gives way to the next kind.
    Of a workbook in which several units' tables lie, the copy holds nothing but the one that was reviewed.
    Raises ValueError where the original can no longer be read.
    """
    codes = {finding.code for finding in review.findings}
    broken = bool(codes & SALVAGED)
    if not broken and review.part is None:
        content = patched_copy(data, review, office.round)
        if content is not None:
            return content
    # Heavy, and seldom needed.
    from xlpilot.report.marked.loaded import loaded_copy

    return loaded_copy(data, review, office, broken=broken)


def patched_copy(data: bytes, review: FileReview, round_: Round) -> bytes | None:
    """The copy of an .xlsx as it came, patched; None where that is not safe. See patch."""
    try:
        package = Package(data)
        outline = read_outline(package)
        found = marks(review, round_, in_place([name for name, _, _ in outline.sheets]))
        return patched(package, outline, found, heading(review, round_, found), fingerprint(review, round_))
    except (Unfit, Refused, ValueError):
        return None
