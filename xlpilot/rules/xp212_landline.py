"""XP212 手机号码栏填的是座机。

为什么：通知要的是手机号码；座机不一定找得到本人，所以提醒。
错误：负责人手机号码 = 0734-8123456
正确：负责人手机号码 = 13800138000
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlpilot.findings import Severity
from xlpilot.rules.base import Asked, Rule, Scope, each
from xlpilot.rules.xp203_phone_malformed import LANDLINE

if TYPE_CHECKING:
    import pandas as pd


def applies(asked: Asked) -> bool:
    """Asked of mobile fields."""
    return asked.field.format == "cn-mobile"


def holds(asked: Asked, column: pd.Series) -> pd.Series:
    """True unless the first number is a landline."""
    return each(column, lambda text: LANDLINE.fullmatch(text.split("、")[0]) is None)


# No Excel face: the sheet asks for eleven digits there, by XP203's.
RULE = Rule(
    "XP212",
    "landline",
    Scope.CELL,
    Severity.WARNING,
    __doc__,
    message="“{title}”填的是“{value}”，是座机号码",
    fix="请尽量填写本人手机号码；没有手机的不必改",
    applies=applies,
    holds=holds,
)
