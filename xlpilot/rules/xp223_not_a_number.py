"""XP223 不是数字。

为什么：要相加的数只能是数字，带文字或别的单位的不能合计，换算错了比退回更糟。
错误：总投资（万元） = 约12万，或 120000元
正确：总投资（万元） = 12.5
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
    """Asked of numbers."""
    return asked.field.type == "number"


def holds(asked: Asked, column: pd.Series) -> pd.Series:
    """True for a number below 10^15; text that could not be read as one breaks the rule."""
    return passing(column, lambda value: isinstance(value, Decimal) and abs(value) < 10**excel.DIGITS)


def formula(asked: Asked, cells: Cells) -> str:
    """TRUE for a number, and for a text of 1 to 15 digits with a minus before them or not and a point among them."""
    return f"IF(ISNUMBER({cells.cell}),ABS({cells.cell})<1E+{excel.DIGITS},{excel.reads_as_number(cells.text)})"


def details(asked: Asked, value: str) -> dict[str, str]:
    """The unit, where there is one."""
    unit = asked.field.unit
    return {"measure": f"，单位是{unit}，不用写" if unit else "，不带单位和文字"}


RULE = Rule(
    "XP223",
    "not-a-number",
    Scope.CELL,
    Severity.ERROR,
    __doc__,
    message="“{title}”填的是“{value}”，不是数字",
    fix="请只填数字{measure}",
    applies=applies,
    holds=holds,
    formula=formula,
    hint="{title}应为数字",
    details=details,
)
