"""XP446 汇总表没有写明报给哪一轮。

为什么：不同的通知可能同年、同表头；不写明就不知道是不是报给本轮的。
错误：市里的 round.toml 没有写 feeds
正确：市里的 round.toml 写上 feeds = "hunan-2018"，再汇总一次
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP446",
    "summary-of-no-round",
    Scope.SHEET,
    Severity.ERROR,
    __doc__,
    message="这是“{other}”的汇总表，没有写明报给本轮“{expected}”",
    fix="请对方在 round.toml 里用 feeds 写明本轮的名称，再汇总、再报；核实了的，可用 xlpilot receive --as summary 登记",
)
