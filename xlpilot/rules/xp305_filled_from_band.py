"""XP305 按分类标题补上。

为什么：标题只写一次、下面各行空着，是常见的做法；补了什么要让县里看到。
错误：“网络联校创新应用”单占一行，下面各行的“申报类别”空着
正确：每一行都填写
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP305",
    "filled-from-band",
    Scope.ROW,
    Severity.INFO,
    __doc__,
    message="“{title}”没有填，按{band}的“{given}”采用",
    fix="不必重报；以后请每一行都填写",
)
