"""XP507 工作方案没有列出佐证材料。

为什么：提纲第六部分要求附佐证材料。
错误：“六、佐证材料”下面空着
正确：列出材料清单
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP507",
    "plan-evidence-missing",
    Scope.FILE,
    Severity.WARNING,
    __doc__,
    message="“{part}”下面没有列出材料，也没有图片",
    fix="请列出佐证材料，或写明没有",
)
