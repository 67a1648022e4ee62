"""XP419 几张表内容相同。

为什么：复制出来的工作表只读一张，不会重复计数。
错误：附件1 和 附件1 (2) 内容一样
正确：只留一张要报的表
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP419",
    "same-table-twice",
    Scope.SHEET,
    Severity.INFO,
    __doc__,
    message="工作表“{other}”与“{sheet}”内容相同，只读取“{sheet}”",
    fix="不必重报；以后请只留一张",
)
