"""XP219 勾选符号是字体里的字母。

为什么：换一台电脑，这样的“勾”会变成字母，勾的是哪一项要核对。
错误：申报类别写成 ¨①网络联校创新应用 þ②区域智慧教育
正确：申报类别 = 区域智慧教育
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP219",
    "symbol-ticks",
    Scope.CELL,
    Severity.WARNING,
    __doc__,
    message="“{title}”填的是“{value}”，勾选符号像是字体里的字母，按“{taken}”采用",
    fix="请核对；请从下拉列表中选择",
)
