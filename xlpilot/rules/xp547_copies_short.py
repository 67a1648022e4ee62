"""XP547 纸质件的份数不够。

为什么：通知要求申请表一式两份。
错误：3 个项目只收到 4 份申请表
正确：3 个项目收到 6 份
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP547",
    "copies-short",
    Scope.FILE,
    Severity.WARNING,
    __doc__,
    message="{kind}要求一式{copies}份，{projects}个项目应有 {needed} 份，登记的纸质件有 {there} 份",
    fix="请补齐纸质件，用 xlpilot receive --paper 登记",
)
