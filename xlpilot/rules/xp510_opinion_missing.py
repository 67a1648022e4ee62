"""XP510 意见没有写。

为什么：申请表要经单位和县市区教育局出具意见，缺了不能受理。
错误：单位意见 = （空白）
正确：单位意见 = 同意申报
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
    """Asked of the words of opinion boxes."""
    return isinstance(asked.field, OpinionField) and asked.field.part is Part.WORDS


def holds(asked: Asked, column: pd.Series) -> pd.Series:
    """True where something is there; words that mean 'nothing' are blank."""
    return ~blank(column)


def formula(asked: Asked, cells: Cells) -> str:
    """TRUE where the cell's text is more than a word that means 'nothing'."""
    return filled(cells.text)


RULE = Rule(
    "XP510",
    "opinion-missing",
    Scope.CELL,
    Severity.ERROR,
    __doc__,
    message="“{title}”没有填",
    fix="请在框里写明意见，如“同意申报”",
    applies=applies,
    holds=holds,
    formula=formula,
    hint="{title}没有填",
)
