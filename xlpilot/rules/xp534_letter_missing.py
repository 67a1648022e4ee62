"""XP534 没有收到正式文件。

为什么：通知要求各县市区教育局及各学校单位均以正式文件形式上报。
错误：只报了汇总表
正确：附上本单位的正式文件
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP534",
    "letter-missing",
    Scope.FILE,
    Severity.WARNING,
    __doc__,
    message="{unit}已报送材料，但没有收到正式文件",
    fix="请补报盖章的正式文件；收到纸质件的，由市局用 xlpilot receive --paper 登记",
)
