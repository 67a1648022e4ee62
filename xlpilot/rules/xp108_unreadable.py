"""XP108 读取中断。

为什么：文件里有读不了的内容，为免漏读，整个文件都不采用。
错误：内部结构异常的工作簿
正确：用 WPS 或 Excel 另存过的工作簿
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP108",
    "unreadable",
    Scope.FILE,
    Severity.ERROR,
    __doc__,
    message="读取这个文件时中断（{detail}）",
    fix="{advice}",
)
