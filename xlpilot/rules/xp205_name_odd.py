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
from xlpilot.rules.han import HAN, all_han
from xlpilot.rules.person_name import like_a_name, with_title
from xlpilot.rules.xp211_name_masked import masked

if TYPE_CHECKING:
    import pandas as pd

# What the sheet looks for; as many as there are places at most.
_NEVER_IN_A_NAME = "0123456789、，,；;/（）()"
# What stands in the place of a rare character that a program could not keep or a font cannot show.
_LOST = re.compile("[?？□▯\ufffd\ue000-\uf8ff]")
_RADICAL = re.compile("[\u2e80-\u2ef3\u2f00-\u2fd5]")
_BETWEEN = re.compile(r"[、，,;；/和与及\s]")
_SEVERAL = rf"[{HAN}·]{{2,}}(?:[、，,;；/和与及\s]+[{HAN}·]{{2,}})+"


def applies(asked: Asked) -> bool:
    """Asked of person names."""
    return asked.field.format == "person-name"


def holds(asked: Asked, column: pd.Series) -> pd.Series:
    """True for 2 to 4 Han characters, or Han with middle dots up to 25 characters, and no title in place of a name.

    What is masked is another rule's matter (XP211).
    """
    return each(column, lambda text: (like_a_name(text) and not with_title(text)) or masked(text))


def formula(asked: Asked, cells: Cells) -> str:
    """TRUE for at least two characters without digits, commas and brackets: coarser than the office, never stricter."""
    strange = f"MID({excel.text(_NEVER_IN_A_NAME.ljust(excel.WINDOW, '0'))},{excel.PLACES},1)"
    return f"AND(LEN({cells.text})>=2,SUMPRODUCT(--ISNUMBER(FIND({strange},{cells.text})))=0)"


def details(asked: Asked, value: str) -> dict[str, str]:
    """What is odd about it."""
    text = value.strip("。；、;,， \t\r\n\u3000")
    if _LOST.search(text):
        return {"what": "有没打出来的字，多半是生僻字"}
    if _RADICAL.search(text):
        return {"what": "有的字是部首符号，不是汉字，请重新打字"}
    if _BETWEEN.search(text) and re.fullmatch(_SEVERAL, text):
        return {"what": "像是几个人的姓名，这里只填一个人"}
    if any(character.isdigit() for character in text):
        return {"what": "姓名里有数字，电话请填在电话栏"}
    if with_title(text):
        return {"what": "带着职务，看不出完整的姓名"}
    if len(text) == 1 and all_han(text):
        return {"what": "只有一个字"}
    return {"what": "不像一个人的姓名"}


RULE = Rule(
    "XP205",
    "name-odd",
    Scope.CELL,
    Severity.WARNING,
    __doc__,
    message="“{title}”填的是“{value}”，{what}",
    fix="请核对：只填一个人的姓名，不带电话和职务；确是如此的不必改",
    applies=applies,
    holds=holds,
    formula=formula,
    hint="{title}请核对",
    details=details,
)
