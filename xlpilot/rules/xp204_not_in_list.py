"""XP204 不在下拉列表中。

为什么：汇总按选项分组，写法不同就会分成两组；猜错了类别比退回重填更糟。
错误：申报类别 = 智慧课堂，①区域智慧教育
正确：申报类别 = 区域智慧教育
"""

from __future__ import annotations

import difflib
from functools import lru_cache
from typing import TYPE_CHECKING

from xlpilot.findings import Severity
from xlpilot.rules.base import Asked, Cells, Rule, Scope, each
from xlpilot.rules.choice import Why, read, simplified

if TYPE_CHECKING:
    import pandas as pd

# Measured on the 2018 categories: real typos score at least .75 and lead the next option by .20.
_ALIKE, _LEAD = 0.75, 0.20
_LONGEST = 100
_HOW = {
    Why.DISAGREE: "序号和名称对不上，请从该单元格的下拉列表中选择一项",
    Why.SEVERAL: "一个项目只能填一个类别：请分成两行，或只留一个",
    Why.UNTICKED: "没有勾选任何一项，请从该单元格的下拉列表中选择一项",
    Why.TICKS: "勾选了不止一项；一个项目只能选一个类别",
    Why.UNCLEAR: "看不出勾的是哪一项，请从该单元格的下拉列表中选择一项",
}


def applies(asked: Asked) -> bool:
    """Asked of fields in which one option of a closed list is chosen."""
    return bool(asked.options) and asked.field.type != "list"


def holds(asked: Asked, column: pd.Series) -> pd.Series:
    """True where the cell is one of the options, exactly; numbers and aliases were turned into names before."""
    names = frozenset(asked.names)
    return each(column, lambda text: text in names)


def formula(asked: Asked, cells: Cells) -> str:
    """TRUE where the cell equals one of the options on the hidden sheet, exactly but for spaces at its ends."""
    return f"SUMPRODUCT(--EXACT(TRIM({cells.cell}),{cells.options}))>0"


def suggestion(asked: Asked, value: str) -> str:
    """The one option that was probably meant, '' where none stands out. To be confirmed by a person, never taken.

    Likeness is that to the option's name or its likest alias, traditional characters aside.
    """
    typed = simplified(value[:_LONGEST])
    scores = sorted(
        (
            (max(_likeness(typed, simplified(word)) for word in (option.name, *option.aliases)), option.name)
            for option in asked.options
        ),
        reverse=True,
    )
    if not scores or scores[0][0] < _ALIKE or (len(scores) > 1 and scores[0][0] - scores[1][0] < _LEAD):
        return ""
    return scores[0][1]


def unknown(asked: Asked, value: str) -> bool:
    """Whether a value leads to no option for no other reason than that it is none's name: see `Why`."""
    return read(value.strip(), asked.options).why is Why.UNKNOWN


@lru_cache(4096)
def _likeness(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one, other).ratio()


def details(asked: Asked, value: str) -> dict[str, str]:
    """Why no option could be taken; the likely one, as a question; else all of them."""
    why = read(value.strip(), asked.options).why
    if why in _HOW:
        return {"how": _HOW[why]}
    likely = suggestion(asked, value)
    if likely:
        return {"how": f"是不是“{likely}”？请从该单元格的下拉列表中选择"}
    return {"how": f"请从该单元格的下拉列表中选择一项：{'、'.join(asked.names)}"}


RULE = Rule(
    "XP204",
    "not-in-list",
    Scope.CELL,
    Severity.ERROR,
    __doc__,
    message="“{title}”填的是“{value}”，不在下拉列表中",
    fix="{how}",
    applies=applies,
    holds=holds,
    formula=formula,
    hint="{title}请从下拉列表选",
    details=details,
)
