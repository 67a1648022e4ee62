"""--accept-fuzzy: a typo in a closed list is taken for the one option that it is most like, and said to be."""

from __future__ import annotations

from dataclasses import replace

from xlpilot.findings import Finding
from xlpilot.intake.table import Table
from xlpilot.rounds.model import Round
from xlpilot.rules import BY_CODE, asked
from xlpilot.rules.base import Fault
from xlpilot.rules.xp204_not_in_list import suggestion, unknown


def with_likely_options(table: Table, round_: Round) -> Table:
    """The table, and those below it, with XP231 and the suggested option for every value that XP204 would ask about.

    Only where that rule has one option to suggest: never of two options in a cell, ticks, or a number that contradicts
    its name.
    """
    values = dict(table.values)
    findings: list[Finding] = []
    for field in round_.forms[table.form].entries:
        question = asked(round_, field)
        if not question.options or field.name not in table.columns:
            continue
        column = list(values[field.name])
        for at, value in enumerate(column):
            if not isinstance(value, str) or isinstance(value, Fault) or value in question.names:
                continue
            taken = suggestion(question, value) if unknown(question, value) else ""
            if taken:
                column[at] = taken
                place, typed = table.place(field.name, table.rows[at]), table.typed[field.name][at]
                findings.append(BY_CODE["XP231"].at(place, typed, title=field.title, taken=taken))
        values[field.name] = tuple(column)
    more = tuple(with_likely_options(one, round_) for one in table.more)
    return replace(table, values=values, findings=(*table.findings, *findings), more=more)
