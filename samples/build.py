"""Make the invented returns of samples/hengyang-2018 anew: `python samples/build.py`. Needs LibreOffice and Gnumeric.

The forms are issued with the public secrets of the samples and filled as counties fill them: most of them by a real
LibreOffice that types into the unlocked cells, one passed through Gnumeric, the others with openpyxl. Only the files
themselves are written; receipts.toml, 说明.txt and each *.expected.txt are kept by hand.
"""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path

import openpyxl
from files import picture, saved, timeless, word
from fillings import (
    BY_HAND,
    COLUMN_DELETED,
    FORGED,
    FORGED_FROM,
    IN_GNUMERIC,
    IN_OFFICE,
    IN_OPENPYXL,
    Filling,
)
from openpyxl.worksheet.worksheet import Worksheet
from packages import packages

from xlpilot.commands.demo import ROUND, SAMPLE_SECRETS
from xlpilot.commands.distribute import distribute
from xlpilot.form import stamp
from xlpilot.form.layout import TableLayout
from xlpilot.intake.reader import read_book
from xlpilot.rounds.model import Form, Unit
from xlpilot.rounds.workspace import Workspace, make_workspace

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests"))
from office import Book, Office  # noqa: E402 - lies beside the tests

FORM = "summary"
SURNAMES = "陈周黄谢罗彭曾肖蒋邓唐欧廖贺阳尹"
GIVEN = ("志远", "晓岚", "建文", "雅琴", "国平", "思敏", "海波", "玉兰", "俊杰", "春燕", "立新", "冬梅", "宏伟")


class Desk:
    """The issued workbooks, and what every county would type into them."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.form: Form = workspace.round.forms[FORM]
        self.projects = tomllib.loads((HERE / "projects.toml").read_text(encoding="utf-8"))

    def unit(self, code: str) -> Unit:
        """A unit of the round."""
        return self.workspace.round.unit_by_code[code]

    def layout(self, code: str) -> TableLayout:
        """Geometry of a unit's form."""
        return TableLayout.of(self.form, self.unit(code).rows or None)

    def issued(self, code: str) -> Path:
        """A unit's workbook as issued."""
        return self.workspace.issued / self.unit(code).folder / self.form.file

    def rows(self, filling: Filling) -> dict[int, dict[str, str]]:
        """Excel row -> field -> what is typed there."""
        first = self.layout(filling.unit).first_entry_row
        number = list(self.projects).index(filling.unit) + 1
        categories = {category.number: category.name for category in self.workspace.round.categories}
        rows: dict[int, dict[str, str]] = {}
        for index, (unit, project, category) in enumerate(self.projects[filling.unit]):
            leader, contact = (_name(number * 20 + index * 2 + which) for which in (0, 1))
            phones = [f"1990000{number * 100 + index * 10 + which:04d}" for which in (1, 2)]
            rows[first + index] = {
                "unit": unit, "project": project, "category": categories[category], "leader": leader,
                "leader_phone": phones[0], "contact": contact, "contact_phone": phones[1],
            }  # fmt: skip
        for row, earlier in filling.repeat.items():
            rows[row] = dict(rows[earlier])
        for (row, name), text in filling.edits.items():
            rows.setdefault(row, {})[name] = text
        return rows

    def line(self, filling: Filling) -> dict[str, str]:
        """Field of the line above the table -> what is typed there."""
        number = list(self.projects).index(filling.unit) + 1
        day = {"reporter": _name(number * 7), "reporter_phone": f"0734-82000{number:02d}", "reported_on": "2018-9-10"}
        return day | dict(filling.line)

    def cells(self, filling: Filling) -> Iterator[tuple[str, str]]:
        """Address and text of every cell that is typed into."""
        layout = self.layout(filling.unit)
        for name, text in self.line(filling).items():
            yield layout.line_value(name), text
        for row, texts in self.rows(filling).items():
            for name, text in texts.items():
                yield layout.cell(row, name), text


def _name(number: int) -> str:
    return SURNAMES[number * 5 % len(SURNAMES)] + GIVEN[number % len(GIVEN)]


def fill_in_office(desk: Desk, office: Office, filling: Filling, target: Path) -> None:
    """Type into the issued workbook in LibreOffice and save under the format of the target's name."""
    with office.open(desk.issued(filling.unit)) as book:
        _type(desk, book, filling)
        book.save(target)


def _type(desk: Desk, book: Book, filling: Filling) -> None:
    for cell, text in desk.cells(filling):
        if text.startswith("="):
            book.put(desk.form.sheet, cell, text)  # pasted from elsewhere, with its formula
        elif text:
            book.type(desk.form.sheet, cell, text)


def delete_column(desk: Desk, office: Office, filling: Filling, target: Path, name: str) -> None:
    """Fill, unprotect, and take one column's cells out of the table, the cells right of it moving left."""
    layout, sheet = desk.layout(filling.unit), desk.form.sheet
    names = [field.name for field in desk.form.fields]
    moved = list(zip(names[names.index(name) :], [*names[names.index(name) + 1 :], None], strict=True))
    with office.open(desk.issued(filling.unit)) as book:
        _type(desk, book, filling)
        assert book.unprotect(sheet, SAMPLE_SECRETS.password)
        for row in (layout.header_row, *desk.rows(filling)):
            for to, source in moved:
                book.paste(sheet, layout.cell(row, to), book.text(sheet, layout.cell(row, source)) if source else "")
        book.save(target)


def fill_in_openpyxl(desk: Desk, filling: Filling, source: Path) -> openpyxl.Workbook:
    """The issued workbook with the cells filled."""
    book = openpyxl.load_workbook(source)
    for cell, text in desk.cells(filling):
        if text:
            book[desk.form.sheet][cell] = text
    day = desk.layout(filling.unit).line_value("reported_on")
    book[desk.form.sheet][day] = dt.date.fromisoformat("2018-09-10")
    return book


def copied_by_hand(desk: Desk, filling: Filling) -> openpyxl.Workbook:
    """A new workbook into which a clerk copied the table: no identity, other columns' order, numbers as numbers."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "Sheet1"
    sheet.append([desk.form.title])
    line = desk.line(filling)
    sheet.append([f"县市区教育局名称（盖章）：{desk.unit(filling.unit).bureau}"])
    sheet.append([f"填报负责人：{line['reporter']}    "])
    sheet.append([f"联系电话：{line['reporter_phone']}"])
    sheet.append([f"填报日期：{line['reported_on']}"])
    names = ["project", "unit", "category", "leader", "leader_phone", "contact", "contact_phone"]
    sheet.append(["序号", *(desk.form.by_name[name].title for name in names)])
    for number, row in enumerate(desk.rows(filling).values(), 1):
        sheet.append([number, *(int(row[name]) if row[name].isdigit() else row[name] for name in names)])
    sheet.append(["合计", f"{len(desk.rows(filling))}个项目"])
    return book


def forged(desk: Desk, filling: Filling) -> openpyxl.Workbook:
    """Another county's form, its bureau and its identity rewritten to one's own."""
    book = fill_in_openpyxl(desk, filling, desk.issued(FORGED_FROM))
    book[desk.form.sheet][desk.layout(FORGED_FROM).line_value("bureau")] = desk.unit(filling.unit).bureau
    identity = book[stamp.SHEET][stamp.STAMP_CELL]
    identity.value = str(identity.value).replace(f"|{FORGED_FROM}|", f"|{filling.unit}|")
    return book


def staff_list() -> openpyxl.Workbook:
    """A workbook of some other form."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "名册"
    sheet.append(["教职工名册（样例，均为虚构）"])
    sheet.append(["工号", "姓名", "性别", "出生年月", "任教学科", "职称"])
    for number in range(8):
        sheet.append(
            [1001 + number, _name(300 + number), "男女"[number % 2], "1980-01", "语数英理"[number % 4], "一级"]
        )
    return book


def build(target: Path) -> None:
    """Write every sample into the folder `target`."""
    with tempfile.TemporaryDirectory() as folder, Office.start() as office:
        workspace = make_workspace(Path(folder) / "round", ROUND, SAMPLE_SECRETS)
        distribute(workspace)
        desk = Desk(workspace)
        made: dict[str, bytes] = {}
        for filling in IN_OPENPYXL:
            made[filling.file] = saved(fill_in_openpyxl(desk, filling, desk.issued(filling.unit)))
        for filling in (*IN_OFFICE, COLUMN_DELETED):
            path = Path(folder) / filling.file
            if filling is COLUMN_DELETED:
                delete_column(desk, office, filling, path, "contact")
            else:
                fill_in_office(desk, office, filling, path)
            made[filling.file] = timeless(path.read_bytes())
        path = Path(folder) / IN_GNUMERIC.file
        fill_in_openpyxl(desk, IN_GNUMERIC, desk.issued(IN_GNUMERIC.unit)).save(path)
        made[IN_GNUMERIC.file] = timeless(through_gnumeric(path).read_bytes())
        made[BY_HAND.file] = saved(copied_by_hand(desk, BY_HAND))
        made[FORGED.file] = saved(forged(desk, FORGED))
        made |= packages(desk, IN_OPENPYXL[0], IN_OFFICE[0], IN_OFFICE[3])
    made["教职工名册.xlsx"] = saved(staff_list())
    made["430408-蒸湘区-盖章扫描件.png"] = picture()
    made["430482-常宁市-汇总表.docx"] = word(
        ["附件1", "申报汇总表（样例，内容为虚构）", "常宁市第一中学　名校网络课堂"]
    )
    made["空文件.xlsx"] = b""
    target.mkdir(parents=True, exist_ok=True)
    for name, data in made.items():
        if not (name.endswith(".ods") and reads_the_same(target / name, data)):
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            (target / name).write_bytes(data)
        print(f"{len(data):6d}  {name}")


def reads_the_same(path: Path, data: bytes) -> bool:
    """Whether the old .ods says what the new one says: LibreOffice writes some of its attributes in any order."""
    return path.exists() and read_book(path.read_bytes()) == read_book(data)


def through_gnumeric(path: Path) -> Path:
    """The same workbook opened and saved by Gnumeric."""
    target = path.with_name("gnumeric.xlsx")
    command = ["ssconvert", "--export-type=Gnumeric_Excel:xlsx2", str(path), str(target)]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    return target


if __name__ == "__main__":
    build(HERE / ROUND)
