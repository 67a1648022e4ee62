"""XP310 申报单位是别的单位的。

为什么：装错信封、发错文件最常见；一行写明是别的县的，就不能算作这个县的申报。整理写法以后才像的，和150个单位以上表里认不出的，只提醒。
错误：衡南县的表里，申报单位 = 衡山县第一中学
正确：衡南县第一中学
"""

from __future__ import annotations

from xlpilot.findings import Severity
from xlpilot.rules.base import Asked, Cells, Rule, Scope
from xlpilot.rules.excel import UNIT_CODES, UNIT_NAMES, UNIT_WHOLE, WHOSE


def applies(asked: Asked) -> bool:
    """Asked of names of units."""
    return asked.field.format == "unit-name"


def formula(asked: Asked, cells: Cells) -> str:
    """TRUE unless the longest name of a unit that the text is, or begins with, is another unit's: `named_unit`.

    Of each name that fits, twice its length, one more where it is the form's own: the greatest is odd for own names.
    """
    begins = f"EXACT(LEFT({cells.text},LEN({UNIT_NAMES})),{UNIT_NAMES})"
    fits = f"(({UNIT_WHOLE}=0)+(LEN({cells.text})=LEN({UNIT_NAMES}))>0)"
    own = f"ISNUMBER(FIND({UNIT_CODES},{WHOSE}))"
    return f"MOD(SUMPRODUCT(MAX(1,{begins}*{fits}*(LEN({UNIT_NAMES})*2+{own}))),2)=1"


RULE = Rule(
    "XP310",
    "unit-of-another-county",
    Scope.ROW,
    Severity.ERROR,
    __doc__,
    message="“{title}”填的是“{value}”，是{other}的，而这份表是{unit}的",
    fix="请改为本单位或所属学校的名称；发错了文件的请换成自己的，联合申报的填牵头的一方，其余写在备注里",
    applies=applies,
    formula=formula,
    hint="{title}是别的县（单位）的",
)
