import datetime as dt

import pytest

from xlpilot.errors import XlpilotError
from xlpilot.moments import CHINA, iso, now, parse_moment, spoken

DEADLINE = dt.datetime(2018, 9, 17, 17, 30, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2018-09-10T09:30", "2018-09-10T09:30:00+08:00"),
        ("2018-09-10 09:30", "2018-09-10T09:30:00+08:00"),
        (" 2018-09-10T09:30:15 ", "2018-09-10T09:30:15+08:00"),
        ("2018-09-10T09:30:15.999", "2018-09-10T09:30:15+08:00"),
        ("2018-09-10T01:30:00Z", "2018-09-10T09:30:00+08:00"),
        ("2018-09-10T01:30:00+00:00", "2018-09-10T09:30:00+08:00"),
        ("2018-09-17T23:59:59-05:00", "2018-09-18T12:59:59+08:00"),
        ("20180910T0930", "2018-09-10T09:30:00+08:00"),
        ("2018-09-10", "2018-09-10T00:00:00+08:00"),
        ("20180910", "2018-09-10T00:00:00+08:00"),
    ],
)
def test_iso_8601_is_read_as_china_standard_time(text, expected):
    assert iso(parse_moment(text, DEADLINE)) == expected


@pytest.mark.parametrize(
    "text", ["", "明天", "2018年9月10日", "2018-13-01", "09:30", "2018-02-30", "2018-09-10T25:00", "1536543000"]
)
def test_anything_else_is_the_operators_to_mend(text):
    with pytest.raises(XlpilotError, match="看不懂"):
        parse_moment(text)


@pytest.mark.parametrize("text", ["2018-09-17", "20180917", "2018-W38-1"])
def test_a_bare_date_on_which_the_deadline_falls_is_not_guessed(text):
    with pytest.raises(XlpilotError, match="截止时刻"):
        parse_moment(text, DEADLINE)
    assert parse_moment(text).hour == 0


@pytest.mark.parametrize("text", ["2018-09-16", "2018-09-18"])
def test_a_bare_date_wholly_before_or_after_the_deadline_is_taken(text):
    assert parse_moment(text, DEADLINE)


def test_a_day_that_ends_with_the_deadline_is_wholly_in_time():
    assert parse_moment("2018-09-17", dt.datetime(2018, 9, 17, 23, 59, 59, tzinfo=CHINA))


def test_the_day_that_begins_at_the_deadline_is_not_guessed():
    with pytest.raises(XlpilotError, match="截止时刻"):
        parse_moment("2018-09-17", dt.datetime(2018, 9, 17, 0, 0, tzinfo=CHINA))


def test_words_do_not_depend_on_the_machines_zone():
    assert spoken(dt.datetime(2018, 9, 17, 15, 59, 59, tzinfo=dt.UTC)) == "2018年9月17日 23:59:59"
    assert now().utcoffset() == dt.timedelta(hours=8)
    assert now().microsecond == 0
    assert iso(None) is None
