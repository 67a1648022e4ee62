"""XP423 认不出的分类标题。

为什么：标题下面各行空着，要靠标题才知道是哪一类；认不出就不能补。
错误：“网路联校”单占一行，下面各行没有填类别
正确：每一行都从下拉列表选
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP423",
    "band-unclear",
    Scope.SHEET,
    Severity.WARNING,
    __doc__,
    message="第{row}行“{value}”像是分类标题，但{why}",
    fix="请在下面每一行填写“{title}”",
)
