"""XP229 选项与另一项不配。

为什么：可以选什么要看另一项填了什么，两项不配时至少有一项填错了。
错误：采购类型 = 软件，品目 = 交互式平板
正确：采购类型 = 硬件，品目 = 交互式平板
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlpilot.findings import Severity
from xlpilot.rules import excel
from xlpilot.rules.base import Asked, Cells, Rule, Scope, as_series, texts

if TYPE_CHECKING:
    import pandas as pd


def applies(asked: Asked) -> bool:
    """Asked of fields whose options follow another field."""
    return bool(asked.field.choices_under)


def holds_beside(asked: Asked, column: pd.Series, frame: pd.DataFrame) -> pd.Series:
    """True unless every part is an option, the other field is filled, and one of the options does not go with it."""
    under = {option.name: option.under for option in asked.options}
    others = texts(frame[asked.field.choices_under])

    def good(text: str, other: str) -> bool:
        parts = text.split("、") if asked.field.type == "list" else [text]
        return not other or all(not under.get(part) or other in under[part] for part in parts)

    return as_series(column, [good(text, other) for text, other in zip(texts(column), others, strict=True)])


def formula(asked: Asked, cells: Cells) -> str:
    """TRUE where the pair of both cells is in the list of pairs, or the other cell is blank.

    An option that goes with everything is in the list with a blank beside it.
    """
    other, (parents, names) = cells.texts[asked.field.choices_under], cells.under
    goes = f'(EXACT({other},{parents})+({parents}=""))'
    if asked.field.type == "list":
        within = f'ISNUMBER(FIND("、"&{names}&"、","、"&{cells.text}&"、"))'
        parts = f'LEN({cells.text})-LEN(SUBSTITUTE({cells.text},"、",""))+1'
        return f"IF({excel.filled(other)},SUMPRODUCT({within}*{goes})>={parts},TRUE)"
    return f"IF({excel.filled(other)},SUMPRODUCT(EXACT({cells.text},{names})*{goes})>0,TRUE)"


def details(asked: Asked, value: str) -> dict[str, str]:
    """The other field, and what this option goes with."""
    parts = value.split("、") if asked.field.type == "list" else [value]
    goes = [name for option in asked.options if option.name in parts for name in option.under]
    title = asked.titles.get(asked.field.choices_under, asked.field.choices_under)
    return {"other": title, "goes": f"“{value}”只能用在“{title}”为“{'、'.join(dict.fromkeys(goes))}”时"}


RULE = Rule(
    "XP229",
    "not-under-that",
    Scope.CELL,
    Severity.ERROR,
    __doc__,
    message="“{title}”填的是“{value}”，与“{other}”不配",
    fix="请核对“{title}”和“{other}”：{goes}",
    applies=applies,
    holds_beside=holds_beside,
    formula=formula,
    hint="{title}与{other}不配",
    details=details,
)
