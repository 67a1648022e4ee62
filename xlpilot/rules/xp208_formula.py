"""XP208 填的是公式。

为什么：公式的结果会随别的单元格变动，链接到别的文件时还可能是旧的。
错误：申报单位 = 引用另一张表的公式
正确：申报单位 = 衡南县第一中学
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP208",
    "formula",
    Scope.CELL,
    Severity.WARNING,
    __doc__,
    message="“{title}”填的是公式，已采用它的结果“{value}”",
    fix="请核对结果；最好直接填写内容",
)
