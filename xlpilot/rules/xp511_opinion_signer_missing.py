"""XP511 意见没有负责人。

为什么：不知道意见是谁签的。
错误：单位意见的负责人 = （空白）
正确：单位意见的负责人 = 王小明
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
    """Asked of the signers of opinion boxes."""
    return isinstance(asked.field, OpinionField) and asked.field.part is Part.SIGNER


def holds(asked: Asked, column: pd.Series) -> pd.Series:
    """True where something is there; words that mean 'nothing' are blank."""
    return ~blank(column)


def formula(asked: Asked, cells: Cells) -> str:
    """TRUE where the cell's text is more than a word that means 'nothing'."""
    return filled(cells.text)


RULE = Rule(
    "XP511",
    "opinion-signer-missing",
    Scope.CELL,
    Severity.ERROR,
    __doc__,
    message="“{title}”没有填",
    fix="请填写负责人姓名；纸质件仍须签名盖章",
    applies=applies,
    holds=holds,
    formula=formula,
    hint="{title}没有填",
)
