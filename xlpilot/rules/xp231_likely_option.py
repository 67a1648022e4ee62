"""XP231 按最像的选项采用了。

为什么：操作人员用了 --accept-fuzzy，只有一个选项很像时采用它；填报人没有确认过，所以逐格列出。
错误：申报类别 = 区域智彗教育（用了 --accept-fuzzy）
正确：申报类别 = 区域智慧教育
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP231",
    "likely-option",
    Scope.CELL,
    Severity.WARNING,
    __doc__,
    message="“{title}”填的是“{value}”，不在下拉列表中，按最像的“{taken}”采用（--accept-fuzzy）",
    fix="请核对是不是所采用的那一项；不是的请从下拉列表中改选",
)
