"""XP421 这一列没有汇总。

为什么：自己加的列照旧留在原表里，汇总表没有它的位置。
错误：加了一列“学段”
正确：要说的写在“备注”里
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP421",
    "column-not-read",
    Scope.SHEET,
    Severity.INFO,
    __doc__,
    message="{column}列“{value}”不是表上的列，没有汇总（有内容的{count}行）",
    fix="要市局知道的内容，请写在表上已有的列里",
)
