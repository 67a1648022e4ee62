"""XP513 意见的日期先后不对。

为什么：单位先出意见，县市区教育局再审，然后才报来。
错误：单位意见 2018年9月9日，县市区教育局意见 2018年9月3日
正确：单位意见 2018年9月3日，县市区教育局意见 2018年9月9日
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP513",
    "opinion-days-order",
    Scope.ROW,
    Severity.ERROR,
    __doc__,
    message="“{box}”的日期是 {day}，{what}",
    fix="请核对日期：单位意见在前，县市区教育局意见在后，都不晚于报送",
)
