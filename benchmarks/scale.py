"""Rounds of any size: N units, and from each of them a return of 30 rows, made by stamping and filling in the XML.

    python benchmarks/scale.py FOLDER N      makes a workspace with N returns in 收件/

The files are what openpyxl would have saved after filling the issued form, at a hundredth of its cost: texts in their
cells, formulas without values; only the verdict above the table is the one that Excel would have saved with it.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from rows import Desk, Filled

from xlpilot.form.issue import issue
from xlpilot.form.layout import TableLayout
from xlpilot.form.package import Part, write_package
from xlpilot.intake.guard import Package
from xlpilot.rounds.load import ROUND_FILE
from xlpilot.rounds.model import Form, Round, Unit
from xlpilot.rounds.workspace import Secrets, Workspace, make_workspace, round_folder
from xlpilot.rules.sheet_words import GATE_EMPTY

SECRETS = Secrets(b"benchmark" * 4, "benchmark")
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


def filled(content: str, layout: TableLayout, typed: Filled) -> str:
    """The sheet with what a unit typed, and above the table the verdict that Excel had left there."""
    cells = {layout.line_value(name): value for name, value in typed.line.items()}
    for index, row in enumerate(typed.rows):
        cells |= {layout.entry(index, name): value for name, value in row.items() if value}
    return with_gate(with_texts(content, cells), typed.gate)


def with_gate(content: str, verdict: str) -> str:
    """The sheet with the verdict of its own check in place of the one that it was issued with."""
    return content.replace(f"<v>{GATE_EMPTY}</v>", f"<v>{verdict}</v>", 1)


def with_texts(content: str, cells: dict[str, str]) -> str:
    """The sheet with these texts in cells that are blank or hold a printed text (年 月 日), by their address.

    Raises:
        ValueError: a cell is not there, or is of another kind.
    """
    left = dict(cells)
    content = _CELL.sub(lambda cell: _with_text(cell, left), content)
    if left:
        raise ValueError(f"not to be filled: {sorted(left)}")
    return content


_PRINTED = r' t="inlineStr"><is><t[^>]*>[^<]*</t></is></c>'
_CELL = re.compile(rf'<c r="([A-Z]+[0-9]+)"((?: s="[0-9]+")?)(?:(?: t="n")?(?: ?/>|></c>)|{_PRINTED})')


def _with_text(cell: re.Match[str], cells: dict[str, str]) -> str:
    text = cells.pop(cell[1], None)
    return cell[0] if text is None else f'<c r="{cell[1]}"{cell[2]} t="inlineStr"><is><t>{text}</t></is></c>'


def with_sheet(data: bytes, change: Callable[[str], str]) -> bytes:
    """The workbook with its first sheet changed; all else is copied as it lies there."""
    package = Package(data)
    content = change(package.read(SHEET).decode()).encode()
    parts = []
    for name in package.names:
        entry, raw = package.packed(name)
        parts.append(Part(name, entry.crc, entry.size, raw, entry.method))
    return write_package([Part.of(SHEET, content) if part.name == SHEET else part for part in parts])


def issued(round_: Round, form: Form, units: Sequence[Unit]) -> Iterator[tuple[Unit, bytes]]:
    """The units' workbooks."""
    return issue(round_, form, units, round_.definition, SECRETS.key, SECRETS.password, {})


def returns(round_: Round, count: int, seed: int = 2018) -> Iterator[tuple[Unit, bytes, Filled]]:
    """Every reporting unit's return of so many rows."""
    form = round_.forms["summary"]
    layout, desk = TableLayout.of(form), Desk(round_.categories, seed)
    for number, (unit, data) in enumerate(issued(round_, form, round_.reporters(form))):
        typed = desk.fill(unit.name, number, count)
        yield unit, with_sheet(data, lambda content, typed=typed: filled(content, layout, typed)), typed


def workspace_of(folder: Path, units: int, rows: int = 30, seed: int = 2018) -> Workspace:
    """A workspace of a round of so many units, whose 收件/ holds one return from each.

    One that was made so before and holds them still is taken as it is, without what commands left in it.
    """
    mark = folder / "made.json"
    told = {"units": units, "rows": rows, "seed": seed, "program": _program()}
    if mark.exists() and json.loads(mark.read_text(encoding="utf-8")) == told:
        workspace = Workspace(folder)
        forget(workspace)
        return workspace
    definition = folder.with_name(folder.name + "-round")
    for old in (folder, definition):
        shutil.rmtree(old, ignore_errors=True)
    workspace = make_workspace(folder, str(big_round(definition, units)), given=SECRETS)
    for unit, data, _ in returns(workspace.round, rows, seed):
        (workspace.inbox / f"{unit.name}.xlsx").write_bytes(data)
    mark.write_text(json.dumps(told), encoding="utf-8")
    return workspace


def forget(workspace: Workspace) -> None:
    """As it was before anything was received: without ledger, archive, cache, summary and marked copies."""
    for path in workspace.state.iterdir():
        if path.name != "key":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for folder in (workspace.summary, workspace.returned):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()


def _program() -> str:
    """What decides how returns look: the generators, the forms and the round."""
    here = Path(__file__)
    form = here.parents[1] / "xlpilot" / "form"
    round_ = round_folder("hengyang-2018") / ROUND_FILE
    sources = [here, here.with_name("rows.py"), *sorted(form.glob("*.py")), round_]
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:16]


if __name__ == "__main__":
    made = workspace_of(Path(sys.argv[1]), int(sys.argv[2]))
    print(f"{len(list(made.inbox.glob('*.xlsx')))} returns in {made.inbox}")
