"""XP514 市教育局的意见框里有内容。

为什么：这一框由市教育局填写；写在这里的意见不算数，多半是填错了框。
错误：市教育局意见 = 同意推荐
正确：市教育局意见留空
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP514",
    "city-box-touched",
    Scope.CELL,
    Severity.ERROR,
    __doc__,
    message="“{box}”框里填了“{value}”，这一框由市教育局填写{likely}",
    fix="请把它移到自己的意见框里，市教育局的框留空",
)
