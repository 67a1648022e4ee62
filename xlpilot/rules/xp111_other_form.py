"""XP111 不是本轮的申报表。

为什么：没有申报表的表头，就不知道哪一列是什么。
错误：教职工名册.xlsx
正确：发放的 附件1-申报汇总表.xlsx
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP111",
    "other-form",
    Scope.FILE,
    Severity.ERROR,
    __doc__,
    message="没有找到“{form}”的表头，认不出这是哪一张表",
    fix="请在市局发放的表格里填报",
)
