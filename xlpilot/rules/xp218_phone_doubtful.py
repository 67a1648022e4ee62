"""XP218 电话号码要核对。

为什么：号码写法正确，却多半打不到本人。
错误：联系电话 = 0734-81234567（本地号码是7位），400-123-4567
正确：0734-8123456，或本人手机号码
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP218",
    "phone-doubtful",
    Scope.CELL,
    Severity.WARNING,
    __doc__,
    message="“{title}”填的是“{value}”，{why}",
    fix="请核对号码",
)
