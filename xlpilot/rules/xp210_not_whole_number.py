"""XP210 不是整数。

为什么：要相加的数只能是数字，带单位、文字或小数的不能合计。
错误：学生数 = 约1200人
正确：学生数 = 1200
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlpilot.findings import Severity
from xlpilot.rules import excel
from xlpilot.rules.base import Asked, Cells, Fault, Rule, Scope

if TYPE_CHECKING:
    import pandas as pd

# Beyond, spreadsheets no longer know every digit.
DIGITS = 15


def applies(asked: Asked) -> bool:
    """Asked of whole numbers."""
    return asked.field.type == "integer"


def holds(asked: Asked, column: pd.Series) -> pd.Series:
    """True for a whole number of 15 digits at most; text that could not be read as one breaks the rule."""

    def good(value: object) -> bool:
        if value is None or isinstance(value, Fault) or (isinstance(value, str) and not value.strip()):
            return True
        return isinstance(value, int) and not isinstance(value, bool)

    return column.map(good).astype(bool)


def formula(asked: Asked, cells: Cells) -> str:
    """TRUE for a whole number, and for a text of 1 to 15 digits, a minus before them or not."""
    written = f'SUBSTITUTE({excel.masked(cells.text)},"-","",1)'
    leading = f'OR(ISERROR(FIND("-",{cells.text})),EXACT(LEFT({cells.text},1),"-"))'
    zeros = f'EXACT({written},REPT("0",LEN({written}))),LEN({written})>0,LEN({written})<={DIGITS}'
    number = f"ABS({cells.cell})<1E+{DIGITS},INT({cells.cell})={cells.cell}"
    return f"IF(ISNUMBER({cells.cell}),AND({number}),AND({zeros},{leading}))"


RULE = Rule(
    "XP210",
    "not-whole-number",
    Scope.CELL,
    Severity.ERROR,
    __doc__,
    message="“{title}”填的是“{value}”，不是整数",
    fix="请只填数字，不带单位和文字",
    applies=applies,
    holds=holds,
    formula=formula,
    hint="{title}应为整数",
)
