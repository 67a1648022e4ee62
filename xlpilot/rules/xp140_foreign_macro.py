"""XP140 文件里有不是市局发的宏。

为什么：市局发的 .xlsm 只带“校验”按钮的宏；别的宏可能是病毒，也可能改过表里的内容。收到的宏一概不运行，照常读单元格。
错误：在市局发的表里另加了宏，或把表抄进了单位自己带宏的工作簿
正确：市局发的 .xlsx，或宏没有改动过的 .xlsm
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP140",
    "foreign-macro",
    Scope.FILE,
    Severity.WARNING,
    __doc__,
    message="文件里的宏不是市局发的（模块 {modules}），没有运行",
    fix="市局发的 .xlsm 里只有“校验”按钮的宏。请用杀毒软件检查报送的电脑；不需要宏的，另存为 .xlsx 再报",
)
