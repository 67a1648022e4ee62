"""XP612 与往年试点名单里的单位相近。

为什么：名单里的写法与申报单位相近而不相同，程序不替人认定是不是同一个单位。
错误：名单里写“岳云中学”，申报单位是“衡山县岳云中学”
正确：在名单里写全称，如“衡山县岳云中学”
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP612",
    "former-pilot-similar",
    Scope.UNITS,
    Severity.INFO,
    __doc__,
    message="“{value}”与往年试点名单里的{old}相近，没有当作同一单位",
    fix="由市局核对；是同一单位的，在往年试点名单里改成全称",
)
