"""Who may see what: telephone numbers are masked on sheets made to be shown, and left out of a public workbook."""

from __future__ import annotations

from collections.abc import Sequence

from xlpilot.findings import Finding
from xlpilot.masking import LEFT_OUT, masked, without_phones
from xlpilot.rounds.model import Field, Form
from xlpilot.values import dataclass

# Fewer characters of a number tell nothing, and stand in other words too.
_TELLING = 5
_PHONES = ("cn-mobile", "cn-phone")


@dataclass(frozen=True, slots=True)
class Discretion:
    """How texts go into a workbook: the office's own, or (`public`) one that anybody may see."""

    public: bool = False

    def columns(self, fields: Sequence[Field]) -> list[Field]:
        """The fields that have a column: of a public workbook no telephone number."""
        return [field for field in fields if not (self.public and field.format in _PHONES)]

    def text(self, text: str) -> str:
        """A text on a sheet of the office."""
        return without_phones(text) if self.public else text

    def shown(self, text: str) -> str:
        """A text on a sheet made to be shown: numbers are masked even in the office's workbook."""
        return without_phones(text) if self.public else masked(text)

    def about(self, forms: Sequence[Form], finding: Finding) -> tuple[str, str, str]:
        """Value, message and fix of a finding; in public nothing of what was typed as a telephone number."""
        said = (finding.value, finding.message, finding.fix)
        if not self.public:
            return said
        phones = {field.name for form in forms for field in (*form.line, *form.fields) if field.format in _PHONES}
        typed = finding.value.strip()
        if finding.place.field in phones and typed:
            message = finding.message.replace(f"“{finding.value}”", f"“{LEFT_OUT}”")
            if len(typed) >= _TELLING:
                message = message.replace(typed, LEFT_OUT)
            return LEFT_OUT, self.text(message), self.text(finding.fix)
        return self.text(said[0]), self.text(said[1]), self.text(said[2])
