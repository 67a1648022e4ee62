"""Find a table by its header's words: clerks insert rows, move columns and rename sheets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from xlpilot.intake.grid import Grid, Value
from xlpilot.intake.normalise import key, typed_text
from xlpilot.rounds.model import Field, Form

HEADER_SEARCH_ROWS = 30
HEADER_HEIGHT = 3
LEAST_MATCHES = 3
# Sheets that xlpilot itself adds to a workbook.
OWN_IDENTITY = "_xlpilot"
OWN_SHEETS = frozenset({OWN_IDENTITY, "问题清单", "填表说明"})


@dataclass(frozen=True, slots=True)
class Located:
    """A header found: the sheet, its 1-based first and last header rows, field name -> 1-based column."""

    grid: Grid
    first_row: int
    last_row: int
    columns: dict[str, int]


def locate(grids: Sequence[Grid], form: Form) -> list[Located]:
    """The best header of every sheet that has one, those that match most fields only; the form's own sheet first."""
    found = [header for grid in grids if grid.name not in OWN_SHEETS for header in _best_header(grid, form)]
    most = max((len(header.columns) for header in found), default=0)
    best = [header for header in found if len(header.columns) == most]
    return sorted(best, key=lambda header: header.grid.name != form.sheet)


def header_words(field: Field) -> set[str]:
    """Keys under which a field's header is recognised."""
    return {_header_key(word) for word in (field.title, *field.aliases)}


@lru_cache(maxsize=4096)
def _header_key(text: str) -> str:
    return re.sub(r"[*★:：]|[(（](必填|选填|盖章)[)）]", "", key(text))


def _best_header(grid: Grid, form: Form) -> Iterator[Located]:
    words = {word: field.name for field in form.fields for word in header_words(field)}
    texts = [
        [_header_key(typed_text(value)) if value else "" for value in row]
        for row in grid.values[: HEADER_SEARCH_ROWS + HEADER_HEIGHT]
    ]
    best: Located | None = None
    for height in range(1, HEADER_HEIGHT + 1):
        for first in range(min(len(texts), HEADER_SEARCH_ROWS) - height + 1):
            columns = _match(texts[first : first + height], words)
            if len(columns) >= LEAST_MATCHES and (best is None or len(columns) > len(best.columns)):
                best = Located(grid, first + 1, first + height, columns)
        # A taller header must say more than a lower one; the lower one that says everything is the header.
        if best and len(best.columns) == len(form.fields):
            break
    if best:
        yield best


def _match(rows: Sequence[Sequence[str]], words: dict[str, str]) -> dict[str, int]:
    found: dict[str, int] = {}
    width = max((len(row) for row in rows), default=0)
    for column in range(width):
        stack = [row[column] for row in rows if column < len(row) and row[column]]
        for candidate in ("".join(stack), *stack):
            name = words.get(candidate)
            if name and name not in found:
                found[name] = column + 1
                break
    return found


def labelled(grid: Grid, fields: Sequence[Field], last_row: int) -> Iterator[tuple[Field, Value, int, int]]:
    """The labelled cells above the table (rows 1 to last_row): field, raw value, 1-based row and column of the value.

    The value stands in the label's own cell behind the colon, or in the next filled cell to the right that is no label.
    """
    words = sorted(((word, field) for field in fields for word in header_words(field)), key=lambda pair: -len(pair[0]))
    seen: set[str] = set()
    for row_number, row in enumerate(grid.values[:last_row], 1):
        labels = {column: _label(typed_text(value), words) for column, value in enumerate(row, 1) if value}
        for column, label in labels.items():
            if label is None or label[0].name in seen:
                continue
            field, rest = label
            seen.add(field.name)
            if rest:
                yield field, rest, row_number, column
                continue
            stop = next((c for c in sorted(labels) if c > column and labels[c] is not None), len(row) + 1)
            at = next((c for c in range(column + 1, stop) if row[c - 1] not in (None, "")), None)
            at = at or _value_column(grid, row_number, column)
            yield field, row[at - 1] if at <= len(row) else None, row_number, at


def _value_column(grid: Grid, row: int, label_column: int) -> int:
    """The column right of a label, behind the label's own merged cells."""
    for first_row, first, last_row, last in grid.merges:
        if first_row <= row <= last_row and first <= label_column <= last:
            return last + 1
    return label_column + 1


def _label(text: str, words: Sequence[tuple[str, Field]]) -> tuple[Field, str] | None:
    head, colon, rest = text.replace("：", ":").partition(":")
    head_key = _header_key(head)
    for word, field in words:
        if head_key == word and (colon or not rest):
            return field, text[len(head) + 1 :].strip() if colon else ""
    return None
