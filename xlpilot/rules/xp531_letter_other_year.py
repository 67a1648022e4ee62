"""XP531 正式文件是别的年度的。

为什么：拿去年的文件来报，说明发错了文件。
错误：南教字〔2017〕15号
正确：本年度的文号
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP531",
    "letter-other-year",
    Scope.FILE,
    Severity.WARNING,
    __doc__,
    message="文号“{value}”是{found}年的，本轮是{year}年",
    fix="请核对是否发错了文件",
)
