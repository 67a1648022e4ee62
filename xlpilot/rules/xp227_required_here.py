"""XP227 这种情形必填的没有填。

为什么：另一项填了某些内容时，这一项就必不可少。
错误：采购类型 = 硬件，设备型号 = （空白）
正确：采购类型 = 硬件，设备型号 = ABC-86
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlpilot.findings import Severity
from xlpilot.rules import excel
from xlpilot.rules.base import Asked, Cells, Rule, Scope, blank
from xlpilot.rules.when import said, true_where, when_formula

if TYPE_CHECKING:
    import pandas as pd


def applies(asked: Asked) -> bool:
    """Asked of fields with required_when."""
    return bool(asked.field.required_when)


def holds_beside(asked: Asked, column: pd.Series, frame: pd.DataFrame) -> pd.Series:
    """True where something is there, or the other fields do not ask for it."""
    return ~blank(column) | ~true_where(asked.field.required_when, frame, column)


def formula(asked: Asked, cells: Cells) -> str:
    """TRUE where the cell is filled, or the other cells do not ask for it."""
    return f"IF({when_formula(asked.field.required_when, cells)},{excel.filled(cells.text)},TRUE)"


def details(asked: Asked, value: str) -> dict[str, str]:
    """When it is required."""
    return {"when": said(asked.field.required_when, asked.titles)}


RULE = Rule(
    "XP227",
    "required-here",
    Scope.CELL,
    Severity.ERROR,
    __doc__,
    message="{when}时，“{title}”必填，这里没有填",
    fix="请填写“{title}”",
    applies=applies,
    holds_beside=holds_beside,
    formula=formula,
    hint="{title}未填（{when}时必填）",
    details=details,
)
