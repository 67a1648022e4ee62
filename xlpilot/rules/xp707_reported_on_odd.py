"""XP707 填报日期与通知对不上。

为什么：填报日期早于发文或晚于截止，多半是写错，或用了往年的表。
错误：填报日期 = 2017年9月10日
正确：填报日期 = 2018年9月10日
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP707",
    "reported-on-odd",
    Scope.DELIVERY,
    Severity.WARNING,
    __doc__,
    message="填报日期是 {date}，{what}",
    fix="请核对填报日期",
)
