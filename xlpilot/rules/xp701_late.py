"""XP701 逾期。

为什么：通知规定逾期不再受理。
错误：截止后才收到的第一份表
正确：截止之前报送
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP701",
    "late",
    Scope.DELIVERY,
    Severity.ERROR,
    __doc__,
    message="收到时间 {received} 晚于截止时间 {deadline}",
    fix="逾期材料照收、留存、列明，不进入汇总表；确有原因的请联系市局",
)
