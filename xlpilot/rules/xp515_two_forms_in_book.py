"""XP515 一个工作簿里有两种表。

为什么：一个文件只按一种表审核，另一种没有读，不能悄悄丢掉。
错误：附件1 和 附件2 放在同一个工作簿里
正确：附件1 一个文件，每份附件2 各一个文件
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP515",
    "two-forms-in-book",
    Scope.SHEET,
    Severity.ERROR,
    __doc__,
    message="工作表“{sheet}”是填了内容的“{other}”，本文件按“{taken}”审核，没有读它",
    fix="请把没有读的那张表单独存成一个文件再报",
)
