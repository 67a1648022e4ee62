"""Workbooks in which the tables of several units lie, as somebody makes them who collects the forms of others."""

import io

import openpyxl

from review.county import HENGNAN, HENGYANG, LINE, fill, good_row, issued, put, saved, shipped
from xlpilot.form.layout import TableLayout

HENGDONG = "430424"


def rows_of(code, *numbers, **other):
    """Good rows with the names of this unit's schools."""
    county = shipped().unit_by_code[code].name
    return [good_row(int(code[-2:]) * 100 + n, unit=f"{county}第{n}中学", **other) for n in numbers]


def together(*parts, edit=None, first=HENGYANG, round_=None, data=None):
    """The issued form of `first` with one sheet for each (sheet's name, bureau, rows), copied by the program.

    The first of the parts is the form's own sheet; `data` is the issued form, made here where it is not given.
    """
    round_ = round_ or shipped()
    layout = TableLayout.of(round_.forms["summary"])
    form = layout.form
    data = data or issued(round_.definition if round_ is not shipped() else None, unit=first)
    book = openpyxl.load_workbook(io.BytesIO(fill(data, [], LINE, round_=round_)))
    sheets = [book[form.sheet], *(book.copy_worksheet(book[form.sheet]) for _ in parts[1:])]
    for sheet, (name, bureau, rows) in zip(sheets, parts, strict=True):
        if sheet.title != name:
            sheet.title = name
        put(sheet[layout.line_value("bureau")], bureau)
        for number, row in enumerate(rows):
            for field, value in row.items():
                if value:
                    put(sheet[layout.entry(number, field)], value)
    if edit:
        edit(book)
    return saved(book)


def pair(hengyang=None, hengnan=None, names=("附件1", "附件1 (2)"), bureaus=("衡阳县教育局", "衡南县教育局"), **more):
    """Two units in one workbook: 衡阳县, whose form it was, with one row, and 衡南县 with two."""
    rows = (hengyang or rows_of(HENGYANG, 1), hengnan or rows_of(HENGNAN, 1, 2))
    return together(*zip(names, bureaus, rows, strict=True), **more)
