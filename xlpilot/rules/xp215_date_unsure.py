"""XP215 日期是推断的。

为什么：没有写年份的日期、没有写成日期的数字，可能不是所推断的那一天。
错误：填报日期写成 9月10日，汇总时当作2018年
正确：2018年9月10日
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP215",
    "date-unsure",
    Scope.CELL,
    Severity.WARNING,
    __doc__,
    message="“{title}”填的是“{value}”，{why}",
    fix="请核对；请写成 2018-9-10 这样的日期",
)
