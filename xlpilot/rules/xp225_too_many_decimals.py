"""XP225 小数位数过多。

为什么：位数比规定的多，多半是由公式算出来没有取整的，汇总时各处取整不同，合计就对不上。
错误：总投资（万元） = 12.345678
正确：总投资（万元） = 12.35
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from xlpilot.findings import Severity
from xlpilot.rules import excel
from xlpilot.rules.base import Asked, Cells, Rule, Scope, passing

if TYPE_CHECKING:
    import pandas as pd


def applies(asked: Asked) -> bool:
    """Asked of numbers that may have decimals."""
    return asked.field.type == "number"


def holds(asked: Asked, column: pd.Series) -> pd.Series:
    """True where rounding to the field's decimals changes nothing; what is no number is another rule's."""
    places = asked.field.decimals
    return passing(column, lambda value: not isinstance(value, Decimal) or _places(value) <= places)


def _places(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def formula(asked: Asked, cells: Cells) -> str:
    """TRUE where the number is its own rounding, and where the cell is no number."""
    number = excel.number(cells.cell, cells.text)
    return f"IFERROR(ROUND({number},{asked.field.decimals})={number},TRUE)"


def details(asked: Asked, value: str) -> dict[str, str]:
    """How many decimals there may be."""
    return {"places": f"至多{asked.field.decimals}位小数" if asked.field.decimals else "没有小数"}


RULE = Rule(
    "XP225",
    "too-many-decimals",
    Scope.CELL,
    Severity.ERROR,
    __doc__,
    message="“{title}”填的是“{value}”，应{places}",
    fix="请四舍五入后直接填数字",
    applies=applies,
    holds=holds,
    formula=formula,
    hint="{title}应{places}",
    details=details,
)
