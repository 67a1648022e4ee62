"""XP209 日期不对。

为什么：看不出是哪一天的日期不能用来核对时间。
错误：填报日期 = 2018.2.30
正确：填报日期 = 2018年9月10日
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from xlpilot.findings import Severity
from xlpilot.rules.base import Asked, Cells, Fault, Rule, Scope

if TYPE_CHECKING:
    import pandas as pd

# Serials 40000 to 50000: a bare number in that range is surely a date, and the sheet tests the serial.
_FIRST, _LAST = dt.date(2009, 7, 6), dt.date(2036, 11, 21)


def applies(asked: Asked) -> bool:
    """Asked of dates."""
    return asked.field.type == "date"


def holds(asked: Asked, column: pd.Series) -> pd.Series:
    """True for a date from 2009-07-06 to 2036-11-21; text that could not be read as a date breaks the rule."""

    def good(value: object) -> bool:
        if value is None or isinstance(value, Fault):
            return True
        return isinstance(value, dt.date) and _FIRST <= value <= _LAST

    return column.map(good).astype(bool)


def formula(asked: Asked, cells: Cells) -> str:
    """TRUE for a date serial from 40000 to 50000."""
    return f"IF(ISNUMBER({cells.cell}),AND({cells.cell}>=40000,{cells.cell}<50001),FALSE)"


RULE = Rule(
    "XP209",
    "date-malformed",
    Scope.CELL,
    Severity.ERROR,
    __doc__,
    message="“{title}”填的是“{value}”，看不出是哪一天",
    fix="请写成 2018-9-10 这样的日期",
    applies=applies,
    holds=holds,
    formula=formula,
    hint="{title}不是日期",
)
