"""XP516 一个文件里有几份申请表。

为什么：一份申请表对应一个项目、一个文件；几份放在一起，不能猜用哪一份。
错误：附件2 和 附件2 (2) 两张工作表填了不同的项目
正确：每个项目一个文件
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP516",
    "several-applications",
    Scope.SHEET,
    Severity.ERROR,
    __doc__,
    message="{where}还有一份内容不同的申请表，没有读",
    fix="请每个项目单独存成一个文件，分别报送",
)
