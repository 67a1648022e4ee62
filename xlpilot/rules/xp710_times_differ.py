"""XP710 文件上的时间与收到时间矛盾。

为什么：收到时间由登记、邮件服务器或时钟决定，文件自己的时间不算数；但两者矛盾时要有人看一眼。
错误：文件修改于登记的收到时间之后
正确：收到之后没有改动过的文件
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP710",
    "times-differ",
    Scope.DELIVERY,
    Severity.WARNING,
    __doc__,
    message="{what}（{other}）晚于登记的收到时间（{received}）",
    fix="请核对登记的收到时间",
)
