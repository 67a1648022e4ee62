"""XP120 文件里还有单元格以外的东西。

为什么：宏不会运行，对象和外部链接不会打开；批注、图片里的话没有人读就等于没有说。
错误：带宏的工作簿；批注里写着“此项撤回”
正确：只有表格内容
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP120",
    "holds-more",
    Scope.FILE,
    Severity.WARNING,
    __doc__,
    message="文件里有{what}，{taken}",
    fix="{advice}",
)
