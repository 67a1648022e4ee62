"""XP405 有几张内容不同的申报表。

为什么：工作簿里有几张都像申报表、内容又不同，不能猜用哪一张，更不能相加。
错误：附件1 和 附件1 (2) 两张工作表内容不同
正确：只留一张要报的表
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP405",
    "several-tables",
    Scope.SHEET,
    Severity.ERROR,
    __doc__,
    message="工作表“{sheet}”与“{other}”都是申报表，内容不同",
    fix="请删去不报的那一张后再报",
)
