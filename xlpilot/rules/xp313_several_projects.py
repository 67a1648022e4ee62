"""XP313 一个申报单位报了几个项目。

为什么：可以报，但常常是同一项目分成了几行；列出来便于县里取舍。
错误：衡南县一中一行，衡南县第一中学一行
正确：确是几个项目的，不必改
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP313",
    "several-projects",
    Scope.ROW,
    Severity.INFO,
    __doc__,
    message="“{value}”共报 {count} 个项目，另见{others}",
    fix="请核对是否都要报；确是几个项目的不必改",
)
