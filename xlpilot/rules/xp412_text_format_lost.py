"""XP412 文本格式不在了。

为什么：号码栏原是文本格式；粘贴后变成常规格式，长号码和开头的0可能走样。
错误：把别的表整块粘贴到“手机号码”一列
正确：用“选择性粘贴—数值”
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP412",
    "text-format-lost",
    Scope.SHEET,
    Severity.INFO,
    __doc__,
    message="“{title}”一列的文本格式不在了（{rows}）",
    fix="请核对号码是否完整；以后粘贴时请选“只粘贴数值”",
)
