"""XP407 隐藏的行里有内容。

为什么：隐藏或筛选掉的行也会汇总，填报人自己可能看不见。
错误：筛选后发来的表
正确：取消筛选、取消隐藏后核对过的表
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP407",
    "hidden-row",
    Scope.SHEET,
    Severity.WARNING,
    __doc__,
    message="{rows}是隐藏的，其中有内容，已照常读取",
    fix="请取消隐藏或筛选，核对这些行要不要报",
)
