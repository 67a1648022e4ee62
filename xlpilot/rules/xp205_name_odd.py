"""XP205 姓名看起来不对。

为什么：姓名栏里常混进电话、职务或两个人的名字；也有确实少见的姓名，所以只提醒。
错误：负责人 = 张三、李四
正确：负责人 = 张三；古丽米热·艾比布力
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xlpilot.findings import Severity
from xlpilot.rules import excel
from xlpilot.rules.base import Asked, Cells, Rule, Scope, each

if TYPE_CHECKING:
    import pandas as pd

# What the sheet looks for; as many as there are places at most.
_NEVER_IN_A_NAME = "0123456789、，,；;/（）()"
# [一-龥] would refuse real people whose names use rarer characters.
HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af〇"
PERSON = re.compile(rf"[{HAN}]{{2,4}}|(?=.{{4,25}}$)[{HAN}]+(·[{HAN}]+)+")


def applies(asked: Asked) -> bool:
    """Asked of person names."""
    return asked.field.format == "person-name"


def holds(asked: Asked, column: pd.Series) -> pd.Series:
    """True for 2 to 4 Han characters, or Han with middle dots up to 25 characters."""
    return each(column, lambda text: PERSON.fullmatch(text) is not None)


def formula(asked: Asked, cells: Cells) -> str:
    """TRUE for at least two characters without digits, commas and brackets: coarser than the office, never stricter."""
    name = excel.trimmed(cells.cell)
    strange = f"MID({excel.text(_NEVER_IN_A_NAME.ljust(excel.WINDOW, '0'))},{excel.PLACES},1)"
    return f"AND(LEN({name})>=2,SUMPRODUCT(--ISNUMBER(FIND({strange},{name})))=0)"


RULE = Rule(
    "XP205",
    "name-odd",
    Scope.CELL,
    Severity.WARNING,
    __doc__,
    message="“{title}”填的是“{value}”，不像一个人的姓名",
    fix="请核对：只填一个人的姓名，不带电话和职务；确是如此的不必改",
    applies=applies,
    holds=holds,
    formula=formula,
    hint="{title}请核对",
)
