"""XP203 电话号码不对。

为什么：号码错一位，市局就联系不上人；丢了的数字谁也猜不出来。
错误：负责人手机号码 = 1380013（只有7位），1.38E+10
正确：负责人手机号码 = 13800138000
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from xlpilot.findings import Severity
from xlpilot.rules import excel
from xlpilot.rules.base import Asked, Cells, Rule, Scope, each

if TYPE_CHECKING:
    import pandas as pd

MOBILE = re.compile(r"1[3-9][0-9]{9}")
LANDLINE = re.compile(r"0[1-9][0-9]{1,2}-[2-9][0-9]{6,7}(-[0-9]{1,6})?")
# A number and its separator take at least so many characters; in a formula each has a field of so many.
_PHONE, _FIELD = 12, 60


def applies(asked: Asked) -> bool:
    """Asked of mobile and telephone fields."""
    return asked.field.format in ("cn-mobile", "cn-phone")


def holds(asked: Asked, column: pd.Series) -> pd.Series:
    """True where it is a mobile number or a landline number with area code, in the written form of normalisation.

    A landline in a mobile field is another rule's matter (XP212). Several numbers are joined by '、'.
    """
    return each(column, lambda text: all(MOBILE.fullmatch(n) or LANDLINE.fullmatch(n) for n in text.split("、")))


def formula(asked: Asked, cells: Cells) -> str:
    """TRUE for one or more numbers in exactly the written form of normalisation.

    They are joined by '、', mobile numbers come first, and none comes twice. Each is tested by its first digits and by
    its pattern, where every digit is written 0; so many are looked at as fit into the field, four at most.
    """
    cell, most = f"TRIM({cells.cell})", max(1, min(4, ((asked.field.constraints.max_length or 200) + 1) // _PHONE))
    numbers, patterns = _parts(cell, range(most)), _parts(excel.masked(cell), range(most))
    second = f'ISNUMBER(FIND(MID({numbers}&"xx",2,1),"3456789"))'
    mobile = f'EXACT({patterns},"{"0" * 11}")*EXACT(LEFT({numbers},1),"1")*{second}'
    after_hyphen = f'ISNUMBER(FIND(MID({numbers}&"xxxx",FIND("-",{numbers}&"---")+1,1),"23456789"))'
    area = f'EXACT(LEFT({numbers},1),"0")*NOT(EXACT(MID({numbers},2,1),"0"))'
    landline = f'ISNUMBER(FIND("|"&{patterns}&"|",{excel.PHONES}))*{area}*{after_hyphen}'
    tests = [f'SUMPRODUCT({mobile}+{landline})=LEN({cell})-LEN(SUBSTITUTE({cell},"、",""))+1']
    for step in range(1, most):
        left, right = _parts(cell, range(most - step)), _parts(cell, range(step, most))
        if step == 1:
            tests.append(f'SUMPRODUCT(EXACT(LEFT({left},1),"0")*EXACT(LEFT({right},1),"1"))=0')
        tests.append(f"SUMPRODUCT((LEN({left})>0)*EXACT({left},{right}))=0")
    return f"AND({','.join(tests)})"


def _parts(expression: str, numbers: Iterable[int]) -> str:
    """The array of these numbers of a text; each is put into a field of spaces of its own."""
    starts = ",".join(str(number * _FIELD + 1) for number in numbers)
    return f'TRIM(MID(SUBSTITUTE({expression},"、",REPT(" ",{_FIELD})),{{{starts}}},{_FIELD}))'


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
