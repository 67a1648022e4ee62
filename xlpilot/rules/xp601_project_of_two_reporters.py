"""XP601 两个报送单位报了同一项目。

为什么：可能是联合申报报了两次，也可能抄了别人的题目；汇总时会算成两个项目。
错误：衡南县和衡东县都报“同步课堂应用”
正确：由一家申报，或在名称里写清区别
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP601",
    "project-of-two-reporters",
    Scope.UNITS,
    Severity.WARNING,
    __doc__,
    message="项目名称“{value}”也由{others}报送",
    fix="请与对方核对：同一项目只由一家报送，不是同一项目的请在名称里写清区别",
)
