"""XP409 表内的提示与审核结果不一致。

为什么：表顶的提示是填报人报送前看到的；与审核不一致，多半是保存前没有重新计算，或提示被改动。
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
    fix="以市局审核为准；请用 WPS 或 Excel 打开，等表顶提示更新后再保存",
)
