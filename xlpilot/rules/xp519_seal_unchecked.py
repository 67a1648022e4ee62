"""XP519 盖章未核对。

为什么：章盖在纸上，电子表看不出来。
错误：以为电子表通过就不用盖章
正确：一式两份打印、签名、盖章后报送
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP519",
    "seal-unchecked",
    Scope.FILE,
    Severity.INFO,
    __doc__,
    message="{boxes}的盖章未核对，以纸质件为准",
    fix="请核对一式两份纸质件的签名和盖章",
)
