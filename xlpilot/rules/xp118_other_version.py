"""XP118 表格版本与市局现行的不同。

为什么：发表之后市局又改过本轮的定义；以市局现行的定义审核。
错误：改版前发放的表
正确：最近一次发放的表
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP118",
    "other-version",
    Scope.FILE,
    Severity.WARNING,
    __doc__,
    message="这张表是按另一版定义发放的（{detail}），已按市局现行的定义审核",
    fix="如市局已重新发放，请改用新表",
)
