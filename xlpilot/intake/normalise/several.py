"""Several options of a closed list in one cell."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from xlpilot.intake.normalise.category import category
from xlpilot.intake.normalise.text import clean, lines
from xlpilot.rounds.model import Category

_BETWEEN = re.compile(r"[、,，;；/／|｜\r\n]+")


def several(text: str, options: Sequence[Category]) -> str:
    """The options' canonical names in the order typed, with 、 between; a part that is none stays as it is.

    White space and nothing at all (①③) part options only where every part is one.
    """
    parts = [part for part in map(clean, _BETWEEN.split(lines(text))) if part]
    if len(parts) == 1:
        words = lines(text).split()
        signs = [character for character in parts[0] if unicodedata.category(character) == "No"]
        for tried in (words, signs if "".join(signs) == parts[0] else []):
            found = [category(word, options) for word in tried]
            if len(found) > 1 and {option.name for option in options}.issuperset(found):
                return "、".join(found)
    return "、".join(category(part, options) for part in parts)
