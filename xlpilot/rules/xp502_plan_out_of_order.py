"""XP502 工作方案的次序与提纲不同。

为什么：评审按提纲的次序看。
错误：“五、结论”写在“四、…”之前
正确：按提纲的次序
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP502",
    "plan-out-of-order",
    Scope.FILE,
    Severity.INFO,
    __doc__,
    message="“{part}”的位置与编写提纲的次序不同",
    fix="建议按提纲的次序排列",
)
