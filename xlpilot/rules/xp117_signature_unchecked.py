"""XP117 未核对签名。

为什么：签名要用市局的密钥核对，县区自查时没有密钥。
错误：（县区自查时总会出现）
正确：（无需处理）
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP117",
    "signature-unchecked",
    Scope.FILE,
    Severity.INFO,
    __doc__,
    message="自查时不核对表格标识的签名，以市局审核为准",
    fix="无需处理",
)
