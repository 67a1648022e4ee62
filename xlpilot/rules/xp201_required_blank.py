"""XP201 必填项没有填。

为什么：缺了这一项，汇总表里这一行就不完整。
错误：负责人手机号码 = （空白），或“无”“待定”“见附件”
正确：负责人手机号码 = 13800138000
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlpilot.findings import Severity
from xlpilot.rules.base import Asked, Cells, Rule, Scope, blank
from xlpilot.rules.excel import filled

if TYPE_CHECKING:
    import pandas as pd


def applies(asked: Asked) -> bool:
    """Asked of required fields that the clerk fills."""
    return asked.field.constraints.required


def holds(asked: Asked, column: pd.Series) -> pd.Series:
    """True where something is there; words that mean 'nothing' are blank after normalisation."""
    return ~blank(column)


def formula(asked: Asked, cells: Cells) -> str:
    """TRUE where the cell holds more than spaces or a word that means 'nothing'."""
    return filled(cells.text)


def details(asked: Asked, value: str) -> dict[str, str]:
    """What stands there instead, where something does."""
    return {"typed": f"（填的是“{value}”，等于没有填）" if value.strip() else ""}


RULE = Rule(
    "XP201",
    "required-blank",
    Scope.CELL,
    Severity.ERROR,
    __doc__,
    message="“{title}”没有填{typed}",
    fix="请填写“{title}”",
    applies=applies,
    holds=holds,
    formula=formula,
    hint="{title}未填",
    details=details,
)
