"""XP512 意见没有日期。

为什么：日期用来核对先后：单位在前，县市区教育局在后，都不晚于收到。
错误：单位意见的日期 = 　年　月　日
正确：单位意见的日期 = 2018年9月3日
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlpilot.findings import Severity
from xlpilot.rounds.model import OpinionField, Part
from xlpilot.rules.base import Asked, Cells, Rule, Scope, blank
from xlpilot.rules.excel import filled

if TYPE_CHECKING:
    import pandas as pd


def applies(asked: Asked) -> bool:
    """Asked of the days of opinion boxes."""
    return isinstance(asked.field, OpinionField) and asked.field.part is Part.DAY


def holds(asked: Asked, column: pd.Series) -> pd.Series:
    """True where something is there; what the form prints to be filled (年 月 日) is blank."""
    return ~blank(column)


def formula(asked: Asked, cells: Cells) -> str:
    """TRUE where the cell's text is more than a word that means 'nothing'."""
    return filled(cells.text)


RULE = Rule(
    "XP512",
    "opinion-day-missing",
    Scope.CELL,
    Severity.ERROR,
    __doc__,
    message="“{title}”没有填",
    fix="请填写日期，如 2018-9-3",
    applies=applies,
    holds=holds,
    formula=formula,
    hint="{title}没有填",
)
