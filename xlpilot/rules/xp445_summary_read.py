"""XP445 下一级的汇总表。

为什么：汇总表带着标识：是谁的、哪一轮的、多少行、每行来自哪里。标识不是签名，别人照着改也看不出来，所以有核对码。
错误：收到的汇总表来路不明，也没有对核对码
正确：打电话请对方念汇总表“核验”里的核对码，两边相同就是同一份
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP445",
    "summary-read",
    Scope.SHEET,
    Severity.INFO,
    __doc__,
    message="这是{issuer}“{title}”的汇总表：{rows}行，另有{excluded}行没有纳入；核对码 {code}",
    fix="只读项目那些行，其余工作表用来核对。要核实是不是原件，请与对方对一下核对码（在那份汇总表的“核验”里）",
)
