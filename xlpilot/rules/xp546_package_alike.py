"""XP546 名称相近，可能是同一项目。

为什么：写法不同的不替人认定是同一项目，合并错了就少了一个项目。
错误：附件1写“同步课堂应用”，附件2写“同步课堂的应用”
正确：几份材料里项目名称一致
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP546",
    "package-alike",
    Scope.CELL,
    Severity.WARNING,
    __doc__,
    message="项目“{value}”与{kind}的“{near}”相近（{where}），没有当作同一项目",
    fix="请核对：是同一项目的把名称写得一致，不是的不必改",
)
