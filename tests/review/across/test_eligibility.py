"""Who applies though a former pilot of theirs is not accepted: asked about, never refused."""

import pytest

from review.across.county_rows import asking, crossed, messages, review, row, told
from review.across.rosters import pilot, roster

LIANXIAO = "网络联校创新应用"


def check(pilots, *rows, code="430422", round_=None):
    return crossed(review(code, list(rows)), round_=round_, roster=roster(*pilots))


def test_a_pilot_that_is_not_accepted_is_named_with_year_level_title_and_address():
    result = check([pilot("湖南省衡阳市衡南县第一中学", 2015, "省", "智慧校园")], row(1, "二中"), row(2, "一中"))
    assert told(result) == [(0, "B7", "XP611", "warning")]
    assert messages(result, "XP611") == [
        "“一中”有2015年省级试点“智慧校园”（[往年试点.xlsx]往年试点!C2）尚未验收，原则上不纳入本次申报，需人工确认"
    ]
    assert result.eligibility.words == "往年试点：已核对 2 行，命中 1 行"


@pytest.mark.parametrize(
    "pilots", [[pilot("衡南县一中", accepted="已验收")], [pilot("衡南县一中", 2013)], [pilot("衡南县一中", 2018)]]
)
def test_accepted_ones_and_other_years_stand_in_nobodys_way(pilots):
    result = check(pilots, row(1, "一中"))
    assert told(result) == []
    assert result.eligibility.words == "往年试点：已核对 1 行，命中 0 行"


def test_several_pilots_of_one_unit_are_one_finding():
    result = check([pilot("衡南县一中", 2014, "市", "甲"), pilot("衡南县一中", 2017, "教育部", "乙")], row(1, "一中"))
    assert told(result) == [(0, "B6", "XP611", "warning")]
    assert "2014年市级试点“甲”" in messages(result, "XP611")[0]
    assert "2017年教育部试点“乙”" in messages(result, "XP611")[0]


@pytest.mark.parametrize("old", ["衡南县教育局", "衡南县教体局", "衡阳市衡南县社会事业局", "衡南县"])
def test_a_bureau_is_matched_by_all_the_names_of_its_unit(old):
    result = check([pilot(old)], row(1, "衡南县教育局", category="区域智慧教育"), row(2, "一中"))
    assert told(result) == [(0, "B6", "XP611", "warning")]


def test_a_bureau_is_not_matched_with_that_of_another_county():
    assert told(check([pilot("衡东县教育局")], row(1, "衡南县教育局"))) == []


def test_a_direct_unit_is_matched_by_its_names():
    assert told(check([pilot("市一中")], row(1, "衡阳市第一中学"), code="HY-001")) == [(0, "B6", "XP611", "warning")]


# --- 网络联校除外: whose category counts ------------------------------------------------------------------------------


def readings(exempt_by):
    """Findings of a row of 网络联校 with an ordinary old pilot, and of an ordinary row with an old 网络联校."""
    pilots = [pilot("衡南县一中", category="区域智慧教育"), pilot("衡南县二中", category=LIANXIAO)]
    rows = [row(1, "一中", category=LIANXIAO), row(2, "二中", category="教育网络安全")]
    return check(pilots, *rows, round_=asking(exempt_by=exempt_by))


def test_read_as_the_new_applications_category():
    result = readings("new")
    assert told(result) == [(0, "B6", "XP613", "info"), (0, "B7", "XP611", "warning")]
    assert "因本次申报的类别是“网络联校创新应用”，不受限制" in messages(result, "XP613")[0]
    assert result.eligibility.words == "往年试点：已核对 2 行，命中 1 行，除外 1 行"


def test_read_as_the_old_projects_category():
    result = readings("old")
    assert told(result) == [(0, "B6", "XP611", "warning"), (0, "B7", "XP613", "info")]
    assert "因往年项目的类别是“网络联校创新应用”，不受限制" in messages(result, "XP613")[0]


def test_read_as_the_old_one_an_old_project_without_a_category_is_asked_about():
    result = check([pilot("衡南县一中")], row(1, "一中", category=LIANXIAO), round_=asking(exempt_by="old"))
    assert told(result) == [(0, "B6", "XP611", "warning")]


def test_read_as_the_old_one_an_exempt_pilot_does_not_excuse_another():
    pilots = [
        pilot("衡南县一中", category=LIANXIAO),
        pilot("衡南县一中", 2016, project="别的", category="教育网络安全"),
    ]
    result = check(pilots, row(1, "一中"), round_=asking(exempt_by="old"))
    assert told(result) == [(0, "B6", "XP611", "warning")]
    assert "老项目" not in messages(result, "XP611")[0]


def test_without_exempt_categories_nobody_is_exempt():
    result = check(
        [pilot("衡南县一中", category=LIANXIAO)], row(1, "一中", category=LIANXIAO), round_=asking(exempt=[])
    )
    assert told(result) == [(0, "B6", "XP611", "warning")]


# --- similar names are never taken for the same -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "unit"),
    [
        ("岳云中学", "衡南县岳云中学"),
        ("衡南县第一高级中学", "一中"),
        ("衡南县一中（东校区）", "一中"),
        ("一中", "衡南县一中"),
    ],
)
def test_a_similar_name_is_a_remark_with_a_suggestion(old, unit):
    result = check([pilot(old)], row(1, unit))
    assert told(result) == [(0, "B6", "XP612", "info")]
    assert (
        f"与往年试点名单里的“{old}”的2015年省级试点“老项目”（[往年试点.xlsx]往年试点!C2）相近"
        in messages(result, "XP612")[0]
    )
    assert result.eligibility.hits == 0


@pytest.mark.parametrize(
    ("code", "old", "unit"),
    [("430421", "衡阳市一中", "衡阳县一中"), ("430422", "衡东县一中", "一中"), ("430422", "衡南县二中", "一中")],
)
def test_two_schools_named_in_full_are_not_even_similar(code, old, unit):
    assert told(check([pilot(old)], row(1, unit), code=code)) == []


# --- not checked -------------------------------------------------------------------------------------------------------


def test_without_a_roster_or_with_an_empty_one_nothing_is_checked_and_that_is_said():
    rows = review("430422", [row(1, "一中")])
    assert crossed(rows).eligibility.words == "往年试点：未核对（没有 往年试点.xlsx）"
    empty = crossed(rows, roster=roster())
    assert (told(empty), empty.eligibility.words) == ([], "往年试点：未核对（往年试点.xlsx 是空的）")
    assert empty.eligibility.plain == {
        "checked": False,
        "why_not": "往年试点.xlsx 是空的",
        "rows": 0,
        "hits": 0,
        "exempt": 0,
    }


def test_a_round_that_does_not_ask_says_nothing():
    round_ = asking().model_copy(update={"eligibility": None})
    assert crossed(review("430422", [row(1, "一中")]), round_=round_).eligibility is None
