"""XP602 同一申报单位由两家报送。

为什么：一个单位只由一家报送；学校名称的简称、全称按同一所学校认，但不能证明就是同一所，所以由人来看。
错误：衡南县报了衡阳市一中，市一中自己也报了
正确：由所属的县市区或自己报送，只报一次
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP602",
    "applicant-of-two-reporters",
    Scope.UNITS,
    Severity.WARNING,
    __doc__,
    message="申报单位“{value}”也由{others}报送",
    fix="请与对方核对由谁报送；不是同一单位的，请写全称",
)
