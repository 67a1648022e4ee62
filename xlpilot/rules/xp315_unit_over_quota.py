"""XP315 一个申报单位报的项目超过数量。

为什么：本轮对每个申报单位的项目数有上限（round.toml 的 quotas.per_unit）。
错误：上限是 2 个，一所学校报了 3 个
正确：只报最要紧的 2 个
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP315",
    "unit-over-quota",
    Scope.ROW,
    Severity.WARNING,
    __doc__,
    message="“{value}”共报 {count} 个项目，超过上限 {quota} 个，另见{others}",
    fix="请由县里取舍，只留上限以内的项目",
)
