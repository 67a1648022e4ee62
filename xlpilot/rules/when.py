"""A condition on other fields of the same row, in its three faces: pandas, Excel, Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from xlpilot.rounds.model import ANY, When
from xlpilot.rules import excel
from xlpilot.rules.base import Cells, as_series, texts

if TYPE_CHECKING:
    import pandas as pd

_BETWEEN = "、"


def true_where(when: When, frame: pd.DataFrame, like: pd.Series) -> pd.Series:
    """True where every field named has one of its values, or, of several chosen, one of them is."""
    truth = [True] * len(like)
    for name, values in when.items():
        for at, text in enumerate(texts(frame[name])):
            parts = text.split(_BETWEEN)
            truth[at] &= bool(text.strip()) if ANY in values else any(value in (text, *parts) for value in values)
    return as_series(like, truth)


def when_formula(when: When, cells: Cells) -> str:
    """TRUE where every cell named has one of its values; not in an array formula."""
    tests = []
    for name, values in when.items():
        text = cells.texts[name]
        if ANY in values:
            tests.append(excel.filled(text))
        else:
            found = [
                f"ISNUMBER(FIND({excel.text(f'、{value}、')},{excel.text('、')}&{text}&{excel.text('、')}))"
                for value in values
            ]
            tests.append(found[0] if len(found) == 1 else f"OR({','.join(found)})")
    return tests[0] if len(tests) == 1 else f"AND({','.join(tests)})"


def said(when: When, titles: Mapping[str, str]) -> str:
    """The condition in words."""
    words = [
        f"填了“{titles.get(name, name)}”" if ANY in values else f"“{titles.get(name, name)}”为“{'”或“'.join(values)}”"
        for name, values in when.items()
    ]
    return "且".join(words)
