"""XP105 不是真正的工作簿。

为什么：有的系统把网页或文本存成 .xls，电话号码的位数等可能已经丢失。
错误：网页格式的 衡南县.xls
正确：另存为 .xlsx 的工作簿
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP105",
    "disguised",
    Scope.FILE,
    Severity.ERROR,
    __doc__,
    message="{detail}",
    fix="{advice}",
)
