"""XP517 填了不适用的意见框。

为什么：局直属单位不经县市区教育局，这一框不用填。
错误：衡阳市第一中学的表填了县市区教育局意见
正确：留空
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP517",
    "box-not-asked",
    Scope.CELL,
    Severity.INFO,
    __doc__,
    message="“{box}”对{unit}不适用，填的“{value}”没有采用",
    fix="不必修改",
)
