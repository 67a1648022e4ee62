"""XP441 汇总表与写出时不符。

为什么：市州报的汇总表是下一级汇总的结果，行数、控制数、未纳入对不上，就不知道是漏了行，还是谁改过。
错误：删掉汇总表的几行，或改了“核验”的控制数再报
正确：报 xlpilot consolidate 写出的原件
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP441",
    "summary-altered",
    Scope.SHEET,
    Severity.ERROR,
    __doc__,
    message="这份汇总表与写出时不符：{what}",
    fix="请报写出的原件；要改内容的，请改好来源，再汇总一次",
)
