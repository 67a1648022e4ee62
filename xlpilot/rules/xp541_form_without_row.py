"""XP541 申请表的项目不在附件1。

为什么：县市区教育局初审、汇总后申报，没有列入汇总表的项目不算申报。
错误：报了“同步课堂”的附件2，附件1里没有
正确：申请表的项目都在附件1里
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP541",
    "form-without-row",
    Scope.CELL,
    Severity.WARNING,
    __doc__,
    message="申请表的项目“{value}”不在{kind}里",
    fix="请核对：申报的补进附件1，不申报的说明；名称不同的请写得一致",
)
