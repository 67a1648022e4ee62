"""XP114 不是本轮的表。

为什么：不同年度的表，列和类别都可能不同。
错误：拿上一年的表格来填
正确：用本轮发放的表格
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP114",
    "wrong-round",
    Scope.FILE,
    Severity.ERROR,
    __doc__,
    message="这是“{other}”的表，本轮是“{expected}”",
    fix="请用本轮发放的表格填报",
)
