"""Rosters of former pilots as an office types them: real workbooks, made by a program that knows nothing of xlpilot."""

import io

import openpyxl

from review.across.county_rows import asking
from xlpilot.intake.reader import read_book
from xlpilot.review.across.roster import load_roster

HEADERS = ("年度", "级别", "单位", "项目名称", "类别", "验收情况")
FILE = "往年试点.xlsx"


def pilot(unit, year=2015, level="省", project="老项目", category="", accepted="未验收"):
    return (year, level, unit, project, category, accepted)


def workbook(rows, headers=HEADERS, sheet="往年试点", edit=None):
    """The bytes of a roster with a header in its first row."""
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in ([headers] if headers else []) + list(rows):
        book.active.append(row)
    if edit:
        edit(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def loaded(data, round_=None):
    return load_roster(read_book(data), FILE, round_ or asking())


def roster(*rows, round_=None):
    return loaded(workbook(rows), round_)
