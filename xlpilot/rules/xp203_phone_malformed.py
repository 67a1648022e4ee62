"""XP203 电话号码不对。

为什么：号码错一位，市局就联系不上人；丢了的数字谁也猜不出来。
错误：负责人手机号码 = 1380013（只有7位），1.38E+10
正确：负责人手机号码 = 13800138000
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import combinations
from typing import TYPE_CHECKING

from xlpilot.findings import Severity
from xlpilot.rules import excel
from xlpilot.rules.base import Asked, Cells, Rule, Scope, each

if TYPE_CHECKING:
    import pandas as pd

MOBILE = re.compile(r"1[3-9][0-9]{9}")
LANDLINE = re.compile(r"0[1-9][0-9]{1,2}-[2-9][0-9]{6,7}(-[0-9]{1,6})?")
# Well formed, but nobody's own: XP218.
SERVICE = re.compile(r"400-[0-9]{3}-[0-9]{4}|95[0-9]{3,4}")
# A number and its separator take at least so many characters; in a formula each has a field of so many.
_PHONE, _FIELD = 12, 60
# How a number may begin, and what stands for numbers that are absent; at most so many are looked at.
_BEGINNINGS, _ABSENT = "13.14.15.16.17.18.19.01.02.03.04.05.06.07.08.09", "wxyz"


def applies(asked: Asked) -> bool:
    """Asked of mobile and telephone fields."""
    return asked.field.format in ("cn-mobile", "cn-phone")


def holds(asked: Asked, column: pd.Series) -> pd.Series:
    """True where it is a mobile number or a landline number with area code, in the written form of normalisation.

    A landline in a mobile field is another rule's matter (XP212), a service number too (XP218). Several numbers are
    joined by '、'.
    """
    forms = (MOBILE, LANDLINE, SERVICE)
    return each(
        column,
        lambda text: (
            MOBILE.fullmatch(text) is not None
            or all(any(form.fullmatch(n) for form in forms) for n in text.split("、"))
        ),
    )


def formula(asked: Asked, cells: Cells) -> str:
    """TRUE for one or more numbers in exactly the written form of normalisation.

    They are joined by '、', mobile numbers come first, and none comes twice. Each is tested by its first digits and by
    its pattern, where every digit but the first is written 0; so many are looked at as fit into the field, four at
    most.
    """
    typed, most = cells.text, max(1, min(len(_ABSENT), ((asked.field.constraints.max_length or 200) + 1) // _PHONE))
    numbers, patterns = _parts(typed, range(most)), _parts(excel.masked(typed), range(most))
    shaped = f'ISNUMBER(FIND("、"&LEFT({numbers},1)&MID({patterns},2,{_FIELD})&"、",{excel.PHONES}))'
    begun = f'ISNUMBER(FIND(LEFT({numbers}&"xx",2),"{_BEGINNINGS}"))'
    after_hyphen = f'ISNUMBER(FIND(MID({numbers}&"-2",FIND("-",{numbers}&"-2")+1,1),"23456789"))'
    tests = [
        f"EXACT({typed},TRIM({cells.cell}))",
        f'SUMPRODUCT({shaped}*{begun}*{after_hyphen})=LEN({typed})-LEN(SUBSTITUTE({typed},"、",""))+1',
    ]
    if most > 1:
        # Where there are fewer numbers, something else that differs stands for those that are absent.
        padded = f'{typed}&"、{"、".join(_ABSENT[1:most])}"'
        left, right = (_parts(padded, places) for places in zip(*combinations(range(most), 2), strict=True))
        swapped = f'EXACT(LEFT({left},1),"0")*EXACT(LEFT({right},1),"1")'
        tests.append(f"SUMPRODUCT(EXACT({left},{right})+{swapped})=0")
    return f"AND({','.join(tests)})"


def _parts(expression: str, numbers: Iterable[int]) -> str:
    """The array of these numbers of a text; each is put into a field of spaces of its own."""
    starts = ",".join(str(number * _FIELD + 1) for number in numbers)
    return f'TRIM(MID(SUBSTITUTE({expression},"、",REPT(" ",{_FIELD})),{{{starts}}},{_FIELD}))'


def details(asked: Asked, value: str) -> dict[str, str]:
    """How many digits there are, and how it is to be written."""
    short = "应为11位" if asked.field.format == "cn-mobile" else "应为11位手机号码或带区号的座机"
    if re.fullmatch(r"[0-9]\.[0-9]{9,}[eE]\+[0-9]+|[0-9]{16,}\.0", value.strip()):
        return {"what": "是超过15位的数，后面的数字已经不准", "how": "把单元格设为文本，每个号码填11位", "short": short}
    if re.fullmatch(r"\s*[0-9]+(\.[0-9]+)?[eE][+＋]?[0-9]+\s*", value):
        return {"what": "已变成科学记数，数字丢了", "how": "把单元格设为文本，再填11位手机号码", "short": short}
    if re.fullmatch(r"[0-9]{7,}\.[0-9]*[1-9]", value.strip()):
        return {"what": "是带小数的数", "how": "把单元格设为文本，再填11位手机号码", "short": short}
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
