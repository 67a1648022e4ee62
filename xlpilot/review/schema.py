"""Fields x rules -> pandera. The engine is pandera's; codes and words are ours.

Cells are typed beforehand and every column is an object column without dtype, so that no failure of coercion can
hide another failure. Each rule is one check over all the fields that it is asked of, with the rule's code as its name:
one check a rule and field would cost pandera five times the calls, and all of them on clean data. A check tells pandera
whether the rule holds throughout, and where it does not is kept here: pandera would copy, group and print the rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrorReason, SchemaErrors

from xlpilot.rounds.model import Field, Form, Round
from xlpilot.rules import RULES, asked, row_rules
from xlpilot.rules.base import Asked, Rule
from xlpilot.same import Same
from xlpilot.values import dataclass

Failure = tuple[str, str | None, Any]  # code, field name or None for a row rule, label in the frame's index
Truth = np.ndarray[Any, np.dtype[np.bool_]]  # one a row


@dataclass(frozen=True)
class Judging:
    """What a frame with one object column a field is judged by: its fields and, where a form is given, its rows."""

    fields: tuple[Asked, ...]
    form: Form | None = None

    @classmethod
    def of(cls, round_: Round, fields: Sequence[Field], form: Form | None = None) -> Judging:
        """Judging of these fields by the cell rules and, with a form, by its row and sheet rules."""
        return cls(tuple(asked(round_, field) for field in fields), form)

    @cached_property
    def schema(self) -> pa.DataFrameSchema:
        """The columns must be there; every check sees the whole frame, blanks too, and is named by its rule's code."""
        names = [question.field.name for question in self.fields]
        checks = [self._cell_check(code) for code in self._asked_of]
        if self.form:
            checks += [self._row_check(rule, self.form) for rule in row_rules(self.form)]
        return pa.DataFrameSchema({name: pa.Column(None, nullable=True) for name in names}, checks=checks)

    def failures(self, frame: pd.DataFrame) -> Iterator[Failure]:
        """Every breach of every rule, in the order of codes and fields.

        Raises:
            RuntimeError: a rule itself crashed, or a column is not there, which is a bug and no finding.
        """
        if frame.empty:
            return
        try:
            self.schema.validate(frame, lazy=True)
        except SchemaErrors as errors:
            for error in errors.schema_errors:
                check = error.check
                if error.reason_code is not SchemaErrorReason.DATAFRAME_CHECK or not isinstance(check, pa.Check):
                    raise RuntimeError(f"{check}: {error}") from error
                yield from self._labels(str(check.name), frame)
        finally:
            # The checks hold on to this, and it to them: what it knows of the frame would stay until garbage is
            # looked for, which a command line does once in half a million objects.
            self._columns.clear()
            self._broken.clear()

    @cached_property
    def _asked_of(self) -> dict[str, tuple[Rule, tuple[Asked, ...]]]:
        found: dict[str, tuple[Rule, tuple[Asked, ...]]] = {}
        for rule in RULES:
            if rule.applies and (rule.holds or rule.holds_beside):
                questions = tuple(question for question in self.fields if rule.applies(question))
                if questions:
                    found[rule.code] = (rule, questions)
        return found

    @cached_property
    def _columns(self) -> dict[str, pd.Series]:
        """The columns of the frame that is being judged: each is looked at by some ten rules."""
        return {}

    @cached_property
    def _broken(self) -> dict[str, Truth]:
        """Of the frame that is being judged, by code: the rows that break the rule, where any does."""
        return {}

    def _check(self, code: str, holds: Callable[[pd.DataFrame], Truth]) -> pa.Check:
        """A check of this name that passes where the rule holds in every row, and else notes in which it does not."""

        def holds_throughout(frame: pd.DataFrame) -> bool:
            kept = holds(frame)
            if kept.all():
                return True
            self._broken[code] = ~kept
            return False

        return pa.Check(holds_throughout, name=code, ignore_na=False)

    def _cell_check(self, code: str) -> pa.Check:
        """True for a row where the rule holds in all its fields; which of them broke it is asked of the few others."""
        rule, questions = self._asked_of[code]

        def holds(frame: pd.DataFrame) -> Truth:
            whole = np.ones(len(frame), dtype=bool)
            for question in questions:
                name = question.field.name
                if name not in self._columns:
                    self._columns[name] = _column(frame, name)
                whole &= _holds(rule, question, self._columns[name], frame)
            return whole

        return self._check(code, holds)

    def _row_check(self, rule: Rule, form: Form) -> pa.Check:
        holds = rule.row_holds
        assert holds is not None
        return self._check(rule.code, lambda frame: holds(form, frame).to_numpy(dtype=bool))

    def _labels(self, code: str, frame: pd.DataFrame) -> Iterator[Failure]:
        broken = frame[self._broken[code]]
        if code not in self._asked_of:
            for label in broken.index:
                yield code, None, label
            return
        rule, questions = self._asked_of[code]
        for question in questions:
            column = _column(broken, question.field.name)
            for label in broken.index[~_holds(rule, question, column, broken)]:
                yield code, question.field.name, label


def judging(round_: Round, form: Form) -> Judging:
    """How a form's rows are judged; remembered, as the schema is the same for all goes."""
    return _judging(Same(round_), Same(form))


@lru_cache(16)
def _judging(round_: Same, form: Same) -> Judging:
    assert isinstance(round_.it, Round)
    assert isinstance(form.it, Form)
    return Judging.of(round_.it, form.it.entries, form.it)


def _column(frame: pd.DataFrame, name: str) -> pd.Series:
    # Without the frame's index of files and rows: pandas would copy it at every step.
    return pd.Series(frame[name].to_numpy(), dtype=object)


def _holds(rule: Rule, question: Asked, column: pd.Series, frame: pd.DataFrame) -> Truth:
    if rule.holds_beside:
        return rule.holds_beside(question, column, frame).to_numpy(dtype=bool)
    assert rule.holds is not None
    return rule.holds(question, column).to_numpy(dtype=bool)
