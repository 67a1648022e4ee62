"""XP431 锁定的内容与下发时不同。

为什么：锁定的格子被改过，多半是解了锁；改了表题不要紧，改了选项或编号，填的内容就可能不是我们问的。
错误：删了盖章行的标签；把别县的编号抄了过来
正确：锁定的内容照原样
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP431",
    "locked-changed",
    Scope.SHEET,
    Severity.WARNING,
    __doc__,
    message="锁定的内容与下发时不同（{class_}）：{what}",
    fix="{advice}",
)
