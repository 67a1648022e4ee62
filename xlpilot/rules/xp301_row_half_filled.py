"""XP301 这一行只填了一小半。

为什么：可能是没填完，也可能是删项目时没有删干净的残留，两种情形的改法不同。
错误：只有序号和一个手机号码的一行
正确：整行填完，或整行清空
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlpilot.findings import Severity
from xlpilot.rounds.model import Form
from xlpilot.rules.base import Cells, Rule, Scope, as_series, blank
from xlpilot.rules.excel import VERDICTS

if TYPE_CHECKING:
    import pandas as pd


def row_holds(form: Form, frame: pd.DataFrame) -> pd.Series:
    """True where more than half of the required cells are filled."""
    required = [field.name for field in form.entries if field.constraints.required]
    if not required:
        return as_series(frame.iloc[:, 0], [True] * len(frame))
    import numpy as np

    blanks = np.sum([blank(frame[name]).to_numpy() for name in required], axis=0)
    return as_series(frame.iloc[:, 0], (blanks * 2 < len(required)).tolist())


def row_formula(form: Form, cells: Cells) -> str:
    """TRUE where less than half of the required cells of the row are blank, as their own verdicts (XP201) say."""
    required = sum(field.constraints.required for field in form.entries)
    missing = f"SUMPRODUCT(--(MOD({cells.columns[VERDICTS]},1000)=201))"
    return f"{missing}*2<{required}" if required else "TRUE"


RULE = Rule(
    "XP301",
    "row-half-filled",
    Scope.ROW,
    Severity.WARNING,
    __doc__,
    message="第{row}行只填了一小半，缺{missing}",
    fix="请把这一行填完；不需要的请整行清空",
    row_holds=row_holds,
    row_formula=row_formula,
    hint="只填了一小半",
)
