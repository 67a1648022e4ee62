"""XP508 工作方案里有没有接受的修订。

为什么：修订没有接受，别人看到的可能是改前的文字。
错误：打开着修订保存
正确：接受全部修订后保存
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP508",
    "plan-changes-open",
    Scope.FILE,
    Severity.WARNING,
    __doc__,
    message="文档里有 {count} 处修订没有接受，按接受后的文字审看",
    fix="请在“审阅”里接受或拒绝全部修订后再报",
)
