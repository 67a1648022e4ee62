"""XP310 申报单位是别的县的。

为什么：装错信封、发错文件最常见；跨县联合申报也有，所以由人来看。
错误：衡南县的表里，申报单位 = 衡山县第一中学
正确：衡南县第一中学
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP310",
    "unit-of-another-county",
    Scope.ROW,
    Severity.WARNING,
    __doc__,
    message="“{title}”填的是“{value}”，是{other}的单位，而这份表是{unit}的",
    fix="请核对：填错的请改正，确是联合申报的请在备注里说明",
)
