"""XP104 加了打开密码。

为什么：加了打开密码的文件谁也读不了。
错误：设置了“打开权限密码”的工作簿
正确：没有打开密码的工作簿（表内的锁定不要紧）
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP104",
    "password",
    Scope.FILE,
    Severity.ERROR,
    __doc__,
    message="{detail}",
    fix="{advice}",
)
