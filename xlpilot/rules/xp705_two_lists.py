"""XP705 同一单位报来两份互不相干的表。

为什么：可能是两个科室分别报的：相加会重复，只取一份会漏掉，不能由程序猜。
错误：基教股、职教股各报一份，没有一个相同的项目
正确：合成一份后再报
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP705",
    "two-lists",
    Scope.DELIVERY,
    Severity.ERROR,
    __doc__,
    message="与{other}没有一个相同的项目、单位或电话，不知道应当合并还是替代，本份暂不采用",
    fix="请核对后合成一份重报；确是替代的，由市局撤回前一份",
)
