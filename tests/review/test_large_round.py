"""A round of thousands of units: each form carries its own unit and no other, and is judged as any form is."""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import openpyxl
import pytest

from xlpilot.commands.check import check
from xlpilot.form import stamp
from xlpilot.form.issue import issue
from xlpilot.intake.normalise import key
from xlpilot.intake.reader import read_book
from xlpilot.review.identity import read_definition
from xlpilot.review.judge import judge
from xlpilot.review.returned import Returned
from xlpilot.rounds import model
from xlpilot.rounds.carried import MOST_UNITS
from xlpilot.rounds.load import load_round
from xlpilot.rounds.model import Round
from xlpilot.rounds.workspace import round_folder

from .county import KEY, PASSWORD, fill, good_row

OWN = "700001"
CHECKER = Path(__file__).parents[2].parent / "shared" / "ooxml" / "check_ooxml.py"


@cache
def large(count):
    data = load_round(round_folder("hengyang-2018")).model_dump(mode="json", by_alias=True, exclude_defaults=True)
    data["units"] = [
        {"code": str(700000 + n), "name": f"甲{n:05d}县", "kind": "county", "bureau": f"甲{n:05d}县教育局"}
        for n in range(count)
    ]
    data["units"][2] |= {"reports_via": OWN}
    return Round.model_validate_json(json.dumps(data))


@cache
def form_of(count, code=OWN):
    round_ = large(count)
    form = round_.forms["summary"]
    ((_, data),) = issue(round_, form, [round_.unit_by_code[code]], round_.definition, KEY, PASSWORD, {})
    return data


def judged(data, count=300):
    (review,) = judge(large(count), [Returned("表.xlsx", "", read_book(data))], KEY)
    return review


def codes(review):
    return sorted(finding.code for finding in review.findings)


def test_a_form_is_as_large_in_a_round_of_thousands_as_in_one_of_hundreds():
    few, many = len(form_of(MOST_UNITS + 1)), len(form_of(5_000))
    assert abs(many - few) < 100


def test_a_round_of_a_province_still_carries_all_its_units():
    assert read_definition(read_book(form_of(MOST_UNITS))) == large(MOST_UNITS).definition


def test_it_carries_the_definition_with_its_own_units_and_those_that_report_by_it():
    round_ = large(300)
    carried = json.loads(read_definition(read_book(form_of(300))))
    whole = json.loads(round_.definition)
    assert [unit["code"] for unit in carried.pop("units")] == [OWN, "700002"]
    assert len(whole.pop("units")) == 300
    assert carried == whole


def test_a_filled_form_is_taken_without_a_word():
    review = judged(fill(form_of(300), [good_row(unit="甲00001县第一中学")], round_=large(300)))
    assert review.unit == OWN
    assert [code for code in codes(review) if code not in ("XP409",)] == []


def test_the_county_checks_it_without_the_office(tmp_path):
    path = tmp_path / "表.xlsx"
    path.write_bytes(fill(form_of(300), [good_row(unit="甲00001县第一中学", leader_phone="1")], round_=large(300)))
    (review,) = check(path).files
    assert review.unit == OWN
    assert {"XP114", "XP116", "XP118", "XP431"}.isdisjoint(codes(review))
    assert "XP203" in codes(review)


def test_another_units_school_is_a_warning_as_the_sheet_cannot_tell():
    review = judged(fill(form_of(300), [good_row(unit="甲00007县第一中学")], round_=large(300)))
    assert [f.severity.value for f in review.findings if f.code == "XP310"] == ["warning"]


@pytest.mark.parametrize("what", ["question", "units"])
def test_a_definition_that_was_changed_is_found(what):
    def edit(book):
        sheet = book[stamp.SHEET]
        for row in range(stamp.FIRST_CHUNK_ROW, sheet.max_row + 1):
            text = sheet[f"A{row}"].value
            if isinstance(text, str):
                own = "甲00001县".encode("ascii", "backslashreplace").decode()
                changed = (
                    text.replace('"maxLength":60', '"maxLength":66') if what == "question" else text.replace(own, "b")
                )
                if changed != text:
                    sheet[f"A{row}"].value = changed
                    return
        raise AssertionError("nothing to change")

    review = judged(fill(form_of(300), [good_row(unit="甲00001县第一中学")], round_=large(300), edit=edit))
    assert any(f.code == "XP431" and f.severity.value == "error" for f in review.findings)


def test_forms_with_the_whole_definition_from_before_are_still_good(monkeypatch):
    round_ = large(300)
    whole = type(round_.carried)(large(MOST_UNITS))  # carries all
    whole.text = round_.definition
    old = Round.model_validate_json(round_.definition)
    old.__dict__["carried"] = whole
    ((_, data),) = issue(old, old.forms["summary"], [old.unit_by_code[OWN]], old.definition, KEY, PASSWORD, {})
    assert "XP431" not in codes(judged(fill(data, [good_row(unit="甲00001县第一中学")], round_=round_)))


def test_no_other_unit_is_named_anywhere_in_it():
    book = openpyxl.load_workbook(io.BytesIO(form_of(300)))
    texts = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not any("甲00007县" in text or "\\u753200007" in text for text in texts)


@pytest.mark.skipif(not CHECKER.exists(), reason="no check_ooxml.py beside the checkout")
def test_excel_would_open_it_without_repair(tmp_path):
    path = tmp_path / "表.xlsx"
    path.write_bytes(form_of(300))
    done = subprocess.run([sys.executable, CHECKER, path], capture_output=True, text=True, env=os.environ)
    assert done.returncode == 0, done.stdout


def test_nothing_of_a_large_round_is_written_down_for_all_its_units():
    round_ = large(301)  # which no other test has asked for anything
    assert not hasattr(round_.units[0], "__dict__")
    assert round_.carried.of(OWN)
    assert round_.version
    assert "definition" not in vars(round_)
    assert round_.version == hashlib.sha256(round_.question.encode()).hexdigest()[:8]
    unit = round_.units[7]
    assert key(unit.name) is unit.name  # a name is kept once, also as a key


def test_a_definition_says_the_same_however_many_units_are_written_together(monkeypatch):
    plain = large(20).definition
    monkeypatch.setattr(model, "_AT_ONCE", 7)
    again = Round.model_validate_json(plain)
    assert again.definition == plain
    assert again == large(20)
