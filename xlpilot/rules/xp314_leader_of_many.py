"""XP314 一个人负责的项目太多。

为什么：一个人同时负责几个试点，多半是往下填充时抄错了，也难以都做好。
错误：王小明（同一手机号码）是三个项目的负责人
正确：每个项目填实际负责的人
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP314",
    "leader-of-many",
    Scope.ROW,
    Severity.WARNING,
    __doc__,
    message="“{value}”负责 {count} 个项目，超过 {quota} 个，另见{others}",
    fix="请核对负责人；确实如此的请在备注里说明",
)
