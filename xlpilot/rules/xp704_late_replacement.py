"""XP704 截止后自行改报。

为什么：按时报送、没有被要求修改的表，截止后不能自己换一份。
错误：截止前已通过，截止后又报来改过的一份
正确：市局要求补正后再报
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP704",
    "late-replacement",
    Scope.DELIVERY,
    Severity.WARNING,
    __doc__,
    message="截止（{deadline}）之前报送的一份没有要求修改，本份是截止后自行改报的，暂不采用，仍以原来的一份为准",
    fix="确有需要的，由市局作出准予补收的决定",
)
