"""XP533 内容没有核对。

为什么：扫描件、PDF 和旧版文档里的字不能可靠地读出来。
错误：把工作方案存成 PDF 发来
正确：工作方案报 .docx；盖章的正式文件报扫描件即可
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP533",
    "content-not-checked",
    Scope.FILE,
    Severity.INFO,
    __doc__,
    message="{what}里的内容没有核对，只作为{kind}留存",
    fix="工作方案请另报 .docx，以便核对；正式文件请对照原件核对文号、发文单位和公章",
)
