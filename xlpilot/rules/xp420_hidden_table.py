"""XP420 隐藏的工作表里有申报表。

为什么：隐藏的表填报人自己看不见，多半是旧表，也可能藏错了。
错误：隐藏着一张去年的申报表
正确：删去不报的表；要报的表取消隐藏
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP420",
    "hidden-table",
    Scope.SHEET,
    Severity.WARNING,
    __doc__,
    message="工作表“{sheet}”是隐藏的，里面有一张填了{count}行的申报表，{taken}",
    fix="请取消隐藏，核对要不要报；不报的请删去",
)
