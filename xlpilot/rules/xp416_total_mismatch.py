"""XP416 合计与行数不符。

为什么：合计数和读到的行数不一样，不是合计没有改，就是有行丢了。
错误：写“共5项”，表里只有4行
正确：合计与行数一致
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP416",
    "total-mismatch",
    Scope.SHEET,
    Severity.WARNING,
    __doc__,
    message="第{row}行写的是“{value}”，表里读到的是{counted}行",
    fix="请核对：有没有漏报的行，合计是否要改",
)
