"""XP506 工作方案没有写明资金。

为什么：提纲要求写明预算及资金来源。
错误：只写“经费自筹”
正确：预算 50 万元，其中县财政 30 万元
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP506",
    "plan-funds-missing",
    Scope.FILE,
    Severity.WARNING,
    __doc__,
    message="没有找到预算的金额",
    fix="请写明预算金额和资金来源；不需要资金的请写明",
)
