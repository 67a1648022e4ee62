"""XP504 工作方案里的占位字样没有改。

为什么：XXXX 是留给填写的，原样报来多半是没有写完。
错误：2018年XXXX试点工作方案
正确：2018年同步课堂试点工作方案
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP504",
    "plan-placeholder",
    Scope.FILE,
    Severity.ERROR,
    __doc__,
    message="“{value}”里的“{placeholder}”没有改",
    fix="请改成实际的名称",
)
