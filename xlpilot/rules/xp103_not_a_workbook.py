"""XP103 不是表格文件。

为什么：图片、PDF 和 Word 文件里的字不能可靠地读成表格。
错误：把汇总表拍成照片发来
正确：用发放的 Excel 表填报
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP103",
    "not-a-workbook",
    Scope.FILE,
    Severity.ERROR,
    __doc__,
    message="{detail}",
    fix="{advice}",
)
