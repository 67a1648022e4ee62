"""XP426 这张工作表没有读取。

为什么：只读申报表；其他工作表里的内容不汇总，列出来以防漏掉。
错误：把第31个项目以后的写在 Sheet2 里
正确：所有项目填在一张表里
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP426",
    "sheet-not-read",
    Scope.SHEET,
    Severity.INFO,
    __doc__,
    message="工作表“{sheet}”有内容（{what}），没有读取",
    fix="如果里面有要报的项目，请移到申报表里",
)
