"""XP703 收到时间不明。

为什么：没有收到时间，就说不出是否按时；不猜。
错误：登记时写明收到时间不明的一份
正确：登记时给出收到时间
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP703",
    "time-unknown",
    Scope.DELIVERY,
    Severity.WARNING,
    __doc__,
    message="收到时间不明，看不出是否按时，本份暂不采用",
    fix="请查明后补登收到时间，或由市局作出准予补收的决定",
)
