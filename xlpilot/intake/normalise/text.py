"""Text: what cannot be seen goes, what only looks different is made alike, what was written stays."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from functools import lru_cache

from xlpilot.intake.grid import Value
from xlpilot.rules.han import HAN, all_han

# Format characters (zero width, bidirectional, byte order mark), variation selectors, vowel signs that show nothing.
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]"
)
_CONTROL = re.compile(r"_x000[9aAbBcCdD]_|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
# Characters that are white and no white space to a program: the empty pattern of braille, fillers of Hangul.
_WHITE = "\u2800\u115f\u1160\u3164\uffa0"
_AS_SPACE = str.maketrans(dict.fromkeys(_WHITE, " "))
_LETTERS_UNSEEN = frozenset(_WHITE)
# Plain texts, compiled when first used: their character classes take a millisecond each, and few cells need them.
_LINES_OF_HAN = rf"(?<=[{HAN}])[ \t]*[\r\n]+[ \t]*(?=[{HAN}])"
# Longer texts are no number, name or date, and patterns with much in between would take long to find that out.
LONGEST = 200
# What is dropped at the end of a text; 《》 and （） belong to it.
EDGE = "。；、;,，"
DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−－", "-"))
_COMPARED = DASHES | str.maketrans("〔〕•∙‧・･⋅·․", "[]········")
WIDE = {code: code - 0xFEE0 for first, last in ("０９", "ＡＺ", "ａｚ") for code in range(ord(first), ord(last) + 1)}


def typed_text(value: Value) -> str:
    """What was typed, as text: a whole number without '.0', a date as YYYY-MM-DD, '' for a blank cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    return str(value)


def visible(text: str) -> str:
    """The text as a person sees it: without invisible and control characters and without white space at the ends."""
    return _CONTROL.sub("", _INVISIBLE.sub("", white_as_space(text))).strip()


def unseen(text: str) -> int:
    """How many characters of the text nobody sees: zero width, direction marks, control characters, what looks
    like a space and is none; not white space."""
    return len(_INVISIBLE.findall(text)) + len(_CONTROL.findall(text)) + sum(map(text.count, _WHITE))


def letters_only(text: str) -> bool:
    """Whether the text is of letters and digits that are seen: str.isalnum takes a filler of Hangul for a letter."""
    # Of the fillers, these four are letters to Python; looking for each is faster than comparing sets.
    return text.isalnum() and (
        text.isascii() or not ("\u115f" in text or "\u1160" in text or "\u3164" in text or "\uffa0" in text)
    )


def is_simple(text: str) -> bool:
    """Whether the text is of letters and digits that are seen and have no other form."""
    return letters_only(text) and unicodedata.is_normalized("NFKC", text)


def white_as_space(text: str) -> str:
    """The text with plain spaces for characters that only look like one: U+2800, U+3164 and the like."""
    return text if _LETTERS_UNSEEN.isdisjoint(text) else text.translate(_AS_SPACE)


def lines(text: str) -> str:
    """The text without invisible characters, control characters as spaces; its white space as it is."""
    return _CONTROL.sub(" ", _INVISIBLE.sub("", white_as_space(text)))


@lru_cache(maxsize=8192)
def clean(text: str) -> str:
    """The text without invisible and control characters, white space folded, lines of Han joined.

    White space between Han is dropped where the text is of nothing but Han: it was for looks. In mixed text it stays.
    """
    if letters_only(text):
        return text
    text = lines(text)
    pieces = text.split()
    if len(pieces) < 2:
        return "".join(pieces)
    if all(map(all_han, pieces)):
        return "".join(pieces)
    return " ".join((re.sub(_LINES_OF_HAN, "", text) if "\n" in text or "\r" in text else text).split())


def key(text: str) -> str:
    """For comparing only: compatibility forms, dashes, dots and brackets unified, no white space, no case."""
    if is_simple(text):
        lower = text.lower()
        return text if lower == text else lower  # the same object: thousands of units' names are kept by their keys
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", clean(text)).translate(_COMPARED)).lower()


def trimmed(text: str) -> str:
    """The text without the punctuation at its end and without the apostrophe that forced it to be text."""
    if text.startswith("'") and text.count("'") == 1:  # kept by some programs
        text = text[1:]
    end = len(text)
    while end and (text[end - 1] in EDGE or text[end - 1].isspace()):
        end -= 1
    return text[:end].strip() or text.rstrip(EDGE).strip() or text


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """Free text as it goes into the summary: cleaned, without punctuation at its end, letters and digits half-width.

    Punctuation keeps its width: officials write （） and ：.
    """
    # What went from the end may have been all that was not Han.
    return clean(trimmed(clean(text).translate(WIDE)))
