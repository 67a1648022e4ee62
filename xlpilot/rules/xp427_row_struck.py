"""XP427 整行划了删除线。

为什么：划线的行可能是不报了，也可能只是格式；由县里说清楚。
错误：第9行各格都划了删除线
正确：不报的行删去，要报的行去掉删除线
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP427",
    "row-struck",
    Scope.SHEET,
    Severity.WARNING,
    __doc__,
    message="第{row}行的内容划了删除线，不知道是不是撤下了；暂按没有划线采用",
    fix="不报的请整行清空，要报的请去掉删除线",
)
