"""XP545 没有附件1，这一行由申请表推出。

为什么：程序不替县里决定报哪些项目；推出的行要由县里确认。
错误：县里只报了附件2
正确：县里报附件1
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP545",
    "row-proposed",
    Scope.CELL,
    Severity.WARNING,
    __doc__,
    message="{unit}报了申请表，没有报附件1：项目“{value}”待确认，暂不列入汇总",
    fix="请县里核对退回件里预填的附件1，确认后报回",
)
