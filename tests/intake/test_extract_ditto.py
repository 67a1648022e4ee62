"""同上 and its signs: taken from the row above of the same sheet, told, and never taken from nowhere."""

import pytest

from tests.intake.clerks_sheet import CATEGORIES, only, project, said, table_of, told, written
from xlpilot.rules.base import Fault
from xlpilot.rules.excel import DITTO


def read(*rows, **more):
    return table_of(written(rows, **more))


SIGNS = ["同上", " 同 上 ", "同上。", "（同上）", "〃", '"', "″", "↓"]


@pytest.mark.parametrize("sign", SIGNS)
def test_xp306_every_sign_is_taken_from_above_in_every_column(sign):
    row = [2, sign, "另一项目", sign, sign, sign, sign, sign]
    found = read(project(1), row)
    first, second = zip(*(found.values[name] for name in found.values if name != "project"), strict=True)
    assert second == first
    assert told(found) == [("XP306", f"{column}3") for column in "BDEFGH"]
    assert ("XP306", "C3") not in told(found)
    assert found.inferred == {(3, name) for name in ("unit", "category", "leader", "leader_phone", "contact", "contact_phone")}  # fmt: skip
    assert found.typed["leader"][1] == "周建国"


def test_xp306_a_chain_of_signs_says_what_the_first_of_them_says():
    found = read(project(1), project(2, leader="同上"), project(3, leader="〃"), project(4), project(5, leader="同上"))
    assert found.values["leader"] == ("周建国",) * 5
    assert said(found, "XP306") == [
        f"“负责人”填的是“{t}”，已按第{r}行的“周建国”采用" for t, r in (("同上", 2), ("〃", 3), ("同上", 5))
    ]


def test_xp306_what_is_taken_is_the_normalised_value():
    found = read(
        project(1, category="②", leader_phone="138-7340-0001"), project(2, category="同上", leader_phone="同上")
    )
    assert found.values["category"] == (CATEGORIES[1],) * 2
    assert found.values["leader_phone"] == ("13873400001",) * 2


@pytest.mark.parametrize("sign", SIGNS)
def test_xp230_above_the_first_row_there_is_nothing(sign):
    found = read(project(1, leader=sign, leader_phone=sign), project(2, leader=sign))
    assert found.values["leader"] == (Fault.DITTO, Fault.DITTO)
    assert found.values["leader_phone"][0] is Fault.DITTO
    assert found.typed["leader"][0] == sign
    assert told(found) == []


def test_xp230_below_a_heading_or_a_total_there_is_nothing():
    found = read(
        project(1), only(1, CATEGORIES[0]), project(2, leader="同上"), ["合计", None, 2], project(3, leader="同上")
    )
    assert found.values["leader"] == ("周建国", Fault.DITTO, Fault.DITTO)


@pytest.mark.parametrize("above", [None, "无", "#REF!"])
def test_xp230_above_may_be_nothing_too(above):
    found = read(project(1, leader=above), project(2, leader="同上"))
    assert found.values["leader"][1] is Fault.DITTO


def test_xp306_a_remark_without_anything_above_stays_as_it_is():
    found = read(project(1), project(2, remark="同上"))
    assert found.values["remark"] == (None, "同上")
    assert told(found) == [("XP306", "I3")]


def test_names_and_projects_that_begin_like_a_sign_are_no_signs():
    found = read(project(1), project(2, project="同上一堂课", leader="同上官", remark="同上附件"))
    assert told(found) == []
    assert found.values["project"][1] == "同上一堂课"


def test_every_word_that_the_sheet_takes_for_a_sign_is_one_for_the_office():
    found = read(project(1), *(project(n, unit=word) for n, word in enumerate(DITTO, 2)))
    assert set(found.values["unit"]) == {"衡南县第1中学"}
