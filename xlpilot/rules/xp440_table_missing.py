"""XP440 少了一张表。

为什么：发放的工作表上有几张表；少一张，就不知道是没有内容，还是删掉了或另存到了别处。
错误：删掉了“表二”的标题和表头
正确：保留发放时的全部表；没有内容的空着
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP440",
    "table-missing",
    Scope.SHEET,
    Severity.ERROR,
    __doc__,
    message="找不到“{title}”的表头，这张表没有读到",
    fix="请在发放的原表里填写，不要删除或改写表头；没有内容的表空着即可",
)
