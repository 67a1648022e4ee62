"""XP404 同一个县里有两行报的是同一项目。

为什么：可能重复申报，也可能两个单位碰巧同名，要由县里确认。
错误：第6行和第9行的申报项目名称都是“同步课堂”
正确：一个项目报一行，或在名称里写清区别
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlpilot.findings import Severity
from xlpilot.rounds.model import Form
from xlpilot.rules import xp403_duplicate_row
from xlpilot.rules.base import Cells, Rule, Scope, repeats, silent
from xlpilot.rules.excel import key_column

if TYPE_CHECKING:
    import pandas as pd


def row_holds(form: Form, frame: pd.DataFrame) -> pd.Series:
    """True unless another row of the same file repeats one of the form's unique keys; blank keys repeat nothing."""
    repeated = ~xp403_duplicate_row.row_holds(form, frame)  # said by that rule already
    frame, repeated = frame[~repeated], repeated & False
    for names in form.unique_keys:
        there = ~silent(frame[names[0]])
        for name in names[1:]:
            there &= ~silent(frame[name])
        again = there & repeats(frame, names, keep=False)
        repeated.loc[again.index[again]] = True
    return ~repeated


def row_formula(form: Form, cells: Cells) -> str:
    """TRUE unless another row of the sheet has the same key, exactly; blank keys repeat nothing."""
    tests = []
    for names in form.unique_keys:
        key = key_column(names)
        same = f"SUMPRODUCT(--EXACT({cells.all[key]},{cells.columns[key]}))"
        tests.append(f"IF(LEN({cells.columns[key]})=0,TRUE,{same}<=1)")
    return f"AND({','.join(tests)})" if tests else "TRUE"


RULE = Rule(
    "XP404",
    "same-project",
    Scope.SHEET,
    Severity.WARNING,
    __doc__,
    message="第{row}行与第{other}行的{title}相同",
    fix="请核对是否重复申报；确是两个项目的，请在名称里写清区别",
    row_holds=row_holds,
    row_formula=row_formula,
    hint="项目重名",
    keys=lambda form: form.unique_keys,
)
