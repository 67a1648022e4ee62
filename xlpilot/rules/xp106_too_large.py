"""XP106 超出安全上限。

为什么：正常的填报表不会这样大；过大的文件可能拖垮整批处理。
错误：解压后有几个 GB 的工作簿
正确：只有填报内容的工作簿
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP106",
    "too-large",
    Scope.FILE,
    Severity.ERROR,
    __doc__,
    message="{detail}",
    fix="{advice}",
)
