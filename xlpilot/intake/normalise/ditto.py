"""同上: signs that a cell means what stands above it."""

from __future__ import annotations

from xlpilot.intake.normalise.text import clean
from xlpilot.rules.excel import DITTO


def _bare(text: str) -> str:
    return clean(text).replace(" ", "").rstrip("。.，,、").strip("（）()").lower()


_SIGNS = frozenset(map(_bare, DITTO))


def ditto(text: str) -> bool:
    """Whether the text says no more than 'as above': 同上, 〃, ″, ↓ and the like, with white space or a stop or not."""
    return _bare(text) in _SIGNS
