"""XP432 表不是市局发的，是自己另做的。

为什么：另做的表没有锁定、下拉列表和标识，列的位置也是按表头认的；认错一列就错一片，所以要由填报人核对以后再采用。
错误：自己新建工作簿，照着抄一份表头来填
正确：在市局发放的工作簿里填写
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP432",
    "rebuilt-by-hand",
    Scope.SHEET,
    Severity.ERROR,
    __doc__,
    message="这张表没有市局的标识，样子也不是市局发的表（{what}）；按表头认出了 {rows} 行，没有采用",
    fix="市局退回的文件是一份新的申报表，已填入认出的内容：请核对后把它发回；也可以在发放的原表里重填",
)
