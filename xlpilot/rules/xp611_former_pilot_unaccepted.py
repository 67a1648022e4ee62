"""XP611 有往年试点尚未验收，需人工确认。

为什么：通知“一、申报范围”：已承担往年教育部和省市试点项目、尚未完成验收的单位原则上不纳入本次申报范围（网络联校除外）。
错误：2015年省级试点未验收，今年又报智能教室
正确：先完成验收；或由市局确认可以申报，用 xlpilot decide waive 记下理由
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP611",
    "former-pilot-unaccepted",
    Scope.UNITS,
    Severity.WARNING,
    __doc__,
    message="“{value}”有{old}尚未验收，原则上不纳入本次申报，需人工确认",
    fix="是否可以申报由市局确认；已经验收的，请附上验收证明",
)
