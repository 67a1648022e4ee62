"""What is to be said about a cell beside its value: where the value is sure in form and not in meaning."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from functools import lru_cache

from xlpilot.intake.grid import Value
from xlpilot.intake.normalise.date import Remark, read_date
from xlpilot.intake.normalise.text import clean
from xlpilot.rounds.model import Round
from xlpilot.rules.base import Asked, Fault
from xlpilot.rules.choice import read
from xlpilot.rules.xp203_phone_malformed import LANDLINE, MOBILE, SERVICE

Said = tuple[str, dict[str, object]]

# The replacement character and what a text decoded twice wrongly is full of; private characters, which only the
# computer they were typed on can show.
_LOST = re.compile("[\ufffd\ufffc]|ï»¿|ï¿½|â€")
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")
# Not in any public table of 2018 or since; libraries lag by years, so no more than a remark.
_UNLISTED = re.compile(r"14[0-468]|154|16[01348]|169|179|194")
# First listed in that year: in the file of an earlier round such a number is a slip of the finger.
_SINCE = {"165": 2019} | dict.fromkeys(("162", "172", "190", "192", "193", "195", "196", "197"), 2020)
# Signs for radicals look like the characters and come out of PDF files; searching and comparing miss them.
_RADICAL = re.compile("[\u2e80-\u2ef3\u2f00-\u2fd5]")
_TITLED = re.compile("《[^《》]+》")


def noticed_in(asked: Asked, typed_value: Value, taken: object, round_: Round) -> Iterator[Said]:
    """Codes of remarks about a cell and what their words name; for BY_CODE[code].at(place, typed, **words).

    Args:
        typed_value: the raw cell.
        taken: what `normalise` made of it.

    A plain cell costs one comparison: of what a cell says as it is, only texts with other than letters and digits
    are looked at.
    """
    if taken is None or isinstance(taken, Fault):
        return
    field = asked.field
    if field.type == "date":
        if not isinstance(typed_value, dt.date) or isinstance(taken, str):
            yield from _about_date(asked, typed_value, taken, round_)
    elif field.format in ("cn-mobile", "cn-phone"):
        yield from _about_phones(asked, str(taken), round_)
    elif isinstance(typed_value, str) and not typed_value.isalnum():
        yield from _about_text(asked, typed_value, str(taken))


def local_digits(round_: Round) -> int | None:
    """How many digits local numbers have: as many as the office's own in the notice; None where that has none."""
    return _local_digits(round_.area_code, round_.contact.phone)


@lru_cache(maxsize=64)
def _local_digits(area_code: str, own: str) -> int | None:
    found = re.fullmatch(rf"\(?{area_code}\)?[- ]?([2-9][0-9]{{6,7}})", clean(own)) if area_code else None
    return len(found[1]) if found else None


def _about_date(asked: Asked, typed: Value, taken: object, round_: Round) -> Iterator[Said]:
    remark = read_date(typed, round_.year)[1]
    title = asked.field.title
    if remark is Remark.YEAR and isinstance(taken, dt.date):
        yield "XP215", {"title": title, "why": f"没有写年份，按{taken.year}年采用"}
    elif remark is Remark.SERIAL:
        why = f"是一个数，按日期序号当作 {taken} 采用；在按1904年计日的表里它是另一天"
        yield "XP215", {"title": title, "why": why}
    elif remark is Remark.AMBIGUOUS:
        yield "XP215", {"title": title, "why": "表里是一个数，分不清是1月还是10月"}
    elif remark is Remark.MONTH:
        yield "XP216", {"title": title, "why": f"只写到月，照写作“{taken}”"}
    elif remark is Remark.RANGE:
        yield "XP216", {"title": title, "why": f"是一段时间，照写作“{taken}”"}


def odd_prefix(prefix: str, year: int) -> str | None:
    """What is odd about the first three digits of a mobile number in that year, in words; None where nothing is."""
    if _UNLISTED.match(prefix):
        return f"公开的号段表里没有 {prefix} 号段"
    return f"{year}年还没有 {prefix} 号段" if _SINCE.get(prefix, 0) > year else None


def _about_phones(asked: Asked, taken: str, round_: Round) -> Iterator[Said]:
    for number in taken.split("、"):
        if MOBILE.fullmatch(number):
            if why := odd_prefix(number[:3], round_.year):
                yield "XP222", {"title": asked.field.title, "why": why}
        elif SERVICE.fullmatch(number):
            yield "XP218", {"title": asked.field.title, "why": "是服务热线，多半找不到本人"}
        elif LANDLINE.fullmatch(number):
            area, local = number.split("-")[:2]
            digits = local_digits(round_)
            if area == round_.area_code and digits and len(local) != digits:
                why = f"本地号码有{len(local)}位，{area} 的号码是{digits}位"
                yield "XP218", {"title": asked.field.title, "why": why}


def _about_text(asked: Asked, typed: str, taken: str) -> Iterator[Said]:
    title = asked.field.title
    if asked.options:
        if read(clean(typed), asked.options).symbol_font and taken in asked.names:
            yield "XP219", {"title": title, "taken": taken}
        return
    if asked.field.format == "person-name":
        return  # XP205 has its own words for it
    if lost := _LOST.search(typed):
        yield "XP217", {"title": title, "why": f"其中的“{lost[0]}”是转存时丢了的字"}
    elif private := _PRIVATE.search(typed):
        yield "XP217", {"title": title, "why": f"第{private.start() + 1}个字是自造字，别的电脑上看不到"}
    elif radical := _RADICAL.search(typed):
        yield "XP217", {"title": title, "why": f"其中的“{radical[0]}”是部首符号，不是汉字"}
    if _TITLED.fullmatch(taken):
        yield "XP220", {"title": title}
