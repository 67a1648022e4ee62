"""Whole numbers."""

from __future__ import annotations

import re

from xlpilot.intake.normalise.text import DASHES, EDGE, WIDE

_WHOLE = re.compile(r"-?[0-9]{1,15}(?:\.0+)?")
_GROUPED = re.compile(r"-?[0-9]{1,3}(?:,[0-9]{3}){1,4}")


def whole_number(text: str) -> int | str:
    """The whole number of a cleaned text, full-width or with thousands set apart or not; other text stays as it is."""
    folded = text.translate(WIDE).translate(DASHES).replace("，", ",").replace("．", ".").strip("'" + EDGE)
    if _GROUPED.fullmatch(folded):
        folded = folded.replace(",", "")
    return int(folded.partition(".")[0]) if _WHOLE.fullmatch(folded) else text
