"""Dates in every written form: a day, a month, a span, or the text as it is; no day is ever made up."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlpilot.intake.normalise import date, normalise
from xlpilot.intake.normalise.date import Remark, is_template, read_date
from xlpilot.rounds.load import load_round
from xlpilot.rounds.workspace import round_folder
from xlpilot.rules import asked
from xlpilot.rules.xp209_date_malformed import details, holds

ROUND = load_round(round_folder("hengyang-2018"))
QUESTION = asked(ROUND, next(field for field in ROUND.forms["summary"].line if field.name == "reported_on"))
FIRST = dt.date(2018, 9, 1)


def accepted(value):
    return bool(holds(QUESTION, pd.Series([normalise(QUESTION, value, ROUND)], dtype=object))[0])


@pytest.mark.parametrize(
    "text",
    ["2018.9.1", "2018/9/1", "2018-09-01", "20180901", "18.9.1", "2018年9月1日", "2018 年 9 月 1 日", "2018年9月1号", "2018年09月01日", "2018年9月1", "2018.9.1日", "2018,9,1", "2018、9、1",
     "2018\\9\\1", "2018.9.1.", "2018.9.1。", "２０１８．９．１", "2018－9－1", "2018—9—1", " 2018-9-1 ", "\u200b2018-9-1", "二〇一八年九月一日", "二零一八年九月一日", "二○一八年九月一日", "二O一八年九月一日",
     "二0一八年九月一日", "2018年九月一日", "一八年九月一日", "2018年9月1日星期六", "2018年9月1日（星期六）", "2018年9月1日上午", "2018年9月1日 8:30", "2018年9月1日8时30分", "2018-09-01 08:30",
     "2018-09-01 08:30:00", "2018-09-01T08:30:00", "2018-09-01T08:30:00Z", "2018/9/1 8:30", "2018年9月1日 周六", "2018年\n9月1日"],
)  # fmt: skip
def test_a_day_in_every_written_form(text):
    assert read_date(text, 2017) == (FIRST, Remark.NONE)


@pytest.mark.parametrize(
    ("text", "day"),
    [("二〇一八年十月二十一日", (2018, 10, 21)), ("二〇一八年十一月二十日", (2018, 11, 20)), ("二〇一八年十月三十一日", (2018, 10, 31)), ("二〇一八年十二月十日", (2018, 12, 10)), ("9999-12-31", (9999, 12, 31))],
)  # fmt: skip
def test_han_numbers_and_far_years(text, day):
    assert date(text, 2017) == dt.date(*day)


@pytest.mark.parametrize("text", ["9月1日", "9月1号", "９月１日", "9 月 1 日"])
def test_without_a_year_it_is_the_notices_and_that_is_said(text):
    assert read_date(text, 2018) == (FIRST, Remark.YEAR)


@pytest.mark.parametrize(
    ("value", "expected"),
    [("2018年9月", "2018-09"), ("2018.9", "2018-09"), ("2018-09", "2018-09"), ("2018/9", "2018-09"), ("2018.10", "2018-10"), ("2018年9月份", "2018-09"), ("2018.1", "2018-01"),
     ("二〇一八年九月", "2018-09"), (2018.9, "2018-09"), (2018.11, "2018-11"), (2018.12, "2018-12"), (2018.2, "2018-02"), (dt.datetime(1905, 7, 10, 21, 36), "2018-09")],
)  # fmt: skip
def test_a_month_stays_a_month(value, expected):
    assert read_date(value, 2018) == (expected, Remark.MONTH)
    assert accepted(value)


@pytest.mark.parametrize("value", [2018.1, dt.datetime(1905, 7, 10, 2, 24), "2018年1月或10月"])
def test_a_number_that_may_be_january_or_october_is_neither(value):
    assert read_date(value, 2018) == ("2018年1月或10月", Remark.AMBIGUOUS)
    assert accepted(value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2018.09.01～2019.08.31", "2018-09-01至2019-08-31"), ("2018.9-2019.9", "2018-09至2019-09"), ("2018年9月-12月", "2018-09至2018-12"), ("2018年9月1日至30日", "2018-09-01至2018-09-30"),
        ("2018.9.1-9.30", "2018-09-01至2018-09-30"), ("2018-09-01--2019-08-31", "2018-09-01至2019-08-31"), ("2018-09-01 - 2019-08-31", "2018-09-01至2019-08-31"),
        ("2018/9/1—2019/8/31", "2018-09-01至2019-08-31"), ("2018年9月至2019年9月", "2018-09至2019-09"), ("2018年9月起至2019年9月止", "2018-09至2019-09"), ("2018-9-1-2018-9-30", "2018-09-01至2018-09-30"),
        ("2018年9月1日到2018年9月30日", "2018-09-01至2018-09-30"), ("2018-09至2019-09", "2018-09至2019-09"),
    ],
)  # fmt: skip
def test_a_span_stays_a_span(text, expected):
    assert read_date(text, 2018) == (expected, Remark.RANGE)
    assert read_date(expected, 2018) == (expected, Remark.RANGE)
    assert accepted(text)


@pytest.mark.parametrize(
    ("value", "day"),
    [
        (43360.0, (2018, 9, 17)),
        (43360.9, (2018, 9, 17)),
        (41898.0, (2014, 9, 16)),
        (40000, (2009, 7, 6)),
        (50000.0, (2036, 11, 21)),
    ],
)
def test_a_bare_number_is_a_serial_and_that_is_said(value, day):
    assert read_date(value, 2018) == (dt.date(*day), Remark.SERIAL)


@pytest.mark.parametrize(
    ("value", "day"),
    [
        (dt.datetime(2018, 9, 17, 23, 59), dt.date(2018, 9, 17)),
        (dt.date(2018, 9, 17), dt.date(2018, 9, 17)),
        (dt.datetime(1905, 7, 10), dt.date(1905, 7, 10)),
        (dt.datetime(1905, 11, 10, 8), dt.date(1905, 11, 10)),
        (20180917.0, dt.date(2018, 9, 17)),
    ],
)
def test_what_the_sheet_holds_as_a_date_is_that_day(value, day):
    assert read_date(value, 2018) == (day, Remark.NONE)


@pytest.mark.parametrize(
    "text",
    ["2018.2.30", "2018-13-1", "2018-0-1", "2018年9月31日", "2月30日", "13月1日", "九月", "昨天", "2018年", "2018", "now", "TRUE", "9.1", "9/1", "0000-1-1", "2018-13", "13800138000", "2019.9-2018.9", "18",
     "二〇一八年十月三十二日", "2018.9.1-2018.8.1", "", "1.9.18", "民国107年9月1日", "2018.9.1左右", "截止2018年9月1日"],
)  # fmt: skip
def test_what_names_no_day_stays_text(text):
    assert read_date(text, 2018)[0] == text
    assert not text or not accepted(text)


@pytest.mark.parametrize(
    "value", [True, 39999.0, 50001.0, 1.5, 0.0, -1.0, dt.time(8, 0), 1e300, float("inf"), float("nan"), 2018.0]
)
def test_other_numbers_name_no_day(value):
    assert isinstance(date(value, 2018), str)


@pytest.mark.parametrize(
    ("value", "fine"),
    [("2009-07-06", True), ("2009-07-05", False), ("1999-12-31", False), ("2019-09-18", True), ("2019-09-19", False), ("2036-1-1", False), ("2009-07", True), ("2009-06", False), ("2020-01", False),
     ("2017.9-2021.9", True), ("2020.9-2021.9", False), ("1999.9-2018.9", False), (50000.0, False)],
)  # fmt: skip
def test_days_too_early_or_more_than_a_year_after_the_deadline(value, fine):
    assert accepted(value) is fine


def test_the_finding_tells_far_from_unreadable():
    assert "不在2009-07-06至2019-09-18之间" in details(QUESTION, "2020.1.1")["what"]
    assert details(QUESTION, "2018.2.30")["what"] == details(QUESTION, "九月")["what"] == "看不出是哪一天"


@pytest.mark.parametrize(
    "text",
    [
        " 年 月 日",
        "年月日",
        "2018年 月 日",
        "20  年 月 日",
        "201 年 月 日",
        "____年__月__日",
        "　年　月　日",
        "年  月",
        "__",
    ],
)
def test_what_the_form_prints_is_blank(text):
    assert is_template(text)
    assert normalise(QUESTION, text, ROUND) is None


@pytest.mark.parametrize("text", ["2018年", "2018年9月", "9月1日", "2018", "1日", "", " "])
def test_what_says_something_is_no_template(text):
    assert not is_template(text)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    st.dates(dt.date(2010, 1, 1), dt.date(2019, 9, 1)),
    st.sampled_from(["{0}.{1}.{2}", "{0}/{1}/{2}", "{0}-{1:02}-{2:02}", "{0}年{1}月{2}日", "{0}{1:02}{2:02}", "{0} 年 {1} 月 {2} 日", "{0}，{1}，{2}", "{0}年{1:02}月{2:02}号（星期一）"]),
)  # fmt: skip
def test_any_day_in_any_form_is_that_day(day, form):
    assert date(form.format(day.year, day.month, day.day), 2018) == day


@settings(max_examples=500, deadline=None, derandomize=True)
@given(st.text(alphabet="0123456789.-/年月日至~ 二〇一八九十O○上午星期", max_size=24))
def test_twice_is_once(text):
    once = date(text, 2018)
    assert date(once, 2018) == once
