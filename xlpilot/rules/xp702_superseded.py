"""XP702 已被更晚收到的一份替代。

为什么：同一单位报了几次时，只采用最近收到的一份，不把两份相加。
错误：更正之后又混入旧表
正确：以最近一份为准
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP702",
    "superseded",
    Scope.DELIVERY,
    Severity.INFO,
    __doc__,
    message="同一单位后来又报了一份（{by}），本份不再采用",
    fix="无需处理",
)
