"""XP202 字数不合要求。

为什么：过长的内容在汇总表里印不下，多半是把别的内容也写了进来；过短的多半没有写完。
错误：申报项目名称 = 一段两百字的简介
正确：申报项目名称 = 网络联校环境下的同步课堂应用
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from xlpilot.findings import Severity
from xlpilot.rules import excel
from xlpilot.rules.base import Asked, Cells, Rule, Scope, each

if TYPE_CHECKING:
    import pandas as pd


def applies(asked: Asked) -> bool:
    """Asked of text fields with minLength or maxLength that are not chosen from a list."""
    limits = asked.field.constraints
    bounded = limits.min_length is not None or limits.max_length is not None
    return bounded and asked.field.type == "string" and not asked.options


def holds(asked: Asked, column: pd.Series) -> pd.Series:
    """True where the text's length, in characters (code points), is within the limits, both inclusive."""
    limits = asked.field.constraints
    within = range(limits.min_length or 0, sys.maxsize if limits.max_length is None else limits.max_length + 1)
    return each(column, lambda text: len(text) in within)


def formula(asked: Asked, cells: Cells) -> str:
    """TRUE where the length is within the limits; where it is not clear, what normalisation drops counts against it."""
    limits = asked.field.constraints
    tests = []
    if limits.min_length:
        tests.append(excel.at_least(cells.text, limits.min_length))
    if limits.max_length is not None:
        # With its line breaks, some of which normalisation keeps as a mark between two names.
        tests.append(f"LEN(TRIM({cells.cell}))<={limits.max_length}")
    return f"AND({','.join(tests)})" if tests else "TRUE"


def details(asked: Asked, value: str) -> dict[str, str]:
    """The limits in words."""
    limits = asked.field.constraints
    words = [f"不少于{limits.min_length}字"] if limits.min_length else []
    words += [f"不超过{limits.max_length}字"] if limits.max_length is not None else []
    return {"length": str(len(value)), "limits": "、".join(words)}


RULE = Rule(
    "XP202",
    "length",
    Scope.CELL,
    Severity.ERROR,
    __doc__,
    message="“{title}”有{length}字，应{limits}",
    fix="请把“{title}”改为{limits}",
    applies=applies,
    holds=holds,
    formula=formula,
    hint="{title}应{limits}",
    details=details,
)
