"""XP408 自检列不在了或被改动。

为什么：自检的公式没有了，填报人就看不到表里还有什么要改。
错误：删掉了“自检”列，或在上面粘贴了别的内容
正确：保留发放时的自检列
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP408",
    "self-check-damaged",
    Scope.SHEET,
    Severity.WARNING,
    __doc__,
    message="“自检”{what}",
    fix="以市局审核为准；下次请直接在发放的表里填写，不要删改自检列",
)
