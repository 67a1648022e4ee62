"""XP530 正式文件没有文号。

为什么：通知要求以正式文件形式上报，正式文件都有文号。
错误：标题下面没有“南教字〔2018〕15号”这样的文号
正确：写明发文字号
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP530",
    "letter-number-missing",
    Scope.FILE,
    Severity.WARNING,
    __doc__,
    message="没有找到文号{detail}",
    fix="请在标题上方写明发文字号；扫描件、PDF 请把文号写进文件名",
)
