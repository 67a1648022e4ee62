"""Plays the county: issues a round's form and fills it as a clerk would, with a program that knows nothing of xlpilot."""

import datetime as dt
import io
import json
import re
import zipfile
from functools import lru_cache
from pathlib import Path

import openpyxl

from xlpilot.form.issue import issue
from xlpilot.form.layout import TableLayout
from xlpilot.intake.reader import read_book
from xlpilot.ledger.archive import digest
from xlpilot.review.judge import Returned, judge
from xlpilot.rounds.load import load_round
from xlpilot.rounds.model import Round

ROOT = Path(__file__).resolve().parents[2]
KEY, PASSWORD = b"key of the tests" * 2, "7hsNq4"
HENGNAN, HENGYANG = "430422", "430421"
LINE = {"reporter": "周建国", "reporter_phone": "0734-8123456", "reported_on": dt.date(2018, 9, 10)}
NAMES = ("王小明", "李红", "欧阳文静", "赵一鸣", "孙丽")
CATEGORIES = ("网络联校创新应用", "区域智慧教育", "教育网络安全", "人工数字智能教室")


@lru_cache(maxsize=1)
def shipped():
    """The shipped round with few rows, so that a test's workbook is small."""
    return changed(load_round(ROOT / "workbook_templates" / "hengyang-2018"), rows=12, spare_rows=3)


def changed(round_, forms=None, top=None, **summary):
    """The round with other forms, other keys at its top, or changes to its summary form."""
    data = round_.model_dump(mode="json", by_alias=True)
    data["forms"] = forms or data["forms"] | {"summary": data["forms"]["summary"] | summary}
    return Round.model_validate_json(json.dumps(data | (top or {})))


def good_row(number=1, **other):
    """A row without any fault, different for each number."""
    return {
        "unit": f"衡南县第{number}中学",
        "project": f"同步课堂应用之{number}",
        # Schools do not apply in the second one.
        "category": CATEGORIES[number % 4 if number % 4 != 1 else 2],
        "leader": NAMES[number % 5],
        "leader_phone": f"138{number:08}",
        "contact": NAMES[(number + 1) % 5],
        "contact_phone": f"139{number:08}",
        "remark": "",
    } | other


@lru_cache(maxsize=64)
def issued(round_json=None, unit=HENGNAN, serial=1, key=KEY):
    """The workbook issued to a unit, as bytes; `round_json` is a round's definition."""
    round_ = Round.model_validate_json(round_json) if round_json else shipped()
    form = next(iter(round_.forms.values()))
    found = issue(round_, form, [round_.unit_by_code[unit]], round_.definition, key, PASSWORD, {unit: serial})
    return next(data for _, data in found)


def put(cell, value):
    """As typed into a text cell: never a formula, unless the value is ('=', formula)."""
    if isinstance(value, tuple):
        cell.value = value[0] + value[1]
        return
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "e" if re.fullmatch(r"#(REF!|N/A|VALUE!|NAME\?|DIV/0!|NULL!)", value) else "s"


def fill(data, rows=(), line=None, round_=None, edit=None):
    """The workbook with these rows typed from the first entry row on (None leaves a row blank), then edited."""
    form = next(iter((round_ or shipped()).forms.values()))
    layout = TableLayout.of(form)
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book[form.sheet]
    for name, value in (LINE if line is None else line).items():
        put(sheet[layout.line_value(name)], value)
    code = str(book["_xlpilot"]["A1"].value).split("|")[2]
    for number, row in enumerate(at_home(rows, (round_ or shipped()).unit_by_code[code].name)):
        for name, value in (row or {}).items():
            if value is not None and value != "":
                put(sheet[layout.entry(number, name)], value)
    if edit:
        edit(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def at_home(rows, name):
    """The rows with the schools of `good_row` in the county of this name: else they would be another county's."""
    return [
        {**row, "unit": row["unit"].replace("衡南县", name)}
        if row and re.fullmatch(r"衡南县第[0-9]+中学", str(row.get("unit")))
        else row
        for row in rows
    ]


def returns(rows=None, unit=HENGNAN, line=None, edit=None):
    """A filled return of the shipped round, as bytes; one good row where none are given."""
    return fill(issued(unit=unit), [good_row()] if rows is None else rows, line, edit=edit)


def plain_table(rows, headers=None, name="附件1", form=None):
    """A workbook that was never issued: only a header and rows, made by hand."""
    form = form or shipped().forms["summary"]
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = name
    fields = [field for field in form.fields if headers is None or field.name in headers]
    sheet.append([field.title for field in fields])
    for number, row in enumerate(rows, 2):
        for column, field in enumerate(fields, 1):
            if row.get(field.name):
                put(sheet.cell(number, column), row[field.name])
    return saved(book)


def saved(book):
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def returned(data, path="收件/return.xlsx", received_at=None, told=None):
    return Returned(path, digest(data), read_book(data), received_at, told)


def judged(*files, round_=None, key=KEY):
    """Reviews of files given as bytes or as Returned."""
    files = [returned(file) if isinstance(file, bytes) else file for file in files]
    return judge(round_ or shipped(), files, key)


def found(review, *codes):
    """(code, cell) of the findings that are not mere remarks, or of these codes whatever their severity."""
    return [
        (finding.code, finding.place.cell)
        for finding in review.findings
        if (finding.code in codes if codes else finding.severity != "info")
    ]


def cell(row, field, round_=None):
    """A1 address of a field in the row-th entry (from 0) of the issued form."""
    return TableLayout.of(next(iter((round_ or shipped()).forms.values()))).entry(row, field)


def cached(data, address, formula, value):
    """The workbook with a formula and its cached text at an address, as a program that calculates would write it."""
    return patched(data, address, rf'<c r="{address}"\1 t="str"><f>{formula}</f><v>{value}</v></c>')


def patched(data, address, new, part="xl/worksheets/sheet1.xml"):
    r"""The workbook with other XML in place of a cell's element; \1 is the cell's style."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == part:
                text = content.decode()
                pattern = rf'<c r="{address}"((?: s="\d+")?)(?: t="\w+")?\s*(?:/>|>.*?</c>)'
                text, times = re.subn(pattern, new, text, count=1)
                assert times == 1
                content = text.encode()
            target.writestr(name, content)
    return out.getvalue()
