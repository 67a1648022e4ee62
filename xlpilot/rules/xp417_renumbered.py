"""XP417 序号重新编过。

为什么：汇总时按表里的次序重新编号，次序不变。
错误：序号 1、2、2、5
正确：序号 1、2、3、4
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP417",
    "renumbered",
    Scope.SHEET,
    Severity.INFO,
    __doc__,
    message="“{title}”一列{what}（从第{row}行起），汇总时按表里的次序重新编号",
    fix="不必重报",
)
