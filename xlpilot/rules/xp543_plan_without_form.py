"""XP543 工作方案没有对应的项目。

为什么：方案对不上项目，评审时就不知道是谁的。
错误：方案写的是“智慧课堂”，没有这个项目的申请表
正确：方案的项目名称与申请表一致
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP543",
    "plan-without-form",
    Scope.CELL,
    Severity.WARNING,
    __doc__,
    message="工作方案的项目“{value}”没有对应的{kind}",
    fix="请核对项目名称，或补报申请表",
)
