"""XP428 隐藏的列里有内容。

为什么：隐藏的列照样读取和汇总，填报人自己可能看不见里面填了什么。
错误：把“联系人”一列隐藏后发来
正确：取消隐藏、核对过的表
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP428",
    "hidden-column",
    Scope.SHEET,
    Severity.WARNING,
    __doc__,
    message="{columns}是隐藏的，其中有内容，已照常读取",
    fix="请取消隐藏，核对这些列填得对不对",
)
