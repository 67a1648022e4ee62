"""The unit that a row names: another county's, or no usual name; and units that report through another."""

import pytest

from review.county import changed, found, good_row, judged, returns, shipped
from xlpilot.review.names import UnitNames


@pytest.mark.parametrize("name", ["衡山县第一中学", "湖南省衡阳市雁峰区第一小学", "衡阳县教育局"])
def test_a_unit_of_another_county_is_a_warning_at_its_cell(name):
    (review,) = judged(returns([good_row(1), good_row(2, unit=name)]))
    assert found(review, "XP310") == [("XP310", "B7")]
    assert review.verdict == "accepted"


@pytest.mark.parametrize("name", ["衡南县第一中学", "第一中学", "衡阳市衡南县一中", "衡山小学"])
def test_a_unit_of_its_own_county_or_of_none_is_none(name):
    (review,) = judged(returns([good_row(1, unit=name)]))
    assert found(review, "XP310") == []


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
