"""XP130 一个文件里有几个单位的表。

为什么：一张表只算它盖章行写的那个单位的；记在哪个单位名下，要让人看得见。
错误：一个工作簿里，附件1 是衡阳县的，附件1 (2) 是衡南县的
正确：一个单位报一个文件
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP130",
    "several-units",
    Scope.FILE,
    Severity.WARNING,
    __doc__,
    message="文件里有{count}个单位的表：{all}；已分开审核，这里只是工作表“{sheet}”，记在{unit}名下",
    fix="请核对各表盖章行的单位；下次请一个单位报一个文件，不要把别的单位的表放在一起",
)
