"""XP444 汇总表是暂定的。

为什么：下一级还有单位没有报，以后可能还有项目。
错误：还有两个县没有报，就报了汇总表
正确：各县都报了再汇总、上报；以后再报的会替代这一份
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP444",
    "summary-provisional",
    Scope.SHEET,
    Severity.WARNING,
    __doc__,
    message="这份汇总表是暂定的：写出时还有{count}个单位没有报（{names}）",
    fix="补齐后请再汇总、再报，新的一份会替代这一份",
)
