"""What two units report: told at both places, each naming the other's file, sheet and cell."""

from review.across.county_rows import asking, crossed, messages, review, row, told
from xlpilot.rules.base import Fault


def test_nothing_in_common_is_nothing_to_tell():
    result = crossed(review("430422", [row(1, "一中"), row(2, "二中")]), review("430424", [row(3, "一中")]))
    assert told(result) == []


def test_the_same_project_of_two_counties_is_told_at_both_places_with_the_address_of_the_other():
    result = crossed(
        review("430422", [row(1, "一中"), row(2, "二中", project="同步课堂")], "收件/甲.xlsx"),
        review("430424", [row(3, "三中", project="《同步 课堂》")], "收件/乙.zip!乙.xlsx"),
    )
    assert told(result) == [(0, "C7", "XP601", "warning"), (1, "C6", "XP601", "warning")]
    assert messages(result, "XP601") == [
        "项目名称“同步课堂”也由衡东县（[收件/乙.zip!乙.xlsx]附件1!C6）报送",
        "项目名称“《同步 课堂》”也由衡南县（[收件/甲.xlsx]附件1!C7）报送",
    ]


def test_the_same_title_within_one_county_is_left_to_the_rule_of_the_sheet():
    result = crossed(review("430422", [row(1, "一中", project="同"), row(2, "二中", project="同")]))
    assert told(result) == []


def test_titles_that_are_only_similar_are_two_projects():
    result = crossed(
        review("430422", [row(1, "一中", project="同步课堂")]), review("430424", [row(2, "一中", project="同步课堂二")])
    )
    assert told(result) == []


def test_of_many_places_three_are_named_and_the_rest_counted():
    files = [
        review(code, [row(n, "一中", project="同")])
        for n, code in enumerate(["430405", "430406", "430407", "430408", "430412"])
    ]
    result = crossed(*files)
    assert len(told(result, "XP601")) == 5
    assert messages(result, "XP601")[0].count("附件1!C6") == 3
    assert "等 4 处" in messages(result, "XP601")[0]


def test_one_school_under_two_names_reported_by_a_county_and_by_itself():
    result = crossed(
        review("430407", [row(1, "衡阳市八中")]),
        review("HY-002", [row(2, "湖南省衡阳市第8中学")]),
    )
    assert told(result) == [
        (0, "B6", "XP602", "warning"), (0, "B6", "XP603", "warning"), (1, "B6", "XP602", "warning"),
    ]  # fmt: skip
    assert "石鼓区（[收件/430407.xlsx]附件1!B6）" in messages(result, "XP602")[1]


def test_a_direct_unit_in_a_countys_list_is_told_though_it_has_sent_nothing_itself():
    result = crossed(review("430407", [row(1, "市一中")]))
    assert told(result) == [(0, "B6", "XP603", "warning")]
    assert "衡阳市第一中学（HY-001）" in messages(result, "XP603")[0]


def test_the_same_short_name_in_two_counties_is_two_schools():
    result = crossed(review("430421", [row(1, "衡阳县一中")]), review("HY-001", [row(2, "衡阳市一中")]))
    assert told(result) == []
    result = crossed(review("430422", [row(1, "一中")]), review("430481", [row(2, "市一中")]))
    assert told(result) == []


def test_a_campus_is_not_the_school():
    result = crossed(review("430407", [row(1, "市一中（成章校区）")]), review("HY-001", [row(2, "市一中")]))
    assert told(result) == []


def phones(units, people=None, start=""):
    """A row for each unit, all with one leader's number."""
    return [
        row(f"{start}{n}", unit, leader_phone="13800138000", leader=people or f"甲{start}{n}")
        for n, unit in enumerate(units)
    ]


def test_a_number_of_several_people_in_more_than_three_units_of_two_counties():
    result = crossed(review("430422", phones(["一中", "二中"])), review("430424", phones(["一中", "二中"], start=1)))
    assert told(result) == [
        (0, "F6", "XP604", "warning"), (0, "F7", "XP604", "warning"),
        (1, "F6", "XP604", "warning"), (1, "F7", "XP604", "warning"),
    ]  # fmt: skip
    assert "“负责人手机号码”13800138000 在 4 个单位的不同的人名下" in messages(result, "XP604")[0]
    assert "衡东县（[收件/430424.xlsx]附件1!F6）、衡东县（[收件/430424.xlsx]附件1!F7）" in messages(result, "XP604")[0]


def test_three_units_may_share_a_number_and_one_person_may_stand_for_many():
    assert told(crossed(review("430422", phones(["一中", "二中"])), review("430424", phones(["一中"], start=1)))) == []
    schools = ["一中", "二中", "三中", "四中"]
    result = crossed(review("430422", phones(schools, "王小明")), review("430424", phones(schools, "王小明", 1)))
    assert told(result) == []


def test_a_number_shared_within_one_file_is_left_to_the_rule_of_the_sheet():
    assert told(crossed(review("430422", phones(["一中", "二中", "三中", "四中"])))) == []


def test_the_contacts_number_counts_as_the_leaders():
    rows = [row(1, "一中", contact_phone="13800138000"), row(2, "二中", contact_phone="13800138000")]
    result = crossed(review("430422", rows), review("430424", phones(["一中", "二中"], start=1)))
    assert [cell for _, cell, _, _ in told(result, "XP604")] == ["H6", "H7", "F6", "F7"]


def test_cells_without_a_known_value_are_nobodys():
    empty = {"unit": None, "project": Fault.ERROR, "leader": None, "leader_phone": Fault.DITTO, "category": None}
    result = crossed(review("430422", [empty, empty]), review("430424", [empty]), round_=asking({"per_leader": 1}))
    assert told(result) == []
