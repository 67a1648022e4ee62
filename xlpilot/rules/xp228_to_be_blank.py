"""XP228 这种情形应空着的填了。

为什么：另一项填了某些内容时，这一项没有意义；填了多半是两项中有一项填错。
错误：采购类型 = 服务，设备型号 = ABC-86
正确：采购类型 = 服务，设备型号 = （空白）
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlpilot.findings import Severity
from xlpilot.rules.base import Asked, Cells, Rule, Scope, silent
from xlpilot.rules.when import said, true_where, when_formula

if TYPE_CHECKING:
    import pandas as pd


def applies(asked: Asked) -> bool:
    """Asked of fields with blank_when."""
    return bool(asked.field.blank_when)


def holds_beside(asked: Asked, column: pd.Series, frame: pd.DataFrame) -> pd.Series:
    """True where nothing is there, or the other fields do not forbid it."""
    return silent(column) | ~true_where(asked.field.blank_when, frame, column)


def formula(asked: Asked, cells: Cells) -> str:
    """TRUE where the other cells do not forbid it; a blank cell is not asked."""
    return f"NOT({when_formula(asked.field.blank_when, cells)})"


def details(asked: Asked, value: str) -> dict[str, str]:
    """When it is to be blank."""
    return {"when": said(asked.field.blank_when, asked.titles)}


RULE = Rule(
    "XP228",
    "to-be-blank",
    Scope.CELL,
    Severity.ERROR,
    __doc__,
    message="{when}时，“{title}”应空着，这里填的是“{value}”",
    fix="请清空“{title}”，或改正它所依据的那一项",
    applies=applies,
    holds_beside=holds_beside,
    formula=formula,
    hint="{title}应空着（{when}时）",
    details=details,
)
