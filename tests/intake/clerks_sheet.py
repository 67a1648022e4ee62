"""Workbooks as clerks make them: written by openpyxl, read by the reader, extracted as the office does."""

import io

import openpyxl

from xlpilot.intake.extract import extract
from xlpilot.intake.grid import Book
from xlpilot.intake.reader import read_book
from xlpilot.rounds.load import load_round
from xlpilot.rounds.workspace import round_folder

ROUND = load_round(round_folder("hengyang-2018"))
FORM = ROUND.forms["summary"]
HEADER = [field.title for field in FORM.fields]
NAMES = [field.name for field in FORM.fields]
CATEGORIES = [category.name for category in ROUND.categories]


def project(number, **other):
    """A row without any fault, in the form's own order of columns, different for each number; A is 序号."""
    row = {
        "no": number,
        "unit": f"衡南县第{number}中学",
        "project": f"同步课堂应用之{number}",
        "category": CATEGORIES[number % 4],
        "leader": "周建国",
        "leader_phone": f"1387340{number:04}",
        "contact": "李秋菊",
        "contact_phone": f"1397340{number:04}",
        "remark": None,
    }
    assert set(other) <= set(row)
    return list((row | other).values())


def only(column, value):
    """A row with one cell, in a 1-based column."""
    return [None] * (column - 1) + [value]


def fill(sheet, rows, first=1):
    for number, row in enumerate(rows, first):
        for column, value in enumerate(row, 1):
            if value is not None:
                sheet.cell(number, column).value = value
                if isinstance(value, str) and not value.startswith("="):
                    sheet.cell(number, column).data_type = "s"


def written(rows, *, name="附件1", header=HEADER, edit=None, more=()):
    """The bytes of a workbook: header in row 1, `rows` below it; `more` are (name, rows with their own header)."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = name
    fill(sheet, [header, *rows] if header else rows)
    for title, content in more:
        fill(book.create_sheet(title), content)
    if edit:
        edit(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def table_of(data):
    book = read_book(data)
    assert isinstance(book, Book), book
    return extract(book, ROUND, "summary")


def told(table, *wanted):
    """(code, cell) of the findings, of these codes only where any are given."""
    return [(f.code, f.place.cell) for f in table.findings if not wanted or f.code in wanted]


def said(table, code):
    """The messages of one code."""
    return [finding.message for finding in table.findings if finding.code == code]
