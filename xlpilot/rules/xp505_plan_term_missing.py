"""XP505 工作方案没有写明期限。

为什么：提纲要求写明起止时间。
错误：只写“尽快完成”
正确：2018年9月至2020年8月
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP505",
    "plan-term-missing",
    Scope.FILE,
    Severity.WARNING,
    __doc__,
    message="没有找到试点的起止时间",
    fix="请写明起止时间，如 2018年9月至2020年8月",
)
