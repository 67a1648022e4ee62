"""XP424 只有公式的空行。

为什么：公式没有显示内容，就没有什么可汇总。
错误：公式拉到了第100行，后面都是空的
正确：删去多余的公式
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP424",
    "formula-rows-empty",
    Scope.SHEET,
    Severity.INFO,
    __doc__,
    message="{rows}只有公式，没有显示内容，不当作项目",
    fix="不必重报；本来应有内容的，请直接填写",
)
