"""XP211 姓名不完整。

为什么：“张*”“张某”看不出是谁，市局没法联系，也没法公示。
错误：负责人 = 张*，张某
正确：负责人 = 张三丰
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xlpilot.findings import Severity
from xlpilot.rules.base import Asked, Cells, Rule, Scope, each
from xlpilot.rules.excel import text

if TYPE_CHECKING:
    import pandas as pd

_COVERS = "*＊﹡×✕✖●○■█"
_SOME = "某"
_CROSSES, _VOWELS = "XxＸｘ", "AEIOUYaeiouy"
_LETTERS = frozenset(_SOME + _CROSSES)
_CROSSED = re.compile(f"(?=.*[{_CROSSES}])[^{_VOWELS}]*")


def masked(name: str) -> bool:
    """Whether a part of the name is covered: 张*, 张某, 李某明, 张×, 张XX; Latin names have vowels."""
    if name.isalnum() and _LETTERS.isdisjoint(name):
        return False  # as nearly all names are
    if any(character in name for character in _COVERS):
        return True
    # Five characters and more are something else (XP205): an organisation, say.
    return (_SOME in name and (len(name) <= 4 or "·" in name)) or _CROSSED.fullmatch(name) is not None


def applies(asked: Asked) -> bool:
    """Asked of person names."""
    return asked.field.format == "person-name"


def holds(asked: Asked, column: pd.Series) -> pd.Series:
    """True unless a part of the name is covered."""
    return each(column, lambda name: not masked(name))


def formula(asked: Asked, cells: Cells) -> str:
    """TRUE unless there is a sign that covers something, or an X and no vowel; of 某 stricter than the office."""
    covers, crosses, vowels = (
        f"SUMPRODUCT(--ISNUMBER(FIND({{{','.join(map(text, characters))}}},{cells.text})))"
        for characters in (_COVERS + _SOME, _CROSSES, _VOWELS)
    )
    return f"IF({covers}>0,FALSE,OR({crosses}=0,{vowels}>0))"


RULE = Rule(
    "XP211",
    "name-masked",
    Scope.CELL,
    Severity.ERROR,
    __doc__,
    message="“{title}”填的是“{value}”，姓名不完整",
    fix="请填写完整的姓名",
    applies=applies,
    holds=holds,
    formula=formula,
    hint="{title}应写全姓名",
)
