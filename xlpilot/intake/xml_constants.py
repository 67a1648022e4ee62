"""Small parts of a round's files that differ in a few plain words only: parsed once, with marks for these words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

_MARK = "xlpilot.constant.%d."
_ANY_MARK = _MARK.partition("%")[0].encode()
WORD = rb"[-0-9A-Za-z|_ ]{1,400}+"  # what the words may consist of: it means nothing to XML and holds no mark


def set_apart(content: bytes, pattern: re.Pattern[bytes]) -> tuple[bytes, list[str]]:
    """A part with marks in place of words, and the words: those that the pattern's second group gives.

    The groups are: what stands before the word, the word (a `WORD`), what stands behind it.
    """
    pieces = pattern.split(content)
    if len(pieces) == 1 or _ANY_MARK in content:
        return content, []
    words = [word.decode("ascii") for word in pieces[2::4]]
    pieces[2::4] = [(_MARK % number).encode() for number in range(len(words))]
    return b"".join(pieces), words


def put_back(texts: Mapping[str, str], words: Sequence[str]) -> dict[str, str]:
    """The texts that were parsed, with words in place of marks that are the whole of a text."""
    marks = {_MARK % number: word for number, word in enumerate(words)}
    return {name: marks.get(text, text) for name, text in texts.items()}
