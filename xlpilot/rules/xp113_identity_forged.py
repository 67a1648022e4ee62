"""XP113 表格标识不符。

为什么：标识经过签名，对不上说明被改动过，不能确认是谁报的。
错误：把别县表格的标识改成本县的
正确：不改动隐藏的标识
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP113",
    "identity-forged",
    Scope.FILE,
    Severity.ERROR,
    __doc__,
    message="表格里的标识与市局签发的对不上（{detail}）",
    fix="请用市局发给本单位的原表重新填报，不要改动其中的隐藏内容",
)
