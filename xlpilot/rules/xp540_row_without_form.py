"""XP540 附件1的项目没有申请表。

为什么：通知要求每个申报单位填报申请表，一个项目一份。
错误：附件1列了“同步课堂”，没有它的附件2
正确：每个项目都有申请表
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP540",
    "row-without-form",
    Scope.CELL,
    Severity.WARNING,
    __doc__,
    message="附件1的项目“{value}”没有收到{kind}（名称按统一写法后完全相同才算）",
    fix="请补报这个项目的申请表；已经报了的，请把项目名称写得一致",
)
