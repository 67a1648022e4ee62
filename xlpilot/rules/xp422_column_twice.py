"""XP422 有两列同名。

为什么：同一项有两列，内容又不同，不能猜用哪一列。
错误：有两列“联系人”，内容不同
正确：只留一列
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP422",
    "column-twice",
    Scope.SHEET,
    Severity.ERROR,
    __doc__,
    message="有两列“{title}”（{columns}），{how}",
    fix="请删去多余的一列",
)
