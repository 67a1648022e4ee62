"""XP115 单位对不上。

为什么：一张表里两处单位不一致，不能猜是谁报的。
错误：发给衡南县的表里，教育局名称改成了衡山县教育局
正确：发给哪个单位，就由哪个单位填报
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP115",
    "wrong-unit",
    Scope.FILE,
    Severity.ERROR,
    __doc__,
    message="{one}是{unit_one}，{other}却是{unit_other}",
    fix="请核对是否发错了文件；请用发给本单位的表格填报",
)
