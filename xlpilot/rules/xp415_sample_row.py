"""XP415 示例行没有读取。

为什么：表里的示例不是项目；列出来以防删错。
错误：与填写示例完全相同的一行
正确：删去示例行
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP415",
    "sample-row",
    Scope.SHEET,
    Severity.INFO,
    __doc__,
    message="第{row}行是填写示例（“{value}”），不当作项目",
    fix="如果它是一个项目，请改成真实的内容",
)
