"""XP501 工作方案缺少一部分。

为什么：方案要按编写提纲写全，缺了的部分无从评审。
错误：没有“三、试点工作实施方案”
正确：提纲的各部分都在
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP501",
    "plan-part-missing",
    Scope.FILE,
    Severity.ERROR,
    __doc__,
    message="工作方案里没有找到“{part}”这一部分{how}",
    fix="请按编写提纲补上；标题改了的请改回提纲的写法",
)
