"""XP207 公式没有算过。

为什么：由程序导出的表里，公式可能没有结果；看起来是空白，其实内容丢了。
错误：申报单位 = 一个没有结果的公式
正确：申报单位 = 衡南县第一中学
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
    """True unless the cell holds a formula whose result is not in the file."""
    return free_of(column, Fault.UNCALCULATED)


# No Excel face: inside a spreadsheet program every formula has a result.
RULE = Rule(
    "XP207",
    "formula-uncalculated",
    Scope.CELL,
    Severity.ERROR,
    __doc__,
    message="“{title}”是公式，文件里没有它的结果",
    fix="请用 WPS 或 Excel 打开、保存后再报；最好直接填写内容",
    applies=applies,
    holds=holds,
)
