"""Cells that are taken as they were typed and of which nothing is said: nearly all, told without normalising them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

from xlpilot.intake.normalise import NOTHING_AT_ALL, is_simple, letters_only, normalise
from xlpilot.intake.normalise.ditto import may_be_ditto
from xlpilot.intake.normalise.person import short
from xlpilot.intake.normalise.remarks import odd_prefix
from xlpilot.rounds.model import Round
from xlpilot.rules.base import Asked
from xlpilot.rules.han import all_han
from xlpilot.rules.xp203_phone_malformed import MOBILE


class Taken(NamedTuple):
    """Tells of a text, or of all texts of a column together, whether each is surely its own written form and calls for
    no remark; False where that is unsure.

    A text for which it says True is what `normalise` makes of it, no sign for 'as above', and `remarks` says nothing.
    """

    one: Callable[[str], bool]
    all: Callable[[Sequence[str]], bool]


def taken_as_typed(question: Asked, round_: Round) -> Taken:
    """What tells it of a field's texts."""
    field = question.field
    if field.type != "string":
        return Taken(_never, _never)
    if question.options:
        names = [name for name in question.names if letters_only(name) and normalise(question, name, round_) == name]
        taken = frozenset(name for name in names if not may_be_ditto(name))
        return Taken(taken.__contains__, taken.issuperset)
    if field.format in ("cn-mobile", "cn-phone"):
        usual = _mobile(round_.year)
        return Taken(usual, lambda texts: all(map(usual, texts)))
    return Taken(_short_name, _short_names) if field.format == "person-name" else Taken(_plain, _all_plain)


def _never(_: object) -> bool:
    return False


@lru_cache(16)
def _mobile(year: int) -> Callable[[str], bool]:
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


def _short_names(texts: Sequence[str]) -> bool:
    return (
        {2, 3}.issuperset(map(len, texts))
        and all_han("".join(texts))
        and NOTHING_AT_ALL.isdisjoint(texts)
        and not any(map(may_be_ditto, texts))
    )


def _all_plain(texts: Sequence[str]) -> bool:
    # Each part of a normalised text is one.
    return (
        "" not in texts
        and is_simple("".join(texts))
        and NOTHING_AT_ALL.isdisjoint(map(str.lower, texts))
        and not any(map(may_be_ditto, texts))
    )


def _plain(text: str) -> bool:
    return is_simple(text) and text.lower() not in NOTHING_AT_ALL and not may_be_ditto(text)
