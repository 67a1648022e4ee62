"""XP443 报的是公开版的汇总表。

为什么：公开版略去了全部电话号码，不能当作整份汇总表。
错误：报了“附件1-申报汇总表（公开）.xlsx”
正确：报不带“（公开）”的那一份
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP443",
    "summary-public",
    Scope.SHEET,
    Severity.ERROR,
    __doc__,
    message="这是可以公开的那一份汇总表，略去了电话号码",
    fix="请报文件名不带“（公开）”的那一份",
)
