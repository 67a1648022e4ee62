"""A closed list's option, by number, name, other name or tick."""

from __future__ import annotations

from collections.abc import Sequence

from xlpilot.intake.normalise.text import clean
from xlpilot.rounds.model import Category
from xlpilot.rules.choice import read


def category(text: str, options: Sequence[Category]) -> str:
    """The option's canonical name where number, name, alias or tick lead to exactly one; else the cleaned text.

    A number and a name that disagree, two options in one cell, no tick or several lead nowhere: see rules/choice.py.
    """
    cleaned = clean(text)
    found = read(cleaned, options).option
    return found.name if found else cleaned
