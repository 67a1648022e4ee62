"""XP216 日期不是某一天。

为什么：只写到月的日期和一段起止时间照原意保留，不补写日子。
错误：填报日期写成 2018年9月
正确：2018年9月10日
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP216",
    "date-coarse",
    Scope.CELL,
    Severity.INFO,
    __doc__,
    message="“{title}”填的是“{value}”，{why}",
    fix="知道是哪一天的请写明，不知道的不必改",
)
