"""XP621 一个县市区报的项目超过数量。

为什么：本轮对每个报送单位的项目数有上限（round.toml 的 quotas.per_county）。
错误：上限是 10 个，报了 12 个
正确：由县里按次序取舍，只报上限以内的项目
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP621",
    "reporter-over-quota",
    Scope.UNITS,
    Severity.WARNING,
    __doc__,
    message="{unit}共报 {count} 个项目，超过上限 {quota} 个",
    fix="请由县里取舍，只留上限以内的项目",
)
