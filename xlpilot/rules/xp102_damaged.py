"""XP102 文件损坏，打不开。

为什么：传输中断或存盘出错的文件读不全，不能只汇总读得出的一半。
错误：只传了一半的 衡南县.xlsx
正确：能在 WPS 或 Excel 里正常打开的工作簿
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP102",
    "damaged",
    Scope.FILE,
    Severity.ERROR,
    __doc__,
    message="文件损坏，打不开（{detail}）",
    fix="{advice}",
)
