"""XP425 还有一张别的年度的表。

为什么：旧表留在工作簿里容易看错；读取的是本年度的一张。
错误：附件1 旁边还有一张2017年的表
正确：只留本年度的表
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP425",
    "other-year-table",
    Scope.SHEET,
    Severity.WARNING,
    __doc__,
    message="工作表“{sheet}”写的是{years}年，没有读取",
    fix="请核对：这张表不报的话请删去",
)
