"""XP214 同一格写了两次。

为什么：文件里同一格有两个内容，不知道哪个是真的。
错误：程序导出的表里 B6 出现两次
正确：每格只有一个内容
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
    return free_of(column, Fault.TWICE)


# No Excel face: no spreadsheet program writes such a cell.
RULE = Rule(
    "XP214",
    "cell-twice",
    Scope.CELL,
    Severity.ERROR,
    __doc__,
    message="“{title}”这一格在文件里出现了两次，内容是“{value}”或别的",
    fix="请用 WPS 或 Excel 打开，核对这一格后另存再报",
    applies=applies,
    holds=holds,
)
