"""XP406 这一行不当作项目。

为什么：合计、说明、签字等行不是申报项目；列出来以防漏掉。
错误：“合计”一行
正确：（无需处理）
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP406",
    "row-not-read",
    Scope.SHEET,
    Severity.INFO,
    __doc__,
    message="第{row}行是“{value}”，不当作项目",
    fix="如果它是一个项目，请填写申报单位和项目名称",
)
