"""XP544 同一项目在几份材料里填得不同。

为什么：几份材料说的是同一个项目，填得不同就不知道以哪一份为准。
错误：附件1的负责人是王小明，附件2的是李红
正确：几份材料填得一致
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP544",
    "package-disagrees",
    Scope.CELL,
    Severity.WARNING,
    __doc__,
    message="“{title}”填的是“{value}”，{kind}里是“{theirs}”（{where}）",
    fix="请核对以哪一个为准，把两处改成一致",
)
