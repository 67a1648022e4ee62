"""XP220 整个名称用了书名号。

为什么：书名号照原样保留，可能与别处的写法不一致。
错误：申报项目名称 = 《同步课堂应用》
正确：申报项目名称 = 同步课堂应用
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP220",
    "book-title-marks",
    Scope.CELL,
    Severity.INFO,
    __doc__,
    message="“{title}”填的是“{value}”，书名号照原样保留",
    fix="不必重报",
)
