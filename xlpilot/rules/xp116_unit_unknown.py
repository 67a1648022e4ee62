"""XP116 认不出是哪个单位。

为什么：不知道是谁报的，就不能汇总。
错误：没有标识，表内也没写教育局名称
正确：盖章行写明教育局全称
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP116",
    "unit-unknown",
    Scope.FILE,
    Severity.ERROR,
    __doc__,
    message="认不出是哪个单位报的{detail}",
    fix="请在“县市区教育局名称”处写明全称，或由市局用 xlpilot receive --unit 代码 指明",
)
