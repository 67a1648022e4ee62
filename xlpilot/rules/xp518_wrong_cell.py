"""XP518 像是填错了格。

为什么：单位和项目填反了，就和汇总表对不上。
错误：申报单位 = 同步课堂应用，项目名称 = 衡南县第一中学
正确：申报单位 = 衡南县第一中学，项目名称 = 同步课堂应用
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP518",
    "wrong-cell",
    Scope.CELL,
    Severity.WARNING,
    __doc__,
    message="“{title}”填的是“{value}”，像是“{other}”的内容",
    fix="请核对是否填错了格",
)
