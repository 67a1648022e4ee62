"""Telephone numbers in a text: masked where people look on, left out where everybody may."""

from __future__ import annotations

import re

LEFT_OUT = "（电话略）"
# Control and direction characters of a county's text must not reach the terminal.
_UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
# As typed, so with separators, full-width digits, a digit too few or too many; a date or a code is none.
_MOBILE = re.compile(r"(?<!\d)((?:\+|00)?86[ .-]?|0)?([1１][3-9３-９](?:[ .—－-]?\d){7,12})(?!\d)")
_EXAMPLES = frozenset(("0734-8123456", "8123456"))  # in our own advice: nobody's number
_LANDLINE = re.compile(
    r"(?<!\d)([(（]?[0０][1-9１-９]\d{1,2}[)）]?[ —－-]{0,2})?"
    r"(?!20[0-3]\d[01]\d[0-3]\d(?!\d))([2-9２-９]\d)\d{3,4}(\d{2})(?!\d)"
)
# Where none may stand: as many digits in whatever dress, a day apart.
_DIGITS = re.compile(r"(?<![0-9A-Za-z])(?!20[0-3]\d[01]\d[0-3]\d(?!\d))(?:[\dOoIl][ .—－()（）-]{0,2}){7,}")


def masked(text: str) -> str:
    """The text with telephone numbers masked: 138****8000."""
    return _LANDLINE.sub(_masked_landline, _MOBILE.sub(_masked_mobile, _UNSEEN.sub("", text)))


def without_phones(text: str) -> str:
    """The text with telephone numbers left out."""
    return _DIGITS.sub(LEFT_OUT, _LANDLINE.sub(_left_out, _MOBILE.sub(LEFT_OUT, text)))


def _left_out(found: re.Match[str]) -> str:
    return "座机" if found[0] in _EXAMPLES else LEFT_OUT


def _masked_landline(found: re.Match[str]) -> str:
    return found[0] if found[0] in _EXAMPLES else f"{found[1] or ''}{found[2]}***{found[3]}"


def _masked_mobile(found: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", found[2])
    return f"{found[1] or ''}{digits[:3]}****{digits[-4:]}"
