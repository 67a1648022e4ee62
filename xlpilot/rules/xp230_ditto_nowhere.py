"""XP230 “同上”的上面没有内容。

为什么：“同上”要靠上一行才知道是什么；第一行、分类标题和合计之后没有上一行，猜不出来。
错误：负责人 = 同上（第一行）
正确：负责人 = 王小明
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlpilot.findings import Severity
from xlpilot.rules.base import Asked, Fault, Rule, Scope, as_series
from xlpilot.rules.excel import DITTO

if TYPE_CHECKING:
    import pandas as pd


_SIGNS = frozenset(DITTO)


def applies(asked: Asked) -> bool:
    """Asked of required fields: elsewhere such a word is kept as it is, with a remark."""
    return asked.field.constraints.required


def holds(asked: Asked, column: pd.Series) -> pd.Series:
    """True unless the cell says 'as above' and there is nothing above to take."""
    return as_series(column, [value is not Fault.DITTO and value not in _SIGNS for value in column.tolist()])


# No Excel face of its own: on the sheet such a cell is as good as blank (XP201).
RULE = Rule(
    "XP230",
    "ditto-nowhere",
    Scope.CELL,
    Severity.ERROR,
    __doc__,
    message="“{title}”填的是“{value}”，上面没有可以照抄的内容",
    fix="请写全，不写“同上”",
    applies=applies,
    holds=holds,
)
