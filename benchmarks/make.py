"""The city's own round: every county's issued workbook, filled with invented rows by openpyxl."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
from rows import Desk
from scale import SECRETS

from xlpilot.form.fill_down import share
from xlpilot.form.issue import issue
from xlpilot.form.layout import TableLayout
from xlpilot.rounds.workspace import Workspace, make_workspace


def workspace_with_returns(folder: Path, rows: int, seed: int = 2018) -> Workspace:
    """A workspace whose 收件/ holds one return of `rows` rows from every county; the faults are those of `rows.py`."""
    workspace = make_workspace(folder, given=SECRETS)
    round_ = workspace.round
    form = round_.forms["summary"]
    layout, desk = TableLayout.of(form), Desk(round_.categories, seed)
    issued = issue(round_, form, round_.reporters(form), round_.definition, SECRETS.key, SECRETS.password, {})
    for number, (unit, data) in enumerate(issued):
        typed = desk.fill(unit.name, number, rows)
        book = openpyxl.load_workbook(io.BytesIO(data))
        sheet = book[form.sheet]
        for name, value in typed.line.items():
            sheet[layout.line_value(name)] = value
        for index, row in enumerate(typed.rows):
            for name, value in row.items():
                if value:
                    sheet[layout.entry(index, name)] = value
        # Excel and WPS keep a formula that fills a column written once; openpyxl spells it out.
        share(sheet)
        book.save(workspace.inbox / f"{unit.name}.xlsx")
    return workspace
