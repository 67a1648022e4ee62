"""XP708 已撤回。

为什么：由人决定撤回的一份照样留存，不再采用。
错误：误报后请求撤回的一份
正确：撤回后重报
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP708",
    "withdrawn",
    Scope.DELIVERY,
    Severity.INFO,
    __doc__,
    message="市局决定撤回（第{number}号决定：{reason}），本份不再采用",
    fix="无需处理",
)
