"""XP709 文件名说是最终版，却不是最后收到的。

为什么：先后只看收到时间；文件名写着“最终版”的反而更早收到，可能发错了文件。
错误：“最终版”早于另一份收到
正确：最后报的一份就是最终的
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP709",
    "named-final",
    Scope.DELIVERY,
    Severity.WARNING,
    __doc__,
    message="文件名写着“{word}”，但在它之后又收到了另一份（{by}），采用的是后收到的",
    fix="请核对哪一份是最终的；要用本份的请重报一次",
)
