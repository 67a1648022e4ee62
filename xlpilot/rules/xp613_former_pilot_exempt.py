"""XP613 有往年试点尚未验收，但属于除外的类别。

为什么：通知“一、申报范围”末尾：网络联校除外；除外看本次的类别还是往年的类别，是 round.toml 的 eligibility.exempt_by。
错误：——
正确：2016年市级试点未验收，今年申报网络联校创新应用
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP613",
    "former-pilot-exempt",
    Scope.UNITS,
    Severity.INFO,
    __doc__,
    message="“{value}”有{old}尚未验收，因{whose}类别是“{category}”，不受限制",
    fix="无需处理",
)
