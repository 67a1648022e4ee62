"""Plays the applicant: fills in an issued 附件2, or makes one by hand, with a program that knows nothing of xlpilot."""

import io
from functools import lru_cache

import openpyxl

from xlpilot.form.grid_layout import GridLayout
from xlpilot.form.issue import issue
from xlpilot.review.judge import judge
from xlpilot.rounds.load import load_round

from .county import HENGNAN, KEY, PASSWORD, ROOT, put, returned, saved

DIRECT = "HY-001"
GOOD = {
    "unit": "衡南县第一中学", "category": "网络联校创新应用", "project": "同步课堂应用", "leader": "陈建国",
    "leader_phone": "13807341234", "contact": "刘小芳", "contact_phone": "13907341235",
    "plan": "一、建设同步课堂。\n二、培训教师。", "unit_opinion": "同意申报。", "unit_opinion_by": "陈建国",
    "unit_opinion_on": "2018-09-01", "county_opinion": "同意推荐。", "county_opinion_by": "周志强",
    "county_opinion_on": "2018-09-05",
}  # fmt: skip
OWN = {name: value for name, value in GOOD.items() if name != "unit" and not name.startswith("county")}


@lru_cache(maxsize=1)
def whole():
    return load_round(ROOT / "workbook_templates" / "hengyang-2018")


def form():
    return whole().forms["application"]


def at(name, unit=HENGNAN):
    return GridLayout(form(), whole().unit_by_code[unit].kind).value_cell(name)


@lru_cache(maxsize=8)
def issued(unit=HENGNAN):
    round_ = whole()
    return next(issue(round_, form(), [round_.unit_by_code[unit]], round_.definition, KEY, PASSWORD, {}))[1]


def filled(values=None, whose=HENGNAN, edit=None, **other):
    """The workbook with these values typed, `other` instead of some of them (None leaves a cell as issued)."""
    book = openpyxl.load_workbook(io.BytesIO(issued(whose)))
    for name, value in ((GOOD if values is None else values) | other).items():
        if value is not None:
            put(book["附件2"][at(name, whose)], value)
    if edit:
        edit(book)
    return saved(book)


def by_hand(rows, name="附件2"):
    """A workbook that was never issued, with these rows."""
    book = openpyxl.Workbook()
    book.active.title = name
    for row in rows:
        book.active.append(row)
    return saved(book)


def judged(*files, path="收件/衡南县/申请表.xlsx"):
    files = [returned(file, path) if isinstance(file, bytes) else file for file in files]
    return judge(whole(), files, KEY)


def values(review):
    """Field -> value of the one row, blank ones left out."""
    return {name: column[0] for name, column in review.table.values.items() if column and column[0] is not None}
