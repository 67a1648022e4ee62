"""XP430 几个人用同一个号码。

为什么：多半是办公电话，也可能是往下填充时抄错了；找人时打不到本人。
错误：第6行的王小明和第7行的李红都是 13800138000
正确：每人填自己的手机号码
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP430",
    "shared-phone",
    Scope.SHEET,
    Severity.INFO,
    __doc__,
    message="“{title}”{value} 是{people}共用的号码",
    fix="请核对；确是共用的不必改",
)
