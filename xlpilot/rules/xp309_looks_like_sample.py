"""XP309 像是没有删掉的示例。

为什么：示例行忘了删，就会当成项目汇总。
错误：XX学校，张三，13800138000
正确：只填真实的项目
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP309",
    "looks-like-sample",
    Scope.ROW,
    Severity.WARNING,
    __doc__,
    message="第{row}行的“{value}”像是示例（{why}）",
    fix="请核对：是示例的请删去这一行；确实如此的不必改",
)
