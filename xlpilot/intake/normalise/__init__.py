"""From what was typed to what is meant: form is made uniform, content never guessed.

Each function takes what a cell holds and returns the value in its one written form, or, where no rule of form
leads there, the cleaned text as it is, so that a rule of the catalogue reports it. Nothing here raises.
"""

from __future__ import annotations

import math
import unicodedata
from decimal import Decimal

from xlpilot.intake.grid import Value
from xlpilot.intake.normalise.category import category
from xlpilot.intake.normalise.date import date, is_template
from xlpilot.intake.normalise.ditto import ditto
from xlpilot.intake.normalise.number import number, whole_number
from xlpilot.intake.normalise.person import person, split_person_phone
from xlpilot.intake.normalise.phone import phone
from xlpilot.intake.normalise.remarks import local_digits, noticed_in
from xlpilot.intake.normalise.several import several
from xlpilot.intake.normalise.text import (
    clean,
    is_simple,
    key,
    letters_only,
    plain,
    trimmed,
    typed_text,
    unseen,
    visible,
)
from xlpilot.rounds.model import Round
from xlpilot.rules.base import Asked, Fault
from xlpilot.rules.excel import NOTHING, error_forms

_ERRORS = error_forms()  # as text, after a copy
_ERROR_BEGINS = frozenset("#＃'")
NOTHING_AT_ALL = frozenset(word.lower() for word in NOTHING)  # in small letters
_LONGEST_NOTHING = max(map(len, NOTHING))


def normalise(asked: Asked, value: Value, round_: Round) -> object:
    """The value of a field's cell in its one written form; None where blank.

    Returns:
        Fault.ERROR for the text of an Excel error, str for other text, int for a whole number, Decimal for a number
        that may have decimals, datetime.date for a date; text where it could not be read as such, and for months and
        spans of time.
    """
    if value is None or value == "":
        return None
    typed = typed_text(value)
    cleaned = clean(typed)
    if is_nothing(cleaned):
        return None
    if cleaned[0] in _ERROR_BEGINS and trimmed(cleaned) in _ERRORS:
        return Fault.ERROR
    field = asked.field
    if field.type == "date":
        return None if is_template(cleaned) else date(value, round_.year)
    if field.type == "integer":
        return whole_number(cleaned, field.unit)
    if field.type == "number":
        return number(written(value) or cleaned, field.unit)
    if field.type == "list":
        return several(typed, asked.options)
    if asked.options:
        return category(cleaned, asked.options)
    if field.format in ("cn-mobile", "cn-phone"):
        return phone(typed, round_.area_code, local_digits(round_))
    return person(typed) if field.format == "person-name" else plain(cleaned)


def written(value: Value) -> str:
    """A number as a spreadsheet shows it, with 15 digits at most: 0.1 + 0.2 is 0.3; '' for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    return format(Decimal(format(value, ".15g")), "f") if math.isfinite(value) else ""


def is_nothing(cleaned: str) -> bool:
    """Whether a cleaned text is blank or a word that means 'nothing': 无, /, —, N/A, 待定."""
    text = plain(cleaned)
    if not text:
        return True
    # Compatibility forms may be longer than what they stand for, never shorter.
    return len(text) <= _LONGEST_NOTHING and unicodedata.normalize("NFKC", text).lower() in NOTHING_AT_ALL


__all__ = [
    "NOTHING_AT_ALL",
    "category",
    "clean",
    "date",
    "ditto",
    "is_nothing",
    "is_simple",
    "key",
    "letters_only",
    "local_digits",
    "normalise",
    "noticed_in",
    "person",
    "phone",
    "plain",
    "split_person_phone",
    "typed_text",
    "unseen",
    "visible",
    "whole_number",
]
