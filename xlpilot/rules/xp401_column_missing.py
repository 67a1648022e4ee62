"""XP401 缺少必需的列。

为什么：缺了列，就缺了每一行的这一项。
错误：删掉了“联系人”一列
正确：保留发放时的全部列
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP401",
    "column-missing",
    Scope.SHEET,
    Severity.ERROR,
    __doc__,
    message="找不到“{title}”这一{what}",
    fix="请在发放的原表里填写，不要删除或改写表头",
)
