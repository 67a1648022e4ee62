"""XP203 电话号码不对。

为什么：号码错一位，市局就联系不上人；丢了的数字谁也猜不出来。
错误：负责人手机号码 = 1380013（只有7位），1.38E+10
正确：负责人手机号码 = 13800138000
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xlpilot.findings import Severity
from xlpilot.rules import excel
from xlpilot.rules.base import Asked, Cells, Rule, Scope, each

if TYPE_CHECKING:
    import pandas as pd

MOBILE = re.compile(r"1[3-9][0-9]{9}")
LANDLINE = re.compile(r"0[1-9][0-9]{1,2}-[2-9][0-9]{6,7}(-[0-9]{1,6})?")


def applies(asked: Asked) -> bool:
    """Asked of mobile and telephone fields."""
    return asked.field.format in ("cn-mobile", "cn-phone")


def holds(asked: Asked, column: pd.Series) -> pd.Series:
    """True where it is a mobile number or a landline number with area code, in the written form of normalisation.

    A landline in a mobile field is another rule's matter (XP212). Several numbers are joined by '、'.
    """
    return each(column, lambda text: all(MOBILE.fullmatch(n) or LANDLINE.fullmatch(n) for n in text.split("、")))


def formula(asked: Asked, cells: Cells) -> str:
    """TRUE for one or more numbers in exactly the written form of normalisation."""
    return excel.phones(cells.cell, excel.most_phones(asked.field.constraints.max_length))


def details(asked: Asked, value: str) -> dict[str, str]:
    """How many digits there are, and how it is to be written."""
    short = "应为11位" if asked.field.format == "cn-mobile" else "应为11位手机号码或带区号的座机"
    if re.fullmatch(r"\s*[0-9]+(\.[0-9]+)?[eE][+＋]?[0-9]+\s*", value):
        return {"what": "已变成科学记数，数字丢了", "how": "把单元格设为文本，再填11位手机号码", "short": short}
    digits = sum(character.isdigit() for character in value)
    if asked.field.format == "cn-mobile":
        what, how = f"有{digits}位数字，手机号码应为11位、以13至19开头", "填11位手机号码"
    else:
        what, how = f"有{digits}位数字，不是完整的电话号码", "填11位手机号码，或带区号的座机，如 0734-8123456"
    return {"what": what, "how": how, "short": short}


RULE = Rule(
    "XP203",
    "phone-malformed",
    Scope.CELL,
    Severity.ERROR,
    __doc__,
    message="“{title}”填的是“{value}”，{what}",
    fix="请{how}",
    applies=applies,
    holds=holds,
    formula=formula,
    hint="{title}{short}",
    details=details,
)
