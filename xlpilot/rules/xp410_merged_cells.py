"""XP410 填写区里有合并单元格。

为什么：合并后只有第一格有内容，其余各行要靠推断。
错误：三行共用一个合并的“申报单位”
正确：每一行都单独填写
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP410",
    "merged-cells",
    Scope.SHEET,
    Severity.WARNING,
    __doc__,
    message="“{title}”有合并单元格（{rows}），{taken}",
    fix="请取消合并，每一行都填写",
)
