"""XP520 打印不全。

为什么：格子只有这么大，多出来的行打印不出来，盖了章的纸质件就少了内容。
错误：要点分成三十行
正确：要点精简到格子里放得下，其余另附页
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from xlpilot.findings import Severity
from xlpilot.rules.base import Asked, Cells, Fault, Rule, Scope

if TYPE_CHECKING:
    import pandas as pd


def applies(asked: Asked) -> bool:
    """Asked of fields that say how much of them can be printed."""
    return asked.field.fits is not None


def holds(asked: Asked, column: pd.Series) -> pd.Series:
    """True where the text's lines, wrapped, are not more than can be printed."""
    assert asked.field.fits is not None
    most, wide = asked.field.fits

    def fits(value: object) -> bool:
        if not isinstance(value, str) or isinstance(value, Fault):
            return True
        return math.ceil(len(value) / wide) + value.count("\n") <= most

    return column.map(fits).astype(bool)


def formula(asked: Asked, cells: Cells) -> str:
    """TRUE where the text's lines, wrapped, are not more than can be printed."""
    assert asked.field.fits is not None
    most, wide = asked.field.fits
    breaks = f'LEN({cells.cell})-LEN(SUBSTITUTE({cells.cell},CHAR(10),""))'
    return f"ROUNDUP(LEN({cells.cell})/{wide},0)+{breaks}<={most}"


RULE = Rule(
    "XP520",
    "prints-cut",
    Scope.CELL,
    Severity.WARNING,
    __doc__,
    message="“{title}”内容太多，打印时会显示不全",
    fix="请精简或少分几行，其余另附页",
    applies=applies,
    holds=holds,
    formula=formula,
    hint="{title}打印会不全，请精简或另附页",
)
