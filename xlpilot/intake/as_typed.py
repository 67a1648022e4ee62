"""Cells that are taken as they were typed and of which nothing is said: nearly all, told without normalising them."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from xlpilot.intake.normalise import NOTHING_AT_ALL, is_simple, letters_only, normalise
from xlpilot.intake.normalise.ditto import may_be_ditto
from xlpilot.intake.normalise.person import short
from xlpilot.intake.normalise.remarks import odd_prefix
from xlpilot.rounds.model import Round
from xlpilot.rules.base import Asked
from xlpilot.rules.xp203_phone_malformed import MOBILE

Taken = Callable[[str], bool]


def taken_as_typed(question: Asked, round_: Round) -> Taken:
    """Tells of a text whether it is surely its own written form and calls for no remark; False where that is unsure.

    A text for which it says True is what `normalise` makes of it, no sign for 'as above', and `remarks` says nothing.
    """
    field = question.field
    if field.type != "string":
        return _never
    if question.options:
        names = [name for name in question.names if letters_only(name) and normalise(question, name, round_) == name]
        return frozenset(name for name in names if not may_be_ditto(name)).__contains__
    if field.format in ("cn-mobile", "cn-phone"):
        return _mobile(round_.year)
    return _short_name if field.format == "person-name" else _plain


def _never(_: str) -> bool:
    return False


@lru_cache(16)
def _mobile(year: int) -> Taken:
    odd: dict[str, bool] = {}

    def usual(text: str) -> bool:
        if len(text) != 11 or not MOBILE.fullmatch(text):
            return False
        prefix = text[:3]
        if prefix not in odd:
            odd[prefix] = odd_prefix(prefix, year) is not None
        return not odd[prefix]

    return usual


def _short_name(text: str) -> bool:
    return short(text) and text not in NOTHING_AT_ALL and not may_be_ditto(text)


def _plain(text: str) -> bool:
    return is_simple(text) and text.lower() not in NOTHING_AT_ALL and not may_be_ditto(text)
