"""XP224 超出范围。

为什么：过大过小的数多半是写错了单位或多打少打了一位。
错误：完成比例（%） = 850
正确：完成比例（%） = 85
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
    """Asked of numbers with a minimum or a maximum."""
    limits = asked.field.constraints
    return asked.field.is_number and (limits.minimum is not None or limits.maximum is not None)


def holds(asked: Asked, column: pd.Series) -> pd.Series:
    """True within the limits, both inclusive; what is no number is another rule's."""
    limits = asked.field.constraints
    low = None if limits.minimum is None else Decimal(str(limits.minimum))
    high = None if limits.maximum is None else Decimal(str(limits.maximum))

    def within(value: object) -> bool:
        if not isinstance(value, int | Decimal):
            return True
        return (low is None or value >= low) and (high is None or value <= high)

    return passing(column, within)


def formula(asked: Asked, cells: Cells) -> str:
    """TRUE within the limits, and where the cell is no number."""
    limits, number = asked.field.constraints, excel.number(cells.cell, cells.text)
    tests = []
    if limits.minimum is not None:
        tests.append(f"{number}>={limits.minimum:.15g}")
    if limits.maximum is not None:
        tests.append(f"{number}<={limits.maximum:.15g}")
    return f"IFERROR(AND({','.join(tests)}),TRUE)"


def details(asked: Asked, value: str) -> dict[str, str]:
    """The limits in words."""
    limits = asked.field.constraints
    words = [f"不小于{limits.minimum:.15g}"] if limits.minimum is not None else []
    words += [f"不大于{limits.maximum:.15g}"] if limits.maximum is not None else []
    return {"limits": "、".join(words)}


RULE = Rule(
    "XP224",
    "out-of-range",
    Scope.CELL,
    Severity.ERROR,
    __doc__,
    message="“{title}”填的是“{value}”，应{limits}",
    fix="请核对数字和单位",
    applies=applies,
    holds=holds,
    formula=formula,
    hint="{title}应{limits}",
    details=details,
)
