"""What the sheets of the city's workbook are called that hold one form's rows."""

from __future__ import annotations

# Heads the column of the unit that reported a row: a county, or a unit directly under the city bureau.
from xlpilot.intake.lower import REPORTER
from xlpilot.rounds.model import Form

LEFT_OUT, PROVENANCE = "未纳入", "溯源"


def rows_sheet(form: Form) -> str:
    """The sheet with a form's included rows; of a table that stands below another it is called as that table."""
    return form.attachment if form.below else form.sheet


def list_sheet(title: str, form: Form) -> str:
    """The sheet that tells of a form's rows what the title says: the title alone, or with the table's name."""
    return f"{title}（{form.attachment}）" if form.below else title


__all__ = ["LEFT_OUT", "PROVENANCE", "REPORTER", "list_sheet", "rows_sheet"]
