"""XP706 后报的一份有错，仍采用前一份。

为什么：通过了的表不因为后来一份有错就作废。
错误：第一份通过，第二份有错
正确：改好后再报
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP706",
    "newer-broken",
    Scope.DELIVERY,
    Severity.WARNING,
    __doc__,
    message="本份有错误，在改好之前仍采用此前通过的一份（{kept}）",
    fix="请改好后再报；改好的一份将替代前一份",
)
