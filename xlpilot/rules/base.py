"""A rule and its faces: when it applies, how pandas tests it, how the sheet tests it, what it says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Literal, cast

from xlpilot.findings import Finding, Place, Severity
from xlpilot.rounds.model import Category, Field, Form
from xlpilot.values import dataclass
from xlpilot.values import field as part

if TYPE_CHECKING:
    import pandas as pd


class Scope(StrEnum):
    """What a rule looks at."""

    FILE = "file"
    CELL = "cell"
    ROW = "row"
    SHEET = "sheet"
    UNITS = "units"
    DELIVERY = "delivery"


class Fault(StrEnum):
    """Why the true value of a cell is not known; stands in the value's place."""

    ERROR = "error"  # an Excel error such as #REF!
    UNCALCULATED = "uncalculated"  # a formula without a cached value
    UNREADABLE = "unreadable"  # not a valid value, such as a number that is not finite
    TWICE = "twice"  # the file gives the cell more than once, with different contents
    DITTO = "ditto"  # it says 'as above', and nothing stands above


@dataclass(frozen=True, slots=True)
class Asked:
    """A field as a rule meets it: the field and its closed list, empty where any value may be typed.

    `latest` is the last day that a date may name, None where any may. `weights`: rules' codes and how grave the round
    takes them. `titles` names the fields of the same row that it looks at, by field name.
    """

    field: Field
    options: tuple[Category, ...] = ()
    latest: dt.date | None = None
    weights: tuple[tuple[str, str], ...] = ()
    titles: Mapping[str, str] = part(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """The canonical names of the options."""
        return tuple(option.name for option in self.options)


@dataclass(frozen=True, slots=True)
class Cells:
    """Where the sheet's formulas find things: A1 references without sheet names, absolute where they must be.

    Attributes:
        cell: the cell itself, such as 'F9', with a fixed column: '$F9'.
        text: a hidden cell with the cell's text as `excel.trimmed` gives it.
        options: the range or name of the field's closed list, '' where there is none.
        under: the two ranges beside each other of a list that follows another field: that field's value, an option.
        texts: name of a field -> the hidden cell with its text, in the same row.
        numbers: name of a field that is set against others -> the hidden cell with its number, in the same row.
        columns: name of a field -> its cell in the same row.
        above: name of a field -> the range from the first entry row to the row above, such as 'C$5:C8'.
            It starts at the header row, so that it is never empty.
        all: name of a field -> the whole entry range, absolute.
    """

    cell: str = ""
    text: str = ""
    options: str = ""
    under: tuple[str, str] = ("", "")
    texts: Mapping[str, str] = part(default_factory=dict)
    numbers: Mapping[str, str] = part(default_factory=dict)
    columns: dict[str, str] = None  # type: ignore[assignment]
    above: dict[str, str] = None  # type: ignore[assignment]
    all: dict[str, str] = None  # type: ignore[assignment]


@dataclass(frozen=True)
class Rule:
    """One rule. Public faces that a rule does not have are None.

    Attributes:
        code: 'XP' and three digits; never reused.
        name: the rule in English words, for people who read code.
        scope: what it looks at.
        severity: how grave a breach is.
        doc: the rule file's docstring; holds title, 为什么, 错误 and 正确 for explain and docs/rules.md.
        message, fix: Chinese, with {title}, {value} and what the rule itself gives.
        applies: cell rules: whether the rule is asked of this field.
        holds: cell rules: (field, column of normalised values) -> True where the rule holds; blank and Fault hold.
        holds_beside: cell rules that look at other cells of the row: as `holds`, given the frame of all fields too.
        row_holds: row and sheet rules: (form, frame of one column per field, file and Excel row as index) -> True
            where the rule holds.
        formula: cell rules: Excel expression, TRUE where the rule holds for the cell as typed.
        row_formula: row and sheet rules: Excel expression over one row, TRUE where the rule holds.
        hint: the few words that the sheet's own column 自检 shows; {title} and {column}.
        keys: sheet rules: the columns (one tuple or several) that rows share when they break the rule together.
        details: what else message and fix can name, from the field.
    """

    code: str
    name: str
    scope: Scope
    severity: Severity
    doc: str
    message: str
    fix: str
    applies: Callable[[Asked], bool] | None = None
    holds: Callable[[Asked, pd.Series], pd.Series] | None = None
    holds_beside: Callable[[Asked, pd.Series, pd.DataFrame], pd.Series] | None = None
    row_holds: Callable[[Form, pd.DataFrame], pd.Series] | None = None
    formula: Callable[[Asked, Cells], str] | None = None
    row_formula: Callable[[Form, Cells], str] | None = None
    hint: str = ""
    details: Callable[[Asked, str], dict[str, str]] | None = None
    keys: Callable[[Form], tuple[tuple[str, ...], ...]] | None = None

    @cached_property
    def title(self) -> str:
        """The fault in a few words."""
        return self.doc.strip().splitlines()[0].removeprefix(self.code).strip().rstrip("。")

    def part(self, heading: str) -> str:
        """One part of the docstring: 为什么, 错误 or 正确.

        Raises:
            KeyError: the rule file does not say it.
        """
        for line in self.doc.splitlines():
            if line.strip().startswith(heading + "："):
                return line.strip().removeprefix(heading + "：")
        raise KeyError(f"{self.code}: {heading}")

    def at(
        self,
        place: Place,
        value: str = "",
        *,
        severity: Severity | None = None,
        words: Mapping[str, object] | None = None,
        **more: object,
    ) -> Finding:
        """A finding of this rule at a place; `words` and `more` fill message and fix."""
        filled = {"value": value, **(words or {}), **more}
        return Finding(
            self.code,
            severity or self.severity,
            self.message.format_map(filled),
            self.fix.format_map(filled),
            place,
            value,
        )

    def at_field(self, asked: Asked, place: Place, value: str, severity: Severity | None = None) -> Finding:
        """A finding of this cell rule about one field."""
        more = self.details(asked, value) if self.details else {}
        return self.at(place, value, severity=severity, title=asked.field.title, words=more)


def blank(column: pd.Series) -> pd.Series:
    """True where a cell is blank, after normalisation: None, '' or white space."""
    values = column.tolist()
    if not _plain(values):
        return _mask(column, [value is None or (isinstance(value, str) and not value.strip()) for value in values])
    return _mask(column, [not value for value in values])


def texts(column: pd.Series) -> list[str]:
    """Every value as text, blank as '': for comparing rows. astype(str) would make blanks unequal to themselves."""
    return ["" if value is None else str(value) for value in column.tolist()]


def repeats(frame: pd.DataFrame, names: Sequence[str], keep: Literal["first", False]) -> pd.Series:
    """True where a row's texts in these columns stand in another row of the same file too.

    Args:
        frame: its index names the file first.
        keep: 'first' spares the first of such rows, False none.
    """
    import pandas as pd

    files = frame.index.get_level_values(0)
    keys = list(zip(files, *(texts(frame[name]) for name in names), strict=True))
    return pd.Series(keys, index=frame.index, dtype=object).duplicated(keep=keep)


def silent(column: pd.Series) -> pd.Series:
    """True where other rules say nothing: the cell is blank, or its value is not known."""
    values = column.tolist()
    if not _plain(values):
        return _mask(
            column,
            [
                value is None or isinstance(value, Fault) or (isinstance(value, str) and not value.strip())
                for value in values
            ],
        )
    return _mask(column, [not value for value in values])


def _plain(values: Sequence[object]) -> bool:
    """Whether there is nothing but texts that are more than white space, '' and None: nearly all columns."""
    kinds = set(map(type, values))
    if not kinds <= _TEXT_OR_NONE:
        return False
    return not any(map(str.isspace, cast("Iterable[str]", filter(None, values))))


_TEXT_OR_NONE = {str, type(None)}


def free_of(column: pd.Series, fault: Fault) -> pd.Series:
    """True unless the cell has this fault."""
    values = column.tolist()
    if Fault not in set(map(type, values)):
        return _mask(column, [True] * len(values))
    return _mask(column, [value is not fault for value in values])


def passing(column: pd.Series, test: Callable[[object], bool]) -> pd.Series:
    """True where a cell is silent or its value passes the test."""
    quiet = silent(column).tolist()
    return _mask(column, [still or test(value) for still, value in zip(quiet, column.tolist(), strict=True)])


def as_series(like: pd.Series, truth: Sequence[bool]) -> pd.Series:
    """One truth a row, with the rows' index."""
    return _mask(like, truth)


def _mask(column: pd.Series, truth: Sequence[bool]) -> pd.Series:
    # Series.map with a function of ours costs several times the loop.
    import numpy as np
    import pandas as pd

    return pd.Series(np.array(truth, dtype=bool), index=column.index)


def each(column: pd.Series, test: Callable[[str], bool]) -> pd.Series:
    """True where a cell is silent or passes the test on its text; each distinct text is tested once."""
    values = column.tolist()
    if _plain(values):
        distinct = cast("Iterable[str | None]", set(values))
        truth = {text: not text or test(text) for text in distinct}
        return _mask(column, list(map(truth.__getitem__, values)))
    known: dict[object, bool] = {}

    def passes(value: object) -> bool:
        if value is None or isinstance(value, Fault):
            return True
        if value not in known:
            text = str(value)
            known[value] = not text.strip() or test(text)
        return known[value]

    return _mask(column, [passes(value) for value in values])
