"""Fields x rules -> pandera. The engine is pandera's; codes and words are ours.

Cells are typed beforehand and every column is an object column without dtype, so that no failure of coercion can
hide another failure; every check carries its rule's code as name and sees blanks too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrorReason, SchemaErrors

from xlpilot.rounds.model import Field, Form, Round
from xlpilot.rules import asked, cell_rules, row_rules
from xlpilot.rules.base import Asked, Rule

Failure = tuple[str, str | None, Any]  # code, field name or None for a row rule, label in the frame's index


def cell_schema(round_: Round, fields: Sequence[Field], form: Form | None = None) -> pa.DataFrameSchema:
    """A schema with the cell rules of these fields and, where a form is given, its row and sheet rules."""
    columns = {}
    for field in fields:
        question = asked(round_, field)
        checks = [_cell_check(rule, question) for rule in cell_rules(question)]
        columns[field.name] = pa.Column(None, checks, nullable=True, required=True)
    rows = [_row_check(rule, form) for rule in row_rules(form)] if form else []
    return pa.DataFrameSchema(columns, checks=rows)


def _cell_check(rule: Rule, question: Asked) -> pa.Check:
    holds = rule.holds
    assert holds is not None
    return pa.Check(lambda column: holds(question, column), name=rule.code, ignore_na=False)


def _row_check(rule: Rule, form: Form) -> pa.Check:
    holds = rule.row_holds
    assert holds is not None
    return pa.Check(lambda frame: holds(form, frame), name=rule.code, ignore_na=False)


def failures(schema: pa.DataFrameSchema, frame: pd.DataFrame) -> Iterator[Failure]:
    """Every breach of every rule, in the order of fields and codes.

    Raises:
        RuntimeError: a rule itself crashed, which is a bug of that rule and no finding.
    """
    if frame.empty:
        return
    try:
        schema.validate(frame, lazy=True)
    except SchemaErrors as errors:
        for error in errors.schema_errors:
            check = error.check
            if error.reason_code is not SchemaErrorReason.DATAFRAME_CHECK or not isinstance(check, pa.Check):
                raise RuntimeError(f"{check}: {error}") from error
            output = error.check_output
            column = error.schema.name if isinstance(error.schema, pa.Column) else None
            assert isinstance(output, pd.Series)
            for label in frame.index[~output.to_numpy(dtype=bool)]:
                yield str(check.name), column, label
