"""同上: signs that a cell means what stands above it."""

from __future__ import annotations

from xlpilot.intake.normalise.text import clean, letters_only
from xlpilot.rules.excel import DITTO


def _bare(text: str) -> str:
    return clean(text).replace(" ", "").rstrip("。.，,、").strip("（）()").lower()


_SIGNS = frozenset(map(_bare, DITTO))
# What such a sign may begin with, beside what is neither letter nor digit.
_BEGINS = frozenset("同上如dD")
_LONGEST = 10


def may_be_ditto(text: str) -> bool:
    """Whether `ditto` need be asked of a text at all."""
    return 0 < len(text) <= _LONGEST and (text[0] in _BEGINS or not letters_only(text))


def ditto(text: str) -> bool:
    """Whether the text says no more than 'as above': 同上, 〃, ″, ↓ and the like, with white space or a stop or not."""
    return _bare(text) in _SIGNS
