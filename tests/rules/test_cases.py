"""Every cell rule on every value of its case file, by both pandas-side faces.

A case file holds `field` (keys of round.toml), `pass` and `fail`; where one field is not enough, [[case]] sections of
the same keys. The live sheet does not normalise and is coarser, so values on which it may differ from the office are
kept apart: `office_pass` (the office takes it once tidied, the sheet may grumble) and `office_fail` (the sheet may
not notice). A value { error = "#REF!" } is an Excel error, { formula = "B6" } a formula without a result,
{ blank = true } an empty cell. A rule that looks at other cells of the row has the fields `beside`, and
values { is = the cell, kind = the cell beside it }; `lists` are lists of the round.
"""

import datetime as dt
import json
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from review.county import cell, changed, fill, issued, judged, shipped

from xlpilot.intake.normalise import normalise
from xlpilot.rounds.model import Field
from xlpilot.rules import BY_CODE, Scope, asked
from xlpilot.rules.base import Fault

CASES = Path(__file__).parent / "cases"


@dataclass(frozen=True)
class Case:
    code: str
    number: int
    field: dict
    good: tuple
    bad: tuple
    beside: tuple = ()
    lists: str = "{}"

    @property
    def round(self):
        return small_round(self.field, self.beside, json.loads(self.lists))

    def __str__(self):
        return f"{self.code}-{self.number}-{self.field['name']}"


def cases():
    for path in sorted(CASES.glob("xp*.toml")):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        for number, case in enumerate(data.get("case", [data]), 1):
            assert set(case) <= {"field", "beside", "lists", "pass", "fail", "office_pass", "office_fail"}, path
            good = (*case.get("pass", ()), *case.get("office_pass", ()))
            bad = (*case.get("fail", ()), *case.get("office_fail", ()))
            more = tuple(case.get("beside", ())), json.dumps(case.get("lists", {}))
            yield Case(path.stem.upper(), number, case["field"], good, bad, *more)


ALL = list(cases())


def judges(rule):
    """Whether the rule is a check of a column."""
    return rule.holds or rule.holds_beside


def small_round(field, beside=(), lists=None):
    """The shipped round with one form of three columns and those beside, the field being the second."""
    note = {"name": "row_note", "title": "行注", "constraints": {"required": True}}
    form = {
        "attachment": "附件9", "title": "试表", "sheet": "试表", "file": "试表.xlsx", "audience": ["county"],
        "rows": 150, "spare_rows": 0,
        "fields": [{"name": "no", "title": "序号", "type": "integer", "fill": "ordinal"}, field, note, *beside],
    }  # fmt: skip
    return changed(shipped(), {"trial": form}, {"lists": lists or {}})


def own(value):
    """What is typed into the cell itself."""
    return value["is"] if isinstance(value, dict) and "is" in value else value


def beside(value):
    """What is typed beside it, by field name."""
    return {name: other for name, other in value.items() if name != "is"} if own(value) is not value else {}


def typed(value):
    """The case value as openpyxl takes it."""
    value = own(value)
    if isinstance(value, dict):
        return value.get("error") or (("=", value["formula"]) if "formula" in value else None)
    return value


def direct(value, question, round_):
    value = own(value)
    if isinstance(value, dict):
        return {"error": Fault.ERROR, "formula": Fault.UNCALCULATED, "blank": None}[next(iter(value))]
    # What a spreadsheet holds: every number is a float, a date at midnight is a date.
    value = float(value) if isinstance(value, int) and not isinstance(value, bool) else value
    return normalise(question, value, round_)


# The others are noticed while reading, and are no check of a column.
@pytest.mark.parametrize("case", [case for case in ALL if judges(BY_CODE[case.code])], ids=str)
def test_rule_holds_directly(case):
    rule, round_ = BY_CODE[case.code], case.round
    question = asked(round_, Field.model_validate(round_.forms["trial"].by_name[case.field["name"]]))
    assert rule.applies(question)
    values = (*case.good, *case.bad)
    column = pd.Series([direct(value, question, round_) for value in values], dtype=object)
    if rule.holds_beside:
        names = [field["name"] for field in case.beside]
        fields = {name: asked(round_, round_.forms["trial"].by_name[name]) for name in names}
        rows = [[direct(beside(value).get(name), fields[name], round_) for name in names] for value in values]
        found = rule.holds_beside(question, column, pd.DataFrame(rows, columns=names, dtype=object))
    else:
        found = rule.holds(question, column)
    held = dict(zip(range(len(values)), found, strict=True))
    wrong = [(values[n], column[n]) for n in held if held[n] is not (n < len(case.good))]
    assert not wrong


@cache
def reviewed(number):
    """The review of a workbook with all values of a case, each in its own row."""
    case, name = ALL[number], ALL[number].field["name"]
    round_ = case.round
    rows = [
        {name: typed(value), "row_note": f"第{n}例"} | beside(value) for n, value in enumerate((*case.good, *case.bad))
    ]
    (review,) = judged(fill(issued(round_.definition), rows, {}, round_), round_=round_)
    return review


@pytest.mark.parametrize("case", ALL, ids=str)
def test_rule_is_found_at_that_cell_of_a_real_workbook_and_nowhere_else(case):
    round_ = case.round
    name = case.field["name"]
    values = (*case.good, *case.bad)
    review = reviewed(ALL.index(case))
    assert [row - review.table.rows[0] for row in review.table.rows] == list(range(len(values)))
    at = {}
    for finding in review.findings:
        if finding.place.field == name:
            at.setdefault(finding.place.cell, []).append(finding)
    wrong = []
    for n, value in enumerate(values):
        codes = [finding.code for finding in at.get(cell(n, name, round_), ())]
        graver = [code for code in codes if BY_CODE[code].scope is Scope.CELL and BY_CODE[code].severity != "info"]
        bad = n >= len(case.good)
        if codes.count(case.code) != bad or (bad and graver not in ([], [case.code])):
            wrong.append((value, codes))
    assert not wrong


@pytest.mark.parametrize("case", ALL, ids=str)
def test_messages_say_the_header_and_what_was_typed(case):
    review, name = reviewed(ALL.index(case)), case.field["name"]
    ours = [finding for finding in review.findings if finding.code == case.code and finding.place.field == name]
    for finding in ours:
        assert f"“{case.field['title']}”" in finding.message
        assert "{" not in finding.message + finding.fix
        assert finding.fix
        assert (
            finding.code not in ("XP203", "XP204", "XP205", "XP209", "XP212", "XP221")
            or finding.value in finding.message
        )


def test_dates_of_cases_are_dates():
    kinds = {type(value) for case in ALL for value in (*case.good, *case.bad)}
    assert {str, int, float, dict, dt.date} <= kinds
