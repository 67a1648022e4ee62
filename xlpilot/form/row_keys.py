"""Formulas of the hidden columns by which rows are compared; see backstage.py for where they stand."""

from __future__ import annotations

from xlpilot.form.backstage import Backstage
from xlpilot.rounds.model import Field
from xlpilot.rules.excel import filled, first_step, second_step, text

_BETWEEN = f"&{text('|')}&"
_NOTHING = text("")


def row_keys(back: Backstage, row: int) -> dict[int, str]:
    """Column -> formula as it reads in a row; the result is blank where the row is untouched."""
    formulas = {}
    for step, fields in back.steps.items():
        persons = [_said(back, field, row) for field in fields if field.format == "person-name"]
        others = [_said(back, field, row) for field in fields if field.format != "person-name"]
        formulas[back.key_column(step)] = _unless_untouched(back, row, first_step(persons, others))
    steps = _BETWEEN.join(back.at(back.key_column(step), row) for step in back.steps)
    formulas[back.text_key_column] = second_step(steps) if steps else _unless_untouched(back, row, text("|"))
    formulas[back.rest_key_column] = _unless_untouched(back, row, _rest(back, row))
    for names in back.unique_keys:
        formulas[back.unique_key_column(names)] = _unique(back, row, names)
    return formulas


def _unless_untouched(back: Backstage, row: int, formula: str) -> str:
    return f"IF({back.touched(row)}=0,{_NOTHING},{formula})"


def _said(back: Backstage, field: Field, row: int) -> str:
    """A cell's text; words that mean 'nothing' are as good as blank, which in a required cell is a fault anyway."""
    said = back.text(field, row)
    if not field.constraints.required:
        said = f"IF({filled(said)},{said},{_NOTHING})"
    return f"IFERROR({said},{text('#')})"


def _rest(back: Backstage, row: int) -> str:
    """Choices and numbers; blank where one is still to be mended, as nobody knows what it will be."""
    cells = [back.text(field, row) for field in back.closed_fields]
    rest = f"SUBSTITUTE({_BETWEEN.join([text('|'), *cells])},{text(' ')},{_NOTHING})"
    mended = ",".join(f"{back.at(back.verdict_column(field), row)}<=0" for field in back.closed_fields)
    return f"IF(AND({mended}),{rest},{_NOTHING})" if mended else rest


def _unique(back: Backstage, row: int, names: tuple[str, ...]) -> str:
    """The fields' texts; blank where one is, or is an error value."""
    texts = [back.text(back.layout.form.by_name[name], row) for name in names]
    return f"IFERROR(IF(AND({','.join(map(filled, texts))}),{_BETWEEN.join(texts)},{_NOTHING}),{_NOTHING})"
