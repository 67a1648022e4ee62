"""XP503 工作方案的一部分没有写。

为什么：留着提纲原来的字样，等于没有写。
错误：“一、概述”下面只有提纲的提示
正确：每一部分都有内容
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP503",
    "plan-part-empty",
    Scope.FILE,
    Severity.ERROR,
    __doc__,
    message="“{part}”下面没有内容，{what}",
    fix="请写上内容",
)
