"""XP532 正式文件是别的单位的。

为什么：不能拿别的单位的文件当作本单位的。
错误：衡南县的材料里放了衡山县教育局的请示
正确：由本单位发文
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Rule, Scope

RULE = Rule(
    "XP532",
    "letter-other-issuer",
    Scope.FILE,
    Severity.ERROR,
    __doc__,
    message="这份正式文件的发文单位是“{value}”（{issuer}），却作为{unit}的材料报来",
    fix="请核对是否发错了文件，报送本单位的正式文件",
)
