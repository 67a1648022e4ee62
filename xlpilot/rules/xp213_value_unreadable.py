"""XP213 单元格的内容读不出来。

为什么：文件里这一格写坏了，真正的内容不知道是什么。
错误：负责人手机号码 = 一个不是数的“数字”
正确：负责人手机号码 = 13800138000
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlpilot.findings import Severity
from xlpilot.rules.base import Asked, Fault, Rule, Scope, free_of

if TYPE_CHECKING:
    import pandas as pd


def applies(asked: Asked) -> bool:
    """Asked of every field."""
    return True


def holds(asked: Asked, column: pd.Series) -> pd.Series:
    """True unless the cell is at fault in this way."""
    return free_of(column, Fault.UNREADABLE)


# No Excel face: no spreadsheet program writes such a cell.
RULE = Rule(
    "XP213",
    "value-unreadable",
    Scope.CELL,
    Severity.ERROR,
    __doc__,
    message="“{title}”这一格的内容读不出来",
    fix="请用 WPS 或 Excel 打开，核对这一格后另存再报",
    applies=applies,
    holds=holds,
)
