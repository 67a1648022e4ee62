"""Form is made uniform, content is never guessed: the functions one by one, and laws that hold for any text."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlpilot.intake.normalise import category, clean, date, key, normalise, person, phone, plain, typed_text
from xlpilot.rounds.load import load_round
from xlpilot.rounds.model import Category
from xlpilot.rounds.workspace import round_folder
from xlpilot.rules import asked
from xlpilot.rules.base import Fault
from xlpilot.rules.xp203_phone_malformed import LANDLINE, MOBILE

ROUND = load_round(round_folder("hengyang-2018"))
FORM = ROUND.forms["summary"]
FIELDS = {field.name: asked(ROUND, field) for field in (*FORM.line, *FORM.fields)}
OPTIONS = (
    Category(number=1, name="网络联校创新应用", aliases=("联校",)),
    Category(number=2, name="区域智慧教育", aliases=("智慧教育", "一校一品")),
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""), ("", ""), (13800138000.0, "13800138000"), (0.0, "0"), (-3.0, "-3"), (1.5, "1.5"), (1e21, "1e+21"),
        (True, "TRUE"), (False, "FALSE"), (dt.date(2018, 9, 1), "2018-09-01"), (dt.datetime(2018, 9, 1), "2018-09-01"),
        (dt.datetime(2018, 9, 1, 8, 30), "2018-09-01 08:30:00"), (dt.time(8, 30), "08:30:00"), (" 甲 ", " 甲 "), (12, "12"),
        (dt.timedelta(hours=30), "1 day, 6:00:00"), (123456789012345678.0, "1.2345678901234568e+17"),
    ],
)  # fmt: skip
def test_what_was_typed_is_told_as_a_person_would(value, text):
    assert typed_text(value) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("李　四", "李四"), ("王\u00a0五", "王五"), (" 衡南县 第一 中学 ", "衡南县第一中学"), ("衡南县\n第一中学", "衡南县第一中学"),
        ("衡南县_x000D_\n第一中学", "衡南县第一中学"), ("衡南县\r\n第一中学", "衡南县第一中学"), ("AI 教室 建设", "AI 教室 建设"),
        ("AI  教室", "AI 教室"), ("a\tb", "a b"), ("\u202d138\u202c", "138"), ("\ufeff甲", "甲"), ("甲\u200b乙", "甲乙"),
        ("甲\ufe0d", "甲"), ("甲\x0b乙", "甲乙"), ("１２Ａ（）", "１２Ａ（）"), ("", ""), ("\u3000", ""), ("𠮷\u3000野", "𠮷野"),
        ("第1\n中学", "第1 中学"), ("soft\u00adhyphen", "softhyphen"), ("〇 一", "〇一"),
    ],
)  # fmt: skip
def test_text_is_cleaned_and_keeps_its_own_punctuation(text, expected):
    assert clean(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("项目名称。", "项目名称"), ("项目；、", "项目"), ("《项目》", "《项目》"), ("。", "。"), ("项目（一）", "项目（一）"), ("a,", "a"),
        ("'衡南县一中", "衡南县一中"), ("'十四五'规划", "'十四五'规划"), ("３D 打印", "３D 打印"),
    ],
)  # fmt: skip
def test_free_text_loses_only_what_stands_at_its_end(text, expected):
    assert plain(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("李　四", "李四"), ("古丽米热•艾比布力", "古丽米热·艾比布力"), ("古丽米热 ． 艾比布力", "古丽米热·艾比布力"), ("J.Smith", "J.Smith"),
        ("⻢云", "⻢云"), ("張三", "張三"), ("张三，", "张三"),
    ],
)  # fmt: skip
def test_a_persons_name_is_not_rewritten(text, expected):
    assert person(text) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [("ＡＩ（甲）", "ai(甲)"), ("申报 单位", "申报单位"), ("⼀", "一"), ("a—b", "a-b"), ("a－b", "A-B")],
)
def test_keys_are_alike_where_only_the_form_differs(one, other):
    assert key(one) == key(other)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("①", "网络联校创新应用"), ("二", "区域智慧教育"), ("（二）", "区域智慧教育"), ("2．智慧教育", "区域智慧教育"), ("②①", "②①"), ("③", "③"),
        ("一校一品", "区域智慧教育"), ("①一校一品", "①一校一品"), ("②一校一品", "区域智慧教育"), ("12", "12"), ("", ""), ("1号", "1号"),
        ("联校 ", "网络联校创新应用"), ("联校，", "网络联校创新应用"), ("联校与智慧教育", "联校与智慧教育"), ("2018", "2018"), ("0", "0"),
    ],
)  # fmt: skip
def test_a_category_is_taken_only_where_all_leads_to_one(text, expected):
    assert category(text, OPTIONS) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("138-0013-8000", "13800138000"), ("+86 138 0013 8000", "13800138000"), ("（0734）8123456", "0734-8123456"),
        ("8123456", "0734-8123456"), ("8123456转801", "0734-8123456-801"), ("0734-8123456/13800138000", "13800138000、0734-8123456"),
        ("13800138000、13800138000", "13800138000"), ("138 0013 8000/139 0013 9000", "13800138000、13900139000"),
        ("13900139000 13800138000", "13900139000、13800138000"), ("1.38E+10", "1.38E+10"), ("1380013", "1380013"),
        ("13800138000、张三", "13800138000、张三"), ("", ""), ("010-81234567", "010-81234567"), ("13800138000.0", "13800138000"),
    ],
)  # fmt: skip
def test_phones_have_one_written_form(text, expected):
    assert phone(text, "0734") == expected


def test_an_area_code_is_added_only_where_the_round_names_one():
    assert phone("8123456") == "8123456"
    assert phone("8123456", "0731") == "0731-8123456"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2018.9.1", dt.date(2018, 9, 1)), ("9月1日", dt.date(2018, 9, 1)), (43360.0, dt.date(2018, 9, 17)), (43360.9, dt.date(2018, 9, 17)),
        (20180917.0, dt.date(2018, 9, 17)), (dt.datetime(2018, 9, 17, 23, 59), dt.date(2018, 9, 17)), ("2018.2.30", "2018.2.30"),
        (39999.0, "39999"), (50001.0, "50001"), (True, "TRUE"), ("now", "now"), (2018.1, "2018.1"), ("二〇一八年十一月二十日", dt.date(2018, 11, 20)),
        ("二〇一八年十月三十一日", dt.date(2018, 10, 31)), ("二〇一八年十月三十二日", "二〇一八年十月三十二日"), ("2018-09-10 08:30", dt.date(2018, 9, 10)),
        (dt.time(8, 0), "08:00:00"), ("2018-9", "2018-9"), ("9999-12-31", dt.date(9999, 12, 31)), ("0000-1-1", dt.date(2000, 1, 1)),
    ],
)  # fmt: skip
def test_a_date_is_a_day_or_stays_text(value, expected):
    assert date(value, 2018) == expected


@pytest.mark.parametrize("value", [" ", "无", "　", "/", "N/a", "无。", "\u200b", "'"])
def test_nothing_is_nothing_in_every_field(value):
    assert {normalise(question, value, ROUND) for question in FIELDS.values()} == {None}


@pytest.mark.parametrize("text", ["#REF!", " #N/A ", "#DIV/0!"])
def test_the_text_of_an_error_is_an_error_in_every_field(text):
    assert {normalise(question, text, ROUND) for question in FIELDS.values()} == {Fault.ERROR}


def test_whole_numbers():
    assert normalise(FIELDS["no"], 3.0, ROUND) == 3
    assert normalise(FIELDS["no"], "３", ROUND) in (3, "３")
    assert normalise(FIELDS["no"], "三", ROUND) == "三"
    assert normalise(FIELDS["no"], 1.5, ROUND) == "1.5"


values = st.one_of(
    st.text(max_size=30),
    st.text(alphabet="0123456789 -—.、/()（）转+8６１３年月日①②一二张三王·•\u3000\u200b\n", max_size=24),
    st.floats(),
    st.integers(-(10**18), 10**18).map(float),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.none(),
)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(values)
def test_nothing_raises_and_what_comes_out_is_plain(value):
    for question in FIELDS.values():
        taken = normalise(question, value, ROUND)
        assert taken is None or taken is Fault.ERROR or type(taken) in (str, int, dt.date)
        assert taken != ""


@settings(max_examples=300, deadline=None, derandomize=True)
@given(values)
def test_normalising_twice_changes_nothing_more(value):
    for name, question in FIELDS.items():
        once = normalise(question, value, ROUND)
        if isinstance(once, str) and not isinstance(once, Fault):
            assert normalise(question, once, ROUND) == once, name


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    st.from_regex(MOBILE, fullmatch=True),
    st.sampled_from(["", " ", "-", "."]),
    st.sampled_from(["", "+86", "86-", "0", "\u202d"]),
)
def test_any_mobile_in_any_dress_is_the_same_mobile(number, separator, prefix):
    assert phone(prefix + separator.join((number[:3], number[3:7], number[7:])), "0734") == number


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text(alphabet="0123456789", min_size=1, max_size=20))
def test_digits_are_never_invented_or_lost(digits):
    taken = phone(digits, "0734")
    only = "".join(character for character in taken if character.isdigit())
    assert only.endswith(digits.removeprefix("0086").removeprefix("86").lstrip("0")) or only == digits
    assert taken == digits or MOBILE.fullmatch(taken) or LANDLINE.fullmatch(taken)
