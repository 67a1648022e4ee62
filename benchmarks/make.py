"""Returns for the benchmarks: every county's issued workbook, filled with invented rows."""

from __future__ import annotations

import io
import random
from pathlib import Path

import openpyxl

from xlpilot.form.fill_down import share
from xlpilot.form.issue import issue
from xlpilot.form.layout import TableLayout
from xlpilot.rounds.workspace import Secrets, Workspace, make_workspace

SECRETS = Secrets(b"benchmark" * 4, "benchmark")
SURNAMES, GIVEN = "王李张刘陈杨黄赵周吴", "明红强芳军丽伟静涛敏"


def workspace_with_returns(folder: Path, rows: int, faulty: float = 0.05, seed: int = 2018) -> Workspace:
    """A workspace whose 收件/ holds one return of `rows` rows from every county; a share of the phones is too short."""
    workspace = make_workspace(folder, given=SECRETS)
    round_ = workspace.round
    form = round_.forms["summary"]
    layout = TableLayout.of(form)
    chance = random.Random(seed)
    names = [category.name for category in round_.categories]
    for unit, data in issue(round_, form, round_.reporters(form), round_.definition, SECRETS.key, SECRETS.password, {}):
        book = openpyxl.load_workbook(io.BytesIO(data))
        sheet = book[form.sheet]
        sheet[layout.line_value("reporter")] = "王小明"
        sheet[layout.line_value("reporter_phone")] = "0734-8123456"
        sheet[layout.line_value("reported_on")] = "2018年9月10日"
        for index in range(rows):
            phone = f"138{chance.randrange(10**8):08d}"
            values = {
                "unit": f"{unit.name}第{index + 1}中学",
                "project": f"{unit.name}信息化应用试点第{index + 1}项",
                "category": chance.choice(names),
                "leader": chance.choice(SURNAMES) + chance.choice(GIVEN),
                "leader_phone": phone[:-1] if chance.random() < faulty else phone,
                "contact": chance.choice(SURNAMES) + chance.choice(GIVEN),
                "contact_phone": f"139{chance.randrange(10**8):08d}",
            }
            for name, value in values.items():
                sheet[layout.entry(index, name)] = value
        # Excel and WPS keep a formula that fills a column written once; openpyxl spells it out.
        share(sheet)
        book.save(workspace.inbox / f"{unit.name}.xlsx")
    return workspace
