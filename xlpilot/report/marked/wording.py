"""County text on its way into a copy: cut, without characters that XML forbids, never a formula."""

from __future__ import annotations

import math
import re
import unicodedata
from functools import lru_cache

# What XML 1.0 forbids; lone surrogates cannot be written at all.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LIKE_AN_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
CELL_LIMIT = 32_767


def shown(text: str, limit: int) -> str:
    """Text for a list or a note: forbidden characters as blanks, too long cut with ….

    >>> shown("a\\x0bb", 10), shown("abcd", 3)
    ('a b', 'ab…')
    """
    clean = _FORBIDDEN.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _LIKE_AN_ESCAPE.sub("_x005F_", cut(clean, limit))


def cut(text: str, limit: int) -> str:
    """The text, or its beginning and … where it is longer than the limit."""
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def carried(text: str) -> str:
    """A county's text that must come out of the copy as it went in: what XML forbids is escaped as Excel does.

    Lone surrogates and non-characters, which no workbook can hold, are dropped.
    """
    text = _LIKE_AN_ESCAPE.sub("_x005F_", text)
    return _FORBIDDEN.sub(lambda match: f"_x{ord(match[0]):04X}_" if match[0] < " " else "", text)[:CELL_LIMIT]


@lru_cache(maxsize=4096)  # of one fault in many files, and for the note as for the list
def lines(text: str, width: float) -> int:
    """Lines that a wrapped text takes in a column of that width; a Han character is two wide."""
    if 2 * len(text) <= width and "\n" not in text:
        return 1  # however wide its characters are
    return sum(max(1, math.ceil(_width(line) / max(width, 1))) for line in text.split("\n"))


def _width(text: str) -> int:
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)
