"""XP119 扩展名与内容不符。

为什么：一切以内容为准；名字不符的文件有的程序打不开。
错误：内容是 .xlsx、名字是 .xls 的文件
正确：名字与内容一致
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP119",
    "misnamed",
    Scope.FILE,
    Severity.INFO,
    __doc__,
    message="{what}",
    fix="无需处理；再报时请另存为 .xlsx",
)
