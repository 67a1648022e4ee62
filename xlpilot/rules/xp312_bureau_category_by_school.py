"""XP312 由教育行政部门申报的类别，报的是单个学校。

为什么：“区域智慧教育”以一个区域为单位，一所学校单独申报多半是选错了类别。
错误：申报单位 = 衡南县第一中学，申报类别 = 区域智慧教育
正确：申报单位 = 衡南县教育局，申报类别 = 区域智慧教育
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP312",
    "bureau-category-by-school",
    Scope.ROW,
    Severity.WARNING,
    __doc__,
    message="“{category}”由教育行政部门申报，而“{value}”是学校",
    fix="请核对类别；学校另选一类，或由教育局申报",
)
