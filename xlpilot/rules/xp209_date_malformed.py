"""XP209 日期不对。

为什么：看不出是哪一天的日期不能用来核对时间。
错误：填报日期 = 2018.2.30
正确：填报日期 = 2018年9月10日
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from xlpilot.findings import Severity
from xlpilot.rules import excel
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
    """TRUE for a date serial from 40000 to 50000, and for a text of the form 2018-09-10 that names such a day."""
    cell = cells.cell
    year, month, day = f"MID({cell},1,4)", f"MID({cell},6,2)", f"MID({cell},9,2)"
    serial = f"DATE({year},{month},{day})"
    form = f"EXACT({excel.masked(cell)},{excel.text('0000-00-00')})"
    real = f"MONTH({serial})={month}+0,DAY({serial})={day}+0,{serial}>=40000,{serial}<=50000"
    written = f"IF({form},IFERROR(AND({real}),FALSE),FALSE)"
    return f"IF(ISNUMBER({cell}),AND({cell}>=40000,{cell}<=50000),{written})"


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
    hint="{title}应为日期，如 2018-9-10",
)
