"""A table without identity that is not laid out as ours: read by its headers, not taken before it is confirmed."""

from __future__ import annotations

from collections.abc import Iterator

from xlpilot.findings import Finding, Place
from xlpilot.intake.grid import column_letter
from xlpilot.intake.table import Table
from xlpilot.rounds.model import Form
from xlpilot.rules import BY_CODE


def by_hand(table: Table, form: Form) -> Iterator[Finding]:
    """XP432 where the header or a column does not stand where the form has it; only for a form without identity.

    Missing columns are another rule's matter (XP401), and so are columns of the county's own.
    """
    # Heavy, and of no use to a return with its identity.
    from xlpilot.form.layout import TableLayout

    layout = TableLayout.of(form)
    elsewhere = [
        f"“{field.title}”在{column_letter(column)}列"
        for field in form.entries
        if (column := table.columns.get(field.name)) is not None and column != layout.column(field.name)
    ]
    what = []
    if table.header_row != layout.header_row:
        what.append(f"表头在第{table.header_row}行")
    if elsewhere:
        what.append("、".join(elsewhere[:2]) + ("等" if len(elsewhere) > 2 else ""))
    if what:
        yield BY_CODE["XP432"].at(Place(table.sheet), what="，".join(what), rows=len(table.rows))
