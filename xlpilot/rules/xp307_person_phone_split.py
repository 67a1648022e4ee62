"""XP307 姓名和号码写在一格。

为什么：姓名和号码各有一栏，汇总时要分开。
错误：负责人 = 王小明13873400001
正确：负责人 = 王小明；负责人手机号码 = 13873400001
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP307",
    "person-phone-split",
    Scope.ROW,
    Severity.INFO,
    __doc__,
    message="“{typed_in}”填的是“{value}”，“{title}”采用“{taken}”",
    fix="不必重报",
)
