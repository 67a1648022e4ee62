"""XP112 缺少表格标识。

为什么：标识说明这是发给哪个单位的哪一张表；没有它只能按表里写的单位名称认定。
错误：把内容复制到自己新建的工作簿里
正确：直接在发放的工作簿里填写后发回
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP112",
    "identity-missing",
    Scope.FILE,
    Severity.WARNING,
    __doc__,
    message="表格里没有市局发放时的标识，按{basis}认定为{unit}",
    fix="请尽量在发放的原表里填写；若确是{unit}的表，只有这一条时不必重报",
)
