"""Rounds of any size: N units, and from each of them a return of 30 rows, made by stamping and filling in the XML.

    python benchmarks/scale.py FOLDER N      makes a workspace with N returns in 收件/

The files are what openpyxl would have saved after filling the issued form, at a hundredth of its cost.
"""

from __future__ import annotations

import random
import re
import shutil
import sys
from pathlib import Path

from xlpilot.form.issue import issue
from xlpilot.form.layout import TableLayout
from xlpilot.form.package import Part, read_package, write_package
from xlpilot.rounds.load import ROUND_FILE
from xlpilot.rounds.workspace import Secrets, Workspace, make_workspace, round_folder

SECRETS = Secrets(b"benchmark" * 4, "benchmark")
SURNAMES, GIVEN = "王李张刘陈杨黄赵周吴", "明红强芳军丽伟静涛敏"
DIGITS = "零一二三四五六七八九"
SHEET = "xl/worksheets/sheet1.xml"
_UNIT = re.compile(r"\[\[units\]\]\n(?:.+\n)+\n?")


def big_round(folder: Path, units: int) -> Path:
    """The shipped round with so many invented counties in place of its units."""
    shutil.copytree(round_folder("hengyang-2018"), folder)
    path = folder / ROUND_FILE
    text = path.read_text(encoding="utf-8")
    first = _UNIT.search(text)
    rest = _UNIT.sub("", text)
    given = "".join(
        f'[[units]]\ncode = "{700000 + number}"\nname = "{county(number)}"\nkind = "county"\n'
        f'bureau = "{county(number)}教育局"\n\n'
        for number in range(units)
    )
    at = first.start()
    path.write_text(rest[:at] + given + rest[at:], encoding="utf-8", newline="\n")
    return folder


def county(number: int) -> str:
    """A name that no other county has."""
    return "甲" + "".join(DIGITS[int(digit)] for digit in f"{number:05d}") + "县"


def filled(content: str, unit: str, layout: TableLayout, names: list[str], rows: int, chance: random.Random) -> str:
    """The sheet with a reporter and so many rows; one phone in twenty is too short."""
    cells = {
        layout.line_value("reporter"): "王小明",
        layout.line_value("reporter_phone"): "0734-8123456",
        layout.line_value("reported_on"): "2018年9月10日",
    }
    for index in range(rows):
        phone = f"138{chance.randrange(10**8):08d}"
        values = {
            "unit": f"{unit}第{index + 1}中学",
            "project": f"{unit}信息化应用试点第{index + 1}项",
            "category": chance.choice(names),
            "leader": chance.choice(SURNAMES) + chance.choice(GIVEN),
            "leader_phone": phone[:-1] if chance.random() < 0.05 else phone,
            "contact": chance.choice(SURNAMES) + chance.choice(GIVEN),
            "contact_phone": f"139{chance.randrange(10**8):08d}",
        }
        cells |= {layout.entry(index, name): value for name, value in values.items()}
    return _CELL.sub(lambda cell: _with_text(cell, cells), content)


_CELL = re.compile(r'<c r="([A-Z]+[0-9]+)"((?: s="[0-9]+")?)(?: t="n")?(?: ?/>|></c>)')


def _with_text(cell: re.Match[str], cells: dict[str, str]) -> str:
    text = cells.get(cell[1])
    return cell[0] if text is None else f'<c r="{cell[1]}"{cell[2]} t="inlineStr"><is><t>{text}</t></is></c>'


def workspace_of(folder: Path, units: int, rows: int = 30, seed: int = 2018) -> Workspace:
    """A workspace of a round of so many units, whose 收件/ holds one return from each."""
    definition = big_round(folder.with_name(folder.name + "-round"), units)
    workspace = make_workspace(folder, str(definition), given=SECRETS)
    round_ = workspace.round
    form = round_.forms["summary"]
    layout = TableLayout.of(form)
    chance = random.Random(seed)
    names = [category.name for category in round_.categories]
    # What a sheet knows of other units' names would make each form of thousands heavier than any office sends.
    few = round_.model_copy(update={"units": round_.units[:12]})
    few.__dict__["version"] = round_.version
    for unit, data in issue(few, form, round_.reporters(form), round_.definition, SECRETS.key, SECRETS.password, {}):
        parts = read_package(data)
        at = next(number for number, part in enumerate(parts) if part.name == SHEET)
        content = filled(parts[at].content().decode(), unit.name, layout, names, rows, chance).encode()

        parts = [*parts[:at], Part.of(SHEET, content), *parts[at + 1 :]]
        (workspace.inbox / f"{unit.name}.xlsx").write_bytes(write_package(parts))
    return workspace


if __name__ == "__main__":
    made = workspace_of(Path(sys.argv[1]), int(sys.argv[2]))
    print(f"{len(list(made.inbox.glob('*.xlsx')))} returns in {made.inbox}")
