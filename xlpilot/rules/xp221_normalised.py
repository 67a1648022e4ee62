"""XP221 写法已统一。

为什么：汇总表里同一件事只有一种写法；改的是写法，不是内容，原文留存备查。
错误：手机号码写成 138-0013-8000
正确：13800138000
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP221",
    "normalised",
    Scope.CELL,
    Severity.INFO,
    __doc__,
    message="“{title}”填的是“{value}”，{how}",
    fix="不必重报",
)
