"""XP206 单元格是错误值。

为什么：#REF!、#N/A 等说明公式坏了，原来的内容已经不在表里。
错误：负责人 = #REF!
正确：负责人 = 王小明
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlpilot.findings import Severity
from xlpilot.rules.base import Asked, Cells, Fault, Rule, Scope, free_of
from xlpilot.rules.excel import no_error_text

if TYPE_CHECKING:
    import pandas as pd


def applies(asked: Asked) -> bool:
    """Asked of every field."""
    return True


def holds(asked: Asked, column: pd.Series) -> pd.Series:
    """True unless the cell holds an Excel error."""
    return free_of(column, Fault.ERROR)


def formula(asked: Asked, cells: Cells) -> str:
    """TRUE unless ISERROR, and unless the text is that of an error; of options and numbers, other rules tell that."""
    if asked.options or asked.field.format in ("cn-mobile", "cn-phone"):
        return f"NOT(ISERROR({cells.text}))"
    return f"IF(ISERROR({cells.text}),FALSE,{no_error_text(cells.text)})"


RULE = Rule(
    "XP206",
    "error-value",
    Scope.CELL,
    Severity.ERROR,
    __doc__,
    message="“{title}”是错误值 {value}，真正的内容不在表里",
    fix="请删除公式，直接填写内容",
    applies=applies,
    holds=holds,
    formula=formula,
    hint="{title}是错误值",
)
