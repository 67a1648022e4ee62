"""XP542 项目没有工作方案。

为什么：通知要求每个申报单位报工作方案。
错误：报了“同步课堂”的附件2，没有它的附件3
正确：每个项目都有工作方案
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP542",
    "package-plan-missing",
    Scope.CELL,
    Severity.WARNING,
    __doc__,
    message="项目“{value}”没有收到{kind}",
    fix="请补报这个项目的工作方案；已经报了的，请把项目名称写得一致",
)
