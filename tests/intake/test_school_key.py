"""The same school under its many names has one key, two schools never have the same."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlpilot.intake.school_key import names_division, school_key


@pytest.mark.parametrize(
    ("county", "names"),
    [
        ("", ["市一中", "衡阳市一中", "衡阳市第一中学", "湖南省衡阳市第一中学", "衡阳市1中", "衡阳市第1中学", "衡阳市第１中学", "衡阳市 第一 中学", "第一中学", "一中"]),
        ("衡南县", ["一中", "县一中", "第一中学", "衡南一中", "衡南县一中", "衡南县第一中学", "衡阳市衡南县第一中学", "湖南省衡阳市衡南县一中", "衡南县第1中学", "一中学"]),
        ("耒阳市", ["一中", "市一中", "耒阳一中", "耒阳市一中", "衡阳市耒阳市第一中学", "耒阳市第一中学"]),
        ("珠晖区", ["实验小学", "区实验小学", "珠晖实验小学", "珠晖区实验小学", "衡阳市珠晖区实验小学"]),
        ("祁东县", ["十一中", "11中", "第十一中学", "祁东县第11中学"]),
        ("衡东县", ["二完小", "第二完小", "第2完全小学", "第二完全小学"]),
        ("衡东县", ["二中（东校区）", "第二中学(东校区)", "衡东县二中（东校区）"]),
        ("衡山县", ["开云镇一中", "衡山县开云镇第一中学"]),
        ("耒阳市", ["新市镇中学", "耒阳市新市镇中学"]),
    ],
)  # fmt: skip
def test_one_school_has_one_key(county, names):
    assert len({school_key(name, county) for name in names}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("衡阳县一中", "衡阳县"), ("衡阳市一中", "")), (("一中", "衡阳县"), ("一中", "")), (("一中", "衡南县"), ("一中", "衡东县")), (("一中", "衡南县"), ("二中", "衡南县")),
        (("十一中", "祁东县"), ("一中", "祁东县")), (("十中", "祁东县"), ("二十中", "祁东县")), (("一小", "衡南县"), ("一中", "衡南县")), (("衡阳一中", "衡阳县"), ("衡阳县一中", "衡阳县")),
        (("市一中", "衡南县"), ("县一中", "衡南县")), (("二中（东校区）", "衡东县"), ("二中", "衡东县")), (("衡山县一中", "衡南县"), ("一中", "衡南县")),
        (("第一中学", "衡南县"), ("第一高级中学", "衡南县")),
    ],
)  # fmt: skip
def test_two_schools_have_two_keys(one, other):
    assert school_key(*one) != school_key(*other)


def test_a_name_of_another_county_keeps_it():
    assert school_key("衡山县一中", "衡南县") == "衡山县第一中学"


def test_other_regions():
    assert (
        school_key("湖北省武汉市一中", "", ("湖北省", "武汉市"))
        == school_key("市一中", "", ("湖北省", "武汉市"))
        == "武汉市第一中学"
    )
    assert school_key("一中", "甲县", ()) == "甲县第一中学"


@settings(max_examples=500, deadline=None, derandomize=True)
@given(
    st.text(alphabet="湖南省衡阳市县区一二三十中小学第完实验1２（东）校 珠晖", max_size=16),
    st.sampled_from(["", "衡阳县", "衡南县", "耒阳市", "珠晖区"]),
)
def test_a_key_is_its_own_key_and_nothing_raises(text, county):
    once = school_key(text, county)
    assert school_key(once, county) == once


@pytest.mark.parametrize(
    "names",
    [
        ["职中", "职业中专", "县职中", "衡南县职业中专", "衡南县职业中等专业学校", "衡南职业中专学校"],
        ["一职中", "第1职业中专", "衡南县第一职业中专", "第一职业中等专业学校"],
        ["向阳完小", "向阳完全小学", "衡南县向阳完小"],
        ["职中（北校区）", "职业中专(北校区)"],
    ],
)
def test_short_and_full_forms_of_a_kind_of_school_are_one(names):
    keys = {school_key(name, "衡南县") for name in names}
    assert len(keys) == 1
    assert {school_key(key, "衡南县") for key in keys} == keys


@pytest.mark.parametrize(("one", "other"), [("职中", "职业中学"), ("一职中", "一中"), ("向阳完小", "向阳小学")])
def test_kinds_of_schools_stay_apart(one, other):
    assert school_key(one, "衡南县") != school_key(other, "衡南县")


@pytest.mark.parametrize(
    ("name", "does"),
    [("衡山县岳云中学", True), ("岳云中学", False), ("市一中", True), ("县一中", False), ("一中", False), ("湖南省衡阳市一中", True)],
)  # fmt: skip
def test_whether_a_name_says_which_division_it_is_in(name, does):
    assert names_division(name) is does


PARTS = (
    "第",
    "一",
    "十二",
    "3",
    "12",
    "中",
    "小",
    "中学",
    "完小",
    "职中",
    "职业中等专业学校",
    "幼",
    "(",
    ")",
    "县",
    "市",
    "衡阳",
)


@settings(max_examples=1500, deadline=None)
@given(
    st.sampled_from(["衡南县", "衡阳县", "石鼓区", "常宁市", "甲零一二县", "三中县", "小市区", "市中区", "A1县", "桥县", "湖南省县"]),
    st.lists(st.sampled_from(PARTS), max_size=6),
)  # fmt: skip
def test_a_school_that_begins_with_its_county_has_the_key_that_the_long_way_gives(county, parts):
    from xlpilot.intake import school_key as module

    text = county + "".join(parts)
    short = module.school_key.__wrapped__(text, county)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_apart", lambda *_: False)
        assert module.school_key.__wrapped__(text, county) == short
