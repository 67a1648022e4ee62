"""Cells whose value is written in one way only, read without another reader.

That is: a shared text, a text of its own, a truth value, or a number whose format is none of a date. What readers may
differ in is not plain, and left to the longer way.
"""

from __future__ import annotations

import re
from functools import lru_cache

from xlpilot.intake.grid import Value
from xlpilot.intake.scan import CELL_TEXT
from xlpilot.intake.xlsx_outline import Styles

_ATTRIBUTES = re.compile(
    r'(?: s="([0-9]{1,9}+)")?+(?: t="(s|str|n|b|inlineStr)")?+|(?: t="(s|str|n|b|inlineStr)")(?: s="([0-9]{1,9}+)")?+'
)
_ITEM = re.compile(
    r'<si><t((?: xml:space="preserve")?+>[^<]*+)</t>(?:<phoneticPr(?: [A-Za-z]++="[^"<>&]*+")*+ ?/>)?+</si>'
)
_RUN = re.compile(r'<t((?: xml:space="preserve")?+>[^<]*+)</t>')
_HEAD = re.compile(r"\s*+(?:<\?xml[^>]*+>)?+\s*+<sst[^<>]*+>")
_REFERENCE = re.compile(r"(&[^;]++;)")
_ESCAPED = re.compile(r"(?:_|&#0*+95;|&#x0*+5[fF];)[xX]")
SPACES = " \t\r\n"
_TRUTH = {"0": False, "1": True}


def unsure(text: str) -> bool:
    """Whether it holds what readers differ in: a carriage return, an escaped character, a picture in a cell."""
    escaped = "_x" in text or "_X" in text or "&#" in text
    return "\r" in text or (escaped and _ESCAPED.search(text) is not None) or "DISPIMG(" in text


def plain_texts(content: bytes) -> dict[str, str] | None:
    """Shared texts by their number as cells write it; None where any of them is not plain.

    Args:
        content: a part of shared strings that has been scanned and found without fault, which is not asked again.
    """
    text = content.decode().removeprefix("\ufeff")
    head = _HEAD.match(text)
    if head is None or unsure(text):
        return None
    end = text.rfind("</sst>")
    items: list[str] = []
    for at, piece in enumerate(_ITEM.split(text[head.end() : max(end, head.end())])):
        if at % 2:
            items.append(piece[1:].strip(SPACES) if piece[0] == ">" and "&" not in piece else own_text(piece))
        elif piece:  # items of several runs, each with a format of its own
            items += map(_runs, piece.split("</si>")[:-1])
    return dict(zip(map(str, range(len(items))), items, strict=True))


def _runs(item: str) -> str:
    return "".join(map(own_text, _RUN.findall(item.partition("<rPh")[0])))


def own_text(element: str) -> str:
    """What a t element says, from behind its name on: white space at its edges counts only where it is told to."""
    attribute, _, text = element.partition(">")
    if "&" in text:
        text = unescaped(text)
    return text if attribute else text.strip(SPACES)


def plain_value(kind: str, value: str, own: str) -> Value:
    """The value of a plain cell that is neither a number nor a shared text; None where it is blank.

    Args:
        value: what stands in its v element.
        own: its t element, as in `own_text`.

    Raises:
        LookupError, ValueError: it does not fit its kind.
    """
    if kind == "b":
        return _TRUTH[value]
    text = own_text(own) if kind == "inlineStr" else unescaped(value) if "&" in value else value
    if len(text) > CELL_TEXT:
        raise ValueError
    return text or None


def unescaped(text: str) -> str:
    """A text with its references replaced, all of which are known to be good ones."""
    return _unescaped_again(text) if len(text) > _LONG else _each_unescaped(text)


def _each_unescaped(text: str) -> str:
    pieces = _REFERENCE.split(text)
    pieces[1::2] = map(_CHARACTERS.__getitem__, pieces[1::2])
    return "".join(pieces)


_LONG = 500  # characters of a text that nobody types: what a form carries, which is the same in all files of a round
_unescaped_again = lru_cache(64)(_each_unescaped)


class _Characters(dict[str, str]):
    """Reference -> its character."""

    def __missing__(self, reference: str) -> str:
        number = reference[2:-1]
        self[reference] = character = chr(int(number[1:], 16) if number[0] == "x" else int(number))
        return character


_CHARACTERS = _Characters({"&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'"})


def kind_and_style(attributes: str, styles: Styles) -> tuple[str, int]:
    """The type of a cell, and the index of its format, -1 where it names none.

    Raises:
        LookupError: it is not plain.
    """
    match = _ATTRIBUTES.fullmatch(attributes)
    if match is None:
        raise LookupError
    kind, style = match[2] or match[3] or "n", int(match[1] or match[4] or -1)
    if kind == "n" and style >= 0 and (style in styles.dated or style >= styles.count):
        raise LookupError
    return kind, style
