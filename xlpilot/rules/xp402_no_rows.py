"""XP402 一行也没有填。

为什么：空表多半是发错了文件。确实没有项目的，也应说明。
错误：原样发回的空表
正确：至少填一行
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP402",
    "no-rows",
    Scope.SHEET,
    Severity.ERROR,
    __doc__,
    message="表里一行也没有填",
    fix="请检查是否发错了文件；确无项目申报的，请以正式文件说明",
)
