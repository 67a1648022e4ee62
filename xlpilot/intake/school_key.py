"""A school's name in one form, to find the same school in two rows, two files or a list of former years.

For comparing only, never for output: equal keys are a reason to ask, no proof. 衡阳县一中 and 衡阳市一中 stay apart.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from xlpilot.intake.normalise import is_simple, key

# 湖南省 and 衡阳市 where a round does not say otherwise: Round.region_prefixes.
_REGIONS = ("湖南省", "衡阳市")
# Names of divisions have three characters and more: 新市 and 九市 are towns.
_DIVISION = re.compile(r"[\u4e00-\u9fff]{2,3}?[县区市](?![中小直镇乡])")
_OWN = re.compile(r"[市县区](?=第|[^内外区县市域直])")
_HAN_DIGITS = "〇一二三四五六七八九"
_ORDINAL = "[一二三四五六七八九十]{1,3}"
_SHORT = {"中": "中学", "小": "小学", "完小": "完全小学", "幼": "幼儿园", "职中": "职业中专"}
_DIGIT, _HAN_NUMBER = re.compile("[0-9]"), re.compile("[一二三四五六七八九十]")
_COUNTED = re.compile(r"第?([0-9]{1,2})(?=(?:高级|初级|职业|完全)?(?:中|小|完小|职中|幼))")
_VOCATIONAL = re.compile(r"职业(?:中等专业学校|中专学校|中专)|职中(?=$|\()")
_NUMBERED = re.compile(rf"第?({_ORDINAL})(完小|职中|[中小幼])(?=$|\()")
_FULL = re.compile(
    rf"(?<![第一二三四五六七八九十])({_ORDINAL})(?=(?:(?:高级|初级|职业|完全)?(?:中学|小学|幼儿园)|职业中专)(?:$|\())"
)


@lru_cache(maxsize=2048)
def school_key(text: str, county_name: str, regions: Sequence[str] = _REGIONS) -> str:
    """The key of a school named by a unit of this county ('' for a unit directly under the city).

    市一中, 衡阳市一中, 湖南省衡阳市第1中学 -> 衡阳市第一中学; 一中 and 衡南一中 of 衡南县 -> 衡南县第一中学.

    Args:
        regions: what stands above the county, from the largest: all but the last is dropped, the last where a
            division of its own follows. A tuple.
    """
    if text.startswith(county_name) and _apart(county_name, regions) and is_simple(text):
        return key(county_name) + _rest(text[len(county_name) :].lower())
    name = _school(key(text))
    larger, city, county = _around(county_name, tuple(regions))
    for region in larger:
        name = name.removeprefix(region)
    inner = name.removeprefix(city) if city else name
    if inner and inner != name and (inner.startswith(county) or _DIVISION.match(inner)):
        name = inner  # 衡阳市衡南县第一中学
    if name[:1] in "市县区" and _OWN.match(name) and not _DIVISION.match(name[1:]):
        name = (county if county.endswith(name[0]) else city) + name[1:]  # 市一中, 县一中
    return name if _named(name, county, city) else county + _without_stem(name, county, city)


@lru_cache(maxsize=512)
def _apart(county_name: str, regions: Sequence[str]) -> bool:
    """Whether a county's name, at the beginning of a school's, is read by itself, whatever stands behind it."""
    county = key(county_name)
    return (
        len(county) > 2
        and county[-1] in "市县区"
        and county[0] not in "市县区"
        and _DIGIT.search(county) is None
        and "职" not in county
        and "小" not in county
        and not any(county.startswith(key(region)) for region in regions if region)
    )


@lru_cache(maxsize=2048)
def _rest(name: str) -> str:
    return _school(name) if name else ""


@lru_cache(maxsize=256)
def _around(county_name: str, regions: tuple[str, ...]) -> tuple[tuple[str, ...], str, str]:
    """The keys of what stands above the city, of the city, and of the county or else the city."""
    *larger, city = map(key, regions or ("",))
    return tuple(larger), city, key(county_name) or city


def names_division(text: str, regions: Sequence[str] = _REGIONS) -> bool:
    """Whether a school's name says which division it is in: 衡山县岳云中学 does, 岳云中学 does not."""
    return school_key(text, "", tuple(regions)) == school_key(text, "某某县", tuple(regions))


def _school(name: str) -> str:
    # Each is looked for only where a character of it is there: most names have none or one of them.
    if _DIGIT.search(name):
        name = _COUNTED.sub(lambda found: _han(int(found[1])), name)
    numbered = _HAN_NUMBER.search(name) is not None
    if numbered and (name[-1] in "中小幼" or "(" in name):
        name = _NUMBERED.sub(lambda found: f"第{found[1]}{_SHORT[found[2]]}", name)
    if "完小" in name:
        name = re.sub(r"完小(?=$|\()", "完全小学", name)
    if "职" in name:
        name = _VOCATIONAL.sub("职业中专", name)
    return _FULL.sub(r"第\1", name) if numbered else name


def _han(number: int) -> str:
    tens, ones = divmod(number, 10)
    digits = _HAN_DIGITS[ones] if ones or not number else ""
    return ("" if tens == 0 else "十" if tens == 1 else _HAN_DIGITS[tens] + "十") + digits


def _named(name: str, county: str, city: str) -> bool:
    """Whether the name says which division the school is in."""
    return any(name.startswith(own) for own in (county, city) if own) or _DIVISION.match(name) is not None


def _without_stem(name: str, county: str, city: str) -> str:
    # 衡南一中; 衡阳一中 is the city's or the county's, and stays as it is.
    stem = county[:-1]
    return name.removeprefix(stem) if len(stem) > 1 and not city.startswith(stem) else name
