"""XP121 单元格上有批注。

为什么：批注里的话汇总表里没有；列出来给人看，不据此改动任何内容。
错误：在单元格上插批注“此项撤回”
正确：写在备注一栏里，或打电话说明
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP121",
    "comment",
    Scope.FILE,
    Severity.INFO,
    __doc__,
    message="{what}，没有据此改动任何内容",
    fix="请看一看批注说了什么；填报人有话要说的，请写在备注里",
)
