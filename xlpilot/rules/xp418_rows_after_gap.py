"""XP418 空行后面还有内容。

为什么：空行多半是分段或删剩下的；后面的内容照常读取。
错误：空了三行之后还有两个项目
正确：项目连着填
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP418",
    "rows-after-gap",
    Scope.SHEET,
    Severity.INFO,
    __doc__,
    message="{gap}空着，后面第{row}行起还有内容，已照常读取",
    fix="请核对空行后面的内容要不要报",
)
