"""XP209 日期不对。

为什么：看不出是哪一天的日期不能用来核对时间。
错误：填报日期 = 2018.2.30
正确：填报日期 = 2018年9月10日
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from xlpilot.findings import Severity
from xlpilot.rules import excel
from xlpilot.rules.base import Asked, Cells, Fault, Rule, Scope

if TYPE_CHECKING:
    import pandas as pd

# Serials 40000 to 50000: a bare number in that range is surely a date, and the sheet tests the serial.
_FIRST_SERIAL, _LAST_SERIAL = 40000, 50000
_EPOCH = dt.date(1899, 12, 30)
_FIRST = _EPOCH + dt.timedelta(days=_FIRST_SERIAL)

# Texts that normalisation makes of dates that are no day: a month, a span, a month that is one of two.
_COARSE = re.compile(r"([0-9]{4}-[0-9]{2}(?:-[0-9]{2})?)(?:至([0-9]{4}-[0-9]{2}(?:-[0-9]{2})?))?")
_EITHER = re.compile(r"([0-9]{4})年1月或10月")


def applies(asked: Asked) -> bool:
    """Asked of dates."""
    return asked.field.type == "date"


def holds(asked: Asked, column: pd.Series) -> pd.Series:
    """True for a date from 2009-07-06 to a year after the deadline, and for a month or a span that begins in it.

    Other text, which could not be read as a date, breaks the rule.
    """
    last = _last(asked)

    def good(value: object) -> bool:
        if value is None or isinstance(value, Fault):
            return True
        if isinstance(value, dt.date):
            return _FIRST <= value <= last
        begins = _begins(str(value))
        return begins is not None and _FIRST.replace(day=1) <= begins <= last

    return column.map(good).astype(bool)


def _begins(text: str) -> dt.date | None:
    """The first day of a month or a span; None where the text is neither."""
    if either := _EITHER.fullmatch(text):
        return dt.date(int(either[1]) or 1, 1, 1)
    found = _COARSE.fullmatch(text)
    if not found or (found[2] is None and len(text) > len("2018-09")):
        return None
    try:
        first, _ = (
            dt.date.fromisoformat(part if len(part) > len("2018-09") else f"{part}-01")
            for part in (found[1], found[2] or found[1])
        )
    except ValueError:
        return None
    return first


def _last(asked: Asked) -> dt.date:
    last = _EPOCH + dt.timedelta(days=_LAST_SERIAL)
    return min(last, asked.latest) if asked.latest else last


def formula(asked: Asked, cells: Cells) -> str:
    """TRUE for a date serial from 40000 to the last day's, and for a text of the form 2018-09-10 that names such a day.

    A month or a span is a complaint of the sheet, not of the office, which says what it made of it (XP216).
    """
    cell, last = cells.cell, (_last(asked) - _EPOCH).days
    year, month, day = f"MID({cell},1,4)", f"MID({cell},6,2)", f"MID({cell},9,2)"
    serial = f"DATE({year},{month},{day})"
    form = f"EXACT({excel.masked(cell)},{excel.text('0000-00-00')})"
    real = f"MONTH({serial})={month}+0,DAY({serial})={day}+0,{serial}>={_FIRST_SERIAL},{serial}<={last}"
    written = f"IF({form},IFERROR(AND({real}),FALSE),FALSE)"
    return f"IF(ISNUMBER({cell}),AND({cell}>={_FIRST_SERIAL},{cell}<={last}),{written})"


def details(asked: Asked, value: str) -> dict[str, str]:
    """Whether no day can be made out, or the day is too far away."""
    last = _last(asked)
    written = re.fullmatch(r"([0-9]{4})\D([0-9]{1,2})\D([0-9]{1,2})\D?", value.strip())
    try:
        far = written is not None and not _FIRST <= dt.date(*map(int, written.groups())) <= last
    except ValueError:
        far = False
    return {"what": f"不在{_FIRST.isoformat()}至{last.isoformat()}之间" if far else "看不出是哪一天"}


RULE = Rule(
    "XP209",
    "date-malformed",
    Scope.CELL,
    Severity.ERROR,
    __doc__,
    message="“{title}”填的是“{value}”，{what}",
    fix="请写成 2018-9-10 这样的日期",
    applies=applies,
    holds=holds,
    formula=formula,
    hint="{title}应为日期，如 2018-9-10",
    details=details,
)
