"""XP107 压缩包或邮件。

为什么：压缩包和邮件要先取出里面的文件才能审核。
错误：衡南县.rar
正确：衡南县.xlsx
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP107",
    "package",
    Scope.FILE,
    Severity.ERROR,
    __doc__,
    message="{detail}",
    fix="{advice}",
)
