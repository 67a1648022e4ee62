"""Numbers, whole and with decimals."""

from __future__ import annotations

import re
from decimal import Decimal

from xlpilot.intake.normalise.text import DASHES, EDGE, WIDE

_WHOLE = re.compile(r"-?[0-9]{1,15}(?:\.0+)?")
_DECIMALS = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?")
_GROUPED_DECIMALS = re.compile(r"-?[0-9]{1,3}(?:,[0-9]{3}){1,4}(?:\.[0-9]{1,15})?")
_GROUPED = re.compile(r"-?[0-9]{1,3}(?:,[0-9]{3}){1,4}")


def whole_number(text: str, unit: str = "") -> int | str:
    """The whole number of a cleaned text, full-width or with thousands set apart or not; other text stays as it is.

    The field's own `unit` may stand behind it; no other does.
    """
    folded = _folded(text, unit)
    if _GROUPED.fullmatch(folded):
        folded = folded.replace(",", "")
    return int(folded.partition(".")[0]) if _WHOLE.fullmatch(folded) else text


def number(text: str, unit: str = "") -> Decimal | str:
    """The number of a cleaned text, as `whole_number`, with decimals or not; other text stays as it is."""
    folded = _folded(text, unit)
    if _GROUPED_DECIMALS.fullmatch(folded):
        folded = folded.replace(",", "")
    return _tidy(Decimal(folded)) if _DECIMALS.fullmatch(folded) else text


def _tidy(value: Decimal) -> Decimal:
    """Without zeros at the end, and written out: 12.50 and 12.5 are one, 1E+3 is 1000."""
    tidy = value.normalize()
    return tidy.quantize(Decimal(1)) if tidy == tidy.to_integral_value() else tidy


def _folded(text: str, unit: str) -> str:
    folded = text.translate(WIDE).translate(DASHES).replace("，", ",").replace("．", ".").strip("'" + EDGE)
    if unit and folded.endswith(unit):
        folded = folded.removesuffix(unit).rstrip()
    return folded
