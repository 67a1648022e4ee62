"""XP411 下拉列表不在了。

为什么：从别处粘贴会把下拉列表盖掉，填报人就看不到有哪些选项。
错误：把别的表整块粘贴到“申报类别”一列
正确：用“选择性粘贴—数值”，或直接从下拉列表选
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP411",
    "dropdown-lost",
    Scope.SHEET,
    Severity.INFO,
    __doc__,
    message="“{title}”一列的下拉列表不在了（{rows}）",
    fix="内容照常审核；以后粘贴时请选“只粘贴数值”",
)
