"""XP403 两行完全相同。

为什么：同一个项目汇总两次，数就错了；多半是粘贴了两遍。
错误：第8行与第6行每一格都一样
正确：删去重复的一行
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlpilot.findings import Severity
from xlpilot.rounds.model import Form
from xlpilot.rules.base import Cells, Rule, Scope, repeats
from xlpilot.rules.excel import REST_KEY, TEXT_KEY

if TYPE_CHECKING:
    import pandas as pd


def row_holds(form: Form, frame: pd.DataFrame) -> pd.Series:
    """True unless an earlier row of the same file has the same values in every column that the clerk fills."""
    return ~repeats(frame, [field.name for field in form.entries], keep="first")


def row_formula(form: Form, cells: Cells) -> str:
    """TRUE unless a row above has the same text, and the same choices and numbers or some that have yet to be mended.

    Normalisation may well turn those into this row's, which the sheet cannot tell.
    """
    same, equal = (f"EXACT({cells.above[key]},{cells.columns[key]})" for key in (TEXT_KEY, REST_KEY))
    unknown = f'EXACT({cells.above[REST_KEY]},"")'
    return f"SUMPRODUCT({same}*(({equal}+{unknown})>0))=0"


RULE = Rule(
    "XP403",
    "duplicate-row",
    Scope.SHEET,
    Severity.ERROR,
    __doc__,
    message="第{row}行与第{other}行完全相同，{kept}",
    fix="请只保留其中一行；确是两个项目的，请写清区别",
    row_holds=row_holds,
    row_formula=row_formula,
    hint="与上面一行重复",
    keys=lambda form: (tuple(field.name for field in form.entries),),
)
