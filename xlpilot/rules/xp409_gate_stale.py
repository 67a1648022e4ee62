"""XP409 表内的提示与审核结果不一致。

为什么：表顶的提示是填报人报送前看到的；说可以报送却有错误，多半是保存前没有重新计算，或提示被改动。表内只认规范的写法，审核能统一的会统一，所以提示待改而审核没有错误的，只作说明。
错误：表顶显示“可以报送”，审核却有错误
正确：保存前表顶的提示与内容一致
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP409",
    "gate-stale",
    Scope.SHEET,
    Severity.WARNING,
    __doc__,
    message="表顶显示“{value}”，审核{result}",
    fix="以市局审核为准；{how}",
)
