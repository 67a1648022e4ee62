"""XP711 后一份里少了项目。

为什么：后报的一份替代前一份，少了的项目就不再汇总；可能是有意撤下，也可能是漏了。
错误：前一份有、这一份没有的项目
正确：后一份仍列出全部项目
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP711",
    "project-dropped",
    Scope.DELIVERY,
    Severity.WARNING,
    __doc__,
    message="前一份（{before}）第{row}行的“{project}”在这一份里没有了",
    fix="确是撤下的不必处理；漏了的请补上重报",
)
