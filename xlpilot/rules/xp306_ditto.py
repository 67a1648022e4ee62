"""XP306 写的是“同上”。

为什么：“同上”靠位置才有意义，排序或删行之后就指错了。
错误：负责人 = 同上
正确：每一行都写全
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP306",
    "ditto",
    Scope.ROW,
    Severity.WARNING,
    __doc__,
    message="“{title}”填的是“{value}”，{how}",
    fix="请核对；最好每一行都写全",
)
