"""XP240 与其他数对不上。

为什么：合计不等于各项之和、支出大于投资、结束早于开始，其中至少有一个数填错了。
错误：总投资 = 100，其中财政 = 60、自筹 = 30
正确：总投资 = 90，其中财政 = 60、自筹 = 30
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from xlpilot.findings import Severity
from xlpilot.rules.base import Asked, Cells, Rule, Scope, as_series

if TYPE_CHECKING:
    import pandas as pd

# Spreadsheets count in binary: 0.1 + 0.2 is not 0.3. Neither face looks beyond the sixth decimal.
PLACES = 6
_EPOCH = dt.date(1899, 12, 30)
_SIGNS: dict[str, tuple[str, str, Callable[[Decimal], bool]]] = {
    "equals_sum_of": ("=", "应等于", lambda rest: rest == 0),
    "at_most": ("<=", "不应大于", lambda rest: rest <= 0),
    "at_least": (">=", "不应小于", lambda rest: rest >= 0),
}


def applies(asked: Asked) -> bool:
    """Asked of fields with a relation."""
    return bool(asked.field.relation.names)


def holds_beside(asked: Asked, column: pd.Series, frame: pd.DataFrame) -> pd.Series:
    """True where every relation holds, or a number in it is not known; a relation to blanks alone says nothing."""
    relations = [(_SIGNS[word][2], [frame[name].tolist() for name in names]) for word, names in _asked(asked)]
    held = []
    for at, value in enumerate(column.tolist()):
        own = _number(value)
        held.append(own is None or all(_held(good, own, [part[at] for part in parts]) for good, parts in relations))
    return as_series(column, held)


def _asked(asked: Asked) -> list[tuple[str, tuple[str, ...]]]:
    return [(word, names) for word, names in asked.field.relation if names]


def _held(good: Callable[[Decimal], bool], own: Decimal, parts: Sequence[object]) -> bool:
    numbers = [_number(part) for part in parts if part is not None]
    if not numbers or any(number is None for number in numbers):
        return True
    return good(round(own - sum((number for number in numbers if number is not None), Decimal()), PLACES))


def _number(value: object) -> Decimal | None:
    if isinstance(value, dt.date):
        return Decimal((value - _EPOCH).days)
    return Decimal(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else None


def formula(asked: Asked, cells: Cells) -> str:
    """TRUE where every relation holds, or a cell in it cannot be read as a number."""
    own = cells.numbers[asked.field.name]
    tests = []
    for word, names in _asked(asked):
        numbers = [cells.numbers[name] for name in names]
        blank = f"AND({','.join(f'LEN({number})=0' for number in numbers)})"
        total = "+".join(f"N({number})" for number in numbers)
        tests.append(f"IF({blank},TRUE,ROUND({own}-({total}),{PLACES}){_SIGNS[word][0]}0)")
    return f"IFERROR(AND({','.join(tests)}),TRUE)"


def details(asked: Asked, value: str) -> dict[str, str]:
    """What it should be."""
    words = [
        f"{_SIGNS[word][1]}{'＋'.join(f'“{asked.titles.get(name, name)}”' for name in names)}"
        for word, names in _asked(asked)
    ]
    return {"relation": "，".join(words)}


RULE = Rule(
    "XP240",
    "does-not-add-up",
    Scope.CELL,
    Severity.ERROR,
    __doc__,
    message="“{title}”填的是“{value}”，{relation}",
    fix="请核对这几项，改正填错的那一个",
    applies=applies,
    holds_beside=holds_beside,
    formula=formula,
    hint="{title}{relation}",
    details=details,
)
