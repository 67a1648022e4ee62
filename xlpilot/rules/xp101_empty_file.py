"""XP101 文件是空的。

为什么：空文件里没有可以汇总的内容，多半是上传或拷贝中断。
错误：0 字节的 衡南县.xlsx
正确：能打开、有内容的工作簿
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP101",
    "empty-file",
    Scope.FILE,
    Severity.ERROR,
    __doc__,
    message="这个文件是空的（0 字节）",
    fix="请重新拷贝或重新发送原文件",
)
