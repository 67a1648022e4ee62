"""XP217 有认不出的字。

为什么：转存时丢了的字和自造字，别的电脑上看不到；校名、项目名缺了字就不知道是哪一个。
错误：申报单位里有 �
正确：把这个字重新打出来
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP217",
    "garbled",
    Scope.CELL,
    Severity.WARNING,
    __doc__,
    message="“{title}”填的是“{value}”，{why}",
    fix="请核对，缺的字请补上；生僻字请用输入法的大字库重新输入",
)
