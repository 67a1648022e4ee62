"""Who applies for what, and for how much."""

import pytest

from review.across.county_rows import asking, crossed, messages, review, row, told


@pytest.mark.parametrize(
    "unit",
    [
        "衡南县第一中学",
        "一中",
        "云集镇中心小学",
        "机关幼儿园",
        "职中",
        "衡南县二完小",
        "一中（东校区）",
        "特殊教育学校",
    ],
)
def test_a_school_alone_in_a_category_of_bureaus_is_asked_about(unit):
    result = crossed(review("430422", [row(1, unit, category="区域智慧教育")]))
    assert told(result) == [(0, "D6", "XP312", "warning")]
    assert f"“区域智慧教育”由教育行政部门申报，而“{unit}”是学校" in messages(result, "XP312")


@pytest.mark.parametrize("unit", ["衡南县教育局", "教体局", "衡南县电教馆", "云集学区", "衡南县一中联校", "衡南县"])
def test_a_bureau_or_what_is_no_single_school_is_not(unit):
    assert told(crossed(review("430422", [row(1, unit, category="区域智慧教育")]))) == []


def test_other_categories_are_free_for_schools():
    rows = [
        row(n, f"第{n}中学", category=category) for n, category in enumerate(["网络联校创新应用", "教育网络安全"], 1)
    ]
    assert told(crossed(review("430422", rows))) == []


def test_several_projects_of_one_school_under_two_names_are_a_remark():
    result = crossed(review("430422", [row(1, "一中"), row(2, "二中"), row(3, "衡南县第一中学")]))
    assert told(result) == [(0, "B6", "XP313", "info"), (0, "B8", "XP313", "info")]
    assert messages(result, "XP313")[0] == "“一中”共报 2 个项目，另见附件1!B8"


def test_a_row_that_only_repeats_another_is_no_further_project():
    same = row(1, "一中", leader="王小明")
    files = [review("430422", [same, same, {**same, "unit": "衡南县第一中学", "project": "《项目之1》"}])]
    assert told(crossed(*files, round_=asking({"per_unit": 1, "per_leader": 1, "per_county": 1}))) == []


def test_more_projects_of_a_unit_than_its_quota_are_a_warning_instead():
    files = [review("430422", [row(n, "一中") for n in range(3)])]
    assert {code for _, _, code, _ in told(crossed(*files, round_=asking({"per_unit": 3})))} == {"XP313"}
    result = crossed(*files, round_=asking({"per_unit": 2}))
    assert told(result) == [(0, cell, "XP315", "warning") for cell in ("B6", "B7", "B8")]
    assert "共报 3 个项目，超过上限 2 个" in messages(result, "XP315")[0]


def test_one_person_leading_more_projects_than_the_quota_in_two_counties():
    same = {"leader": "王小明", "leader_phone": "13800138000"}
    files = [
        review("430422", [row(1, "一中", **same), row(2, "二中", **same)]),
        review("430424", [row(3, "三中", **same)]),
    ]
    assert told(crossed(*files, round_=asking({"per_leader": 3}))) == []
    assert told(crossed(*files, round_=asking())) == []
    result = crossed(*files, round_=asking({"per_leader": 2}))
    assert told(result) == [(0, "E6", "XP314", "warning"), (0, "E7", "XP314", "warning"), (1, "E6", "XP314", "warning")]
    assert "附件1!E7、衡东县（[收件/430424.xlsx]附件1!E6）" in messages(result, "XP314")[0]


def test_people_of_one_name_with_different_numbers_are_different_people():
    rows = [row(n, f"第{n}中学", leader="王小明") for n in range(1, 5)]
    assert told(crossed(review("430422", rows), round_=asking({"per_leader": 1}))) == []


def test_a_county_over_its_quota_is_told_once_of_its_file():
    files = [review("430422", [row(n, f"第{n}中学") for n in range(1, 4)]), review("430424", [row(9, "一中")])]
    assert told(crossed(*files, round_=asking({"per_county": 3}))) == []
    result = crossed(*files, round_=asking({"per_county": 2}))
    assert told(result) == [(0, None, "XP621", "warning")]
    assert messages(result, "XP621") == ["衡南县共报 3 个项目，超过上限 2 个"]
