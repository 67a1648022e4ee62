"""XP308 同一个人写了两样。

为什么：姓名一格里带的内容与旁边一栏的不一致，不知道哪个是对的。
错误：负责人 = 王小明13873400001，负责人手机号码 = 13873400002
正确：两栏一致，或每栏只写一样
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP308",
    "person-phone-conflict",
    Scope.ROW,
    Severity.WARNING,
    __doc__,
    message="“{typed_in}”里写的是“{other}”，“{title}”填的是“{value}”，两处不一致，已采用后者",
    fix="请核对哪一个是对的，只留一个",
)
