"""XP603 县里报的是局直属单位。

为什么：局直属单位直接向市局申报，不列入县市区的汇总表。
错误：石鼓区的表里，申报单位 = 衡阳市第八中学
正确：由衡阳市第八中学自己报送
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP603",
    "direct-unit-by-county",
    Scope.UNITS,
    Severity.WARNING,
    __doc__,
    message="“{value}”是局直属单位{direct}，应当自己报送",
    fix="请核对：是局直属单位的从表中删去，不是的请写全称",
)
