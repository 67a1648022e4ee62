"""XP222 手机号段少见。

为什么：公开的号段表里没有或当年没有这个号段；号段会增加，所以只作说明。
错误：手机号码 = 16012345678
正确：13800138000
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP222",
    "prefix-unlisted",
    Scope.CELL,
    Severity.INFO,
    __doc__,
    message="“{title}”填的是“{value}”，{why}",
    fix="请核对；号码无误的不必改",
)
