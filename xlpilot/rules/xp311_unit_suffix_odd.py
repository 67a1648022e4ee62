"""XP311 单位名称的写法少见。

为什么：学校和教育机构的名称多以中学、小学、学校、幼儿园、局、馆、站、中心等结尾，少见的多半没有写全。
错误：申报单位 = 衡南县信息化领导小组
正确：申报单位 = 衡南县第一中学
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP311",
    "unit-suffix-odd",
    Scope.ROW,
    Severity.INFO,
    __doc__,
    message="“{title}”填的是“{value}”，不像学校或教育机构的名称",
    fix="请核对是否写全；确是如此的不必改",
)
