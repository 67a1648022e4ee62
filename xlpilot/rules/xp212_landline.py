"""XP212 手机号码栏填的是座机。

为什么：通知要的是手机号码；座机不一定找得到本人，所以提醒。
错误：负责人手机号码 = 0734-8123456
正确：负责人手机号码 = 13800138000
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlpilot.findings import Severity
from xlpilot.rules.base import Asked, Cells, Rule, Scope, each
from xlpilot.rules.xp203_phone_malformed import LANDLINE

if TYPE_CHECKING:
    import pandas as pd


def applies(asked: Asked) -> bool:
    """Asked of mobile fields."""
    return asked.field.format == "cn-mobile"


def holds(asked: Asked, column: pd.Series) -> pd.Series:
    """True unless the first number is a landline."""
    return each(column, lambda text: LANDLINE.fullmatch(text.split("、")[0]) is None)


def formula(asked: Asked, cells: Cells) -> str:
    """TRUE unless it begins with 0; asked of numbers that are well formed (XP203) only."""
    return f'NOT(EXACT(LEFT({cells.text},1),"0"))'


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
    formula=formula,
    hint="{title}是座机，请核对",
)
