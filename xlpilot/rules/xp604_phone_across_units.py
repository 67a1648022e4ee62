"""XP604 许多单位的不同的人用同一个号码。

为什么：同一个号码出现在三个以上单位的不同的人名下，多半是代填的人填了自己的号码，找人时打不到本人。
错误：四所学校的负责人都填了 13800138000
正确：每人填自己的手机号码
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP604",
    "phone-across-units",
    Scope.UNITS,
    Severity.WARNING,
    __doc__,
    message="“{title}”{value} 在 {count} 个单位的不同的人名下，另见{others}",
    fix="请核对；确是共用的不必改",
)
