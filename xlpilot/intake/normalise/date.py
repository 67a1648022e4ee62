"""Dates in every written form. A day is a date; a month or a span of time stays a text, in one written form.

A field of dates asks for a day. Who writes 2018年9月 means the month and gets no day invented: it is taken as
2018-09. A span is taken as 2018-09-01至2019-08-31.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from enum import StrEnum

from xlpilot.intake.grid import Value
from xlpilot.intake.normalise.text import DASHES, EDGE, LONGEST, clean, typed_text


class Remark(StrEnum):
    """What is to be said about how a date was read."""

    NONE = ""
    YEAR = "year"  # no year was written: the notice's
    SERIAL = "serial"  # a bare number
    MONTH = "month"  # a month, no day
    RANGE = "range"  # a span of time
    AMBIGUOUS = "ambiguous"  # 2018.1 as a number: January, or October whose 0 was lost


_EPOCH = dt.datetime(1899, 12, 30)
# 2018.9 typed where the sheet shows dates is the 2018th day and 21:36 of it.
_NUMBERS_OF_MONTHS = (_EPOCH + dt.timedelta(days=2000), _EPOCH + dt.timedelta(days=2100))
_DIGITS = {character: str(n) for n, character in enumerate("〇一二三四五六七八九")} | dict.fromkeys("零○ＯOo0", "0")
_ONES = {character: n for n, character in enumerate("一二三四五六七八九十", 1)}
_TEMPLATE = re.compile(r"(?:[0-9]{0,4}[_\s]*年)?[_\s]*月?[_\s]*日?")
_AFTER = re.compile(
    r"(?:(?<=日)|(?<=号)|(?<=[0-9])(?=[\s(周星上下TZ]))[\s(]*(?:(?:星期|周|礼拜)[一二三四五六日天])?\)?\s*(?:上午|下午|早上|晚上)?"
    r"\s*T?(?:[0-9]{1,2}[:时点][0-9]{0,2}(?::[0-9]{2}(?:\.[0-9]+)?|分)?)?Z?$"
)
_DAY = re.compile(r"([0-9]{4}|[0-9]{2})[年./,、\\-]([0-9]{1,2})[月./,、\\-]([0-9]{1,2})[日号]?\.?")
_PACKED = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})日?")
_MONTH_DAY = re.compile(r"([0-9]{1,2})月([0-9]{1,2})[日号]?")
_MONTH = re.compile(r"([0-9]{4})(?:年|[./-])([0-9]{1,2})月?(?:份)?")
_END_DAY = re.compile(r"([0-9]{1,2})[月./-]([0-9]{1,2})[日号]?")
_EITHER = re.compile("[0-9]{4}年1月或10月")  # what is made of 2018.1
_BETWEEN = re.compile(r"[~至到起]+|-+")


def date(value: Value, year: int) -> dt.date | str:
    """The day that was meant; a month as '2018-09', a span as '2018-09-01至2019-08-31'; other text stays text.

    A bare number is a date only from 40000 to 50000 (2009 to 2036). `year` serves where only month and day stand.
    """
    return read_date(value, year)[0]


def is_template(text: str) -> bool:
    """Whether the text is what a form prints to be filled: ' 年 月 日', with the year printed or not."""
    folded = unicodedata.normalize("NFKC", text).strip()
    if len(folded) > LONGEST or re.search(r"[0-9]年$", folded):
        return False
    return any(character in folded for character in "年月日_") and _TEMPLATE.fullmatch(folded) is not None


def read_date(value: Value, year: int) -> tuple[dt.date | str, Remark]:
    """As `date`, with what is to be said about it."""
    if isinstance(value, dt.datetime):
        if not _NUMBERS_OF_MONTHS[0] <= value < _NUMBERS_OF_MONTHS[1] or value.time() == dt.time():
            return value.date(), Remark.NONE
        value = round((value - _EPOCH) / dt.timedelta(days=1), 3)
    if isinstance(value, dt.date):
        return value, Remark.NONE
    if isinstance(value, float | int) and not isinstance(value, bool):
        if 40000 <= value <= 50000:
            return (_EPOCH + dt.timedelta(days=int(value))).date(), Remark.SERIAL
        if isinstance(value, float) and 2000 <= value < 2100 and abs(value % 1 - 0.1) < 1e-6:
            return f"{int(value)}年1月或10月", Remark.AMBIGUOUS
        value = typed_text(value)
    cleaned = clean(typed_text(value))
    if len(cleaned) > LONGEST:
        return cleaned, Remark.NONE
    if _EITHER.fullmatch(cleaned):
        return cleaned, Remark.AMBIGUOUS
    folded = unicodedata.normalize("NFKC", cleaned).rstrip(EDGE).translate(DASHES)
    folded = re.sub(r"\s", "", _AFTER.sub("", _arabic(folded)))
    if day := _day(folded):
        return day, Remark.NONE
    if short := _MONTH_DAY.fullmatch(folded):
        return _real(year, short[1], short[2]) or cleaned, Remark.YEAR
    if month := _month(folded):
        return month, Remark.MONTH
    if span := _span(folded):
        return span, Remark.RANGE
    return cleaned, Remark.NONE


def _day(text: str) -> dt.date | None:
    found = _DAY.fullmatch(text) or _PACKED.fullmatch(text)
    return _real(int(found[1]) + (2000 if len(found[1]) == 2 else 0), found[2], found[3]) if found else None


def _month(text: str) -> str | None:
    found = _MONTH.fullmatch(text)
    return f"{found[1]}-{int(found[2]):02}" if found and int(found[1]) and 1 <= int(found[2]) <= 12 else None


def _real(year: int, month: str, day: str) -> dt.date | None:
    try:
        return dt.date(year, int(month), int(day))
    except ValueError:
        return None


def _span(text: str) -> str | None:
    for between in _BETWEEN.finditer(text):
        left, right = text[: between.start()].removesuffix("起"), text[between.end() :].removesuffix("止")
        if first := _day(left):
            last = _day(right)
            if last is None and (short := _END_DAY.fullmatch(right)):
                last = _real(first.year, short[1], short[2])
            if last is None and (only := re.fullmatch(r"([0-9]{1,2})[日号]", right)):
                last = _real(first.year, str(first.month), only[1])
            if last and first <= last:
                return f"{first.isoformat()}至{last.isoformat()}"
        elif month := _month(left):
            until = _month(right)
            if until is None and (short := re.fullmatch(r"([0-9]{1,2})月(?:份)?", right)):
                until = _month(f"{month[:4]}-{short[1]}")
            if until and month <= until:
                return f"{month}至{until}"
    return None


def _arabic(text: str) -> str:
    """Digits for Han numbers, where a year begins the text: 二〇一八年九月一日, 二○一八年, 2018年九月一日."""
    if not re.match("[〇零○Oo一二三四五六七八九0-9]{2,4}年", text):
        return text
    year, _, rest = text.partition("年")
    # Days of the week have numbers of their own.
    rest = re.sub(
        "(?<![期周拜])[一二三四五六七八九十]{1,3}(?=[月日号])", lambda found: str(_han_number(found[0])), rest
    )
    return "".join(_DIGITS.get(character, character) for character in year) + "年" + rest


def _han_number(text: str) -> int:
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _ONES.get(text, 0)
    return _ONES.get(tens, 1) * 10 + _ONES.get(ones, 0)
