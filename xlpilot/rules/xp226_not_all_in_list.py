"""XP226 多选的内容不在选项中。

为什么：汇总按选项计数，写法不同、重复或多选漏选都会数错。
错误：建设内容 = 录播教室、机房
正确：建设内容 = 录播教室、计算机教室
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlpilot.findings import Severity
from xlpilot.rules.base import Asked, Cells, Rule, Scope, each

if TYPE_CHECKING:
    import pandas as pd

BETWEEN = "、"


def applies(asked: Asked) -> bool:
    """Asked of fields in which several options may be chosen."""
    return asked.field.type == "list" and bool(asked.options)


def holds(asked: Asked, column: pd.Series) -> pd.Series:
    """True where every part is one of the options, none stands twice, and there are as many as asked."""
    names, limits = frozenset(asked.names), asked.field.constraints
    low, high = limits.min_items or 1, limits.max_items or len(names)

    def good(text: str) -> bool:
        parts = text.split(BETWEEN)
        return names.issuperset(parts) and len(set(parts)) == len(parts) and low <= len(parts) <= high

    return each(column, good)


def formula(asked: Asked, cells: Cells) -> str:
    """TRUE where as many options are found in the text as it has parts, and as many as asked."""
    limits, text = asked.field.constraints, cells.text
    found = f'SUMPRODUCT(--ISNUMBER(FIND("{BETWEEN}"&{cells.options}&"{BETWEEN}","{BETWEEN}"&{text}&"{BETWEEN}")))'
    parts = f'LEN({text})-LEN(SUBSTITUTE({text},"{BETWEEN}",""))+1'
    tests = [f"{found}={parts}"]
    if limits.min_items:
        tests.append(f"{parts}>={limits.min_items}")
    if limits.max_items:
        tests.append(f"{parts}<={limits.max_items}")
    return f"AND({','.join(tests)})"


def details(asked: Asked, value: str) -> dict[str, str]:
    """What is wrong, and how many may be chosen."""
    limits, parts = asked.field.constraints, [part.strip() for part in value.split(BETWEEN)]
    unknown = [part for part in parts if part not in asked.names]
    words = [f"至少选{limits.min_items}项"] if limits.min_items else []
    words += [f"至多选{limits.max_items}项"] if limits.max_items else []
    if unknown:
        what = f"“{BETWEEN.join(unknown)}”不在选项中"
    else:
        what = "有重复的选项" if len(set(parts)) < len(parts) else f"应{BETWEEN.join(words)}"
    rest = f"，{BETWEEN.join(words)}" if words else ""
    return {"what": what, "options": BETWEEN.join(asked.names), "many": rest}


RULE = Rule(
    "XP226",
    "not-all-in-list",
    Scope.CELL,
    Severity.ERROR,
    __doc__,
    message="“{title}”填的是“{value}”：{what}",
    fix="请从这些里选，用顿号隔开{many}：{options}",
    applies=applies,
    holds=holds,
    formula=formula,
    hint="{title}应从选项中选，用顿号隔开{many}",
    details=details,
)
