"""The unit that a row names: another county's, or no usual name; and units that report through another."""

import pytest

from review.county import changed, found, good_row, judged, returns, shipped
from xlpilot.review.names import UnitNames
from xlpilot.rules.unit_names import named_unit, unit_names

OTHERS = (
    "衡山县第一中学", "湖南省衡阳市雁峰区第一小学", "衡阳县教育局", "衡阳市衡阳县第一中学", "耒阳教育局", " 常宁市二中",
    "市一中", "衡阳市田家炳实验中学", "衡阳市衡山", "南岳区社会事业局",
)  # fmt: skip
OWN_OR_NOBODYS = (
    "衡南县第一中学", "第一中学", "衡阳市衡南县一中", "衡山小学", "衡阳", "衡阳第一中学", "衡阳市第二中学", "衡南一中",
    "市一中附属小学", "衡南县衡山县联合学校",
)  # fmt: skip


def severities(review):
    return [(f.place.cell, f.severity.value) for f in review.findings if f.code == "XP310"]


@pytest.mark.parametrize("name", OTHERS)
def test_a_unit_of_another_county_is_an_error_at_its_cell(name):
    (review,) = judged(returns([good_row(1), good_row(2, unit=name)]))
    assert severities(review) == [("B7", "error")]
    assert review.verdict == "returned"


@pytest.mark.parametrize("name", ["衡 山 县第一中学", "衡\u200b山县第一中学", "衡山农社局"])
def test_what_is_another_countys_only_once_it_is_tidied_is_a_warning(name):
    (review,) = judged(returns([good_row(1, unit=name)]))
    assert severities(review) == [("B6", "warning")]
    assert review.verdict == "accepted"


@pytest.mark.parametrize("name", OWN_OR_NOBODYS)
def test_a_unit_of_its_own_county_or_of_none_is_none(name):
    (review,) = judged(returns([good_row(1, unit=name)]))
    assert found(review, "XP310") == []


def test_the_prefix_of_the_city_is_no_name_of_the_county_of_the_same_name():
    rows = [
        good_row(1, unit="衡阳市衡阳县第一中学"),
        good_row(2, unit="衡阳县二中"),
        good_row(3, unit="衡阳市衡南县一中"),
    ]
    (review,) = judged(returns(rows, unit="430421"))
    assert severities(review) == [("B8", "error")]


def test_the_longest_name_counts_and_own_names_come_first():
    units = shipped().model_dump(mode="json")["units"]
    units.append(
        {"code": "430499", "name": "衡山县新区", "kind": "county", "bureau": "新区教育局", "aliases": ["新县"]}
    )
    names = unit_names(changed(shipped(), top={"units": units}))
    assert named_unit(names, "衡山县新区一中", "430423") == "430499"
    assert named_unit(names, "衡山县一中", "430499") == "430423"


def test_a_name_that_two_units_have_is_nobodys():
    units = shipped().model_dump(mode="json")["units"]
    units += [
        {"code": code, "name": name, "kind": "direct", "aliases": ["实验学校"]}
        for code, name in (("HY-98", "甲校"), ("HY-99", "乙校"))
    ]
    names = [one for one in unit_names(changed(shipped(), top={"units": units})) if one.name == "实验学校"]
    assert names == []


def test_a_name_that_no_school_has_is_a_remark():
    rows = [good_row(1, unit="衡南县信息化领导小组"), good_row(2, unit="衡南县泉溪镇中心校（本部）")]
    (review,) = judged(returns(rows))
    assert found(review, "XP311") == [("XP311", "B6")]
    assert review.verdict == "accepted"


def test_a_unit_that_reports_through_another_counts_as_that_one():
    units = shipped().model_dump(mode="json")["units"]
    units.append(
        {"code": "HY-GX", "name": "衡阳高新区", "kind": "county", "bureau": "高新区教育局", "reports_via": "430408"}
    )
    round_ = changed(shipped(), top={"units": units})
    names = UnitNames(round_)
    assert names.exactly("高新区教育局").code == "430408"
    assert names.beginning("衡阳高新区第一小学").code == "430408"
    assert "HY-GX" not in {unit.code for unit in round_.reporters(round_.forms["summary"])}
