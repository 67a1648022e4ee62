"""XP442 汇总表的行改动过。

为什么：汇总表的每一行都来自一份报回的表；直接改汇总表，与来源就对不上了。
错误：在报上来的汇总表里把手机号码改了一位
正确：改好来源，重新汇总后再报
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP442",
    "summary-row-altered",
    Scope.SHEET,
    Severity.ERROR,
    __doc__,
    message="第{row}行{what}",
    fix="请改好来源，重新汇总后再报；核实了改得对的，由收表的单位决定准予例外",
)
