"""What the county's own sheet showed and what pasting did to it: the gate, the column 自检, merged cells."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from xlpilot.findings import Finding, Place
from xlpilot.intake.grid import Book, Grid, address
from xlpilot.intake.locate import Located
from xlpilot.intake.normalise import clean
from xlpilot.rounds.model import Field, Form, Round
from xlpilot.rules import BY_CODE
from xlpilot.rules.sheet_words import GATE_EMPTY, GATE_READY, GATE_TODO

GATE = re.compile(rf"{GATE_EMPTY}|{GATE_READY}|.*{GATE_TODO} *[0-9]+ *处")


def gate(located: Located) -> tuple[str, str] | None:
    """Address and text of the sheet's own verdict above the header; None where it is not there or never calculated."""
    for row, values in enumerate(located.grid.values[: located.first_row - 1], 1):
        for column, value in enumerate(values, 1):
            if isinstance(value, str) and GATE.match(clean(value)):
                return address(row, column), clean(value)
    return None


def self_check(book: Book, located: Located, rows: Sequence[int], column: int | None) -> Iterator[Finding]:
    """XP408 where the column 自检 of an issued form is gone (None) or no longer holds its formulas."""
    grid = located.grid
    if column is None:
        yield BY_CODE["XP408"].at(Place(grid.name), what="一列不在了")
        return
    formulas = [row for row in rows if (row, column) in grid.notes]
    lost = [row for row in rows if (row, column) not in grid.notes and grid.at(row, column) not in (None, "")]
    # Where no formula is known at all, the program that saved the file may simply not tell them from values.
    if lost and (formulas or book.container in ("xlsx", "xlsm", "ods")):
        what = f"的公式被改成了别的内容（{spoken_rows(lost)}）"
        yield BY_CODE["XP408"].at(Place(grid.name, address(lost[0], column), lost[0]), what=what)


def pasted_over(located: Located, round_: Round, form: Form, rows: Sequence[int]) -> Iterator[Finding]:
    """XP411 and XP412, once a column: what the form offered there has been pasted over. Only where the file tells."""
    grid = located.grid
    for field in form.entries:
        column = located.columns.get(field.name)
        if column is None:
            continue
        if round_.options(field) and grid.dropdowns is not None:
            lost = _outside(grid.dropdowns, rows, column)
            yield from _once("XP411", grid, field, column, lost)
        if field.format in ("cn-mobile", "cn-phone") and grid.text_formats is not None:
            lost = [row for row in rows if not grid.text_formats.is_text(row, column)]
            yield from _once("XP412", grid, field, column, lost)


def _outside(areas: Sequence[tuple[int, int, int, int]], rows: Sequence[int], column: int) -> list[int]:
    """The rows in which a cell of this column lies in none of the areas."""
    spans = [(top, bottom) for top, left, bottom, right in areas if left <= column <= right]
    if rows and any(top <= min(rows) and max(rows) <= bottom for top, bottom in spans):
        return []
    return [row for row in rows if not any(top <= row <= bottom for top, bottom in spans)]


def _once(code: str, grid: Grid, field: Field, column: int, rows: Sequence[int]) -> Iterator[Finding]:
    if rows:
        place = Place(grid.name, address(rows[0], column), rows[0], field.name)
        yield BY_CODE[code].at(place, title=field.title, rows=spoken_rows(rows))


def merged(located: Located, form: Form, rows: Sequence[int]) -> tuple[dict[tuple[int, int], int], list[Finding]]:
    """Cells whose value stands in the first cell of a merge, and XP410 once for every column that has merged cells.

    Returns:
        (row, column) -> row of the merge's first cell, both 1-based, for the columns where a value may stand for
        several rows: all but those by which rows are told apart (the form's uniqueKeys); and the findings.
    """
    grid, unique = located.grid, {name for names in form.unique_keys for name in names}
    anchors: dict[tuple[int, int], int] = {}
    findings: list[Finding] = []
    if not rows or not any(first <= rows[-1] and rows[0] <= last for first, _, last, _ in grid.merges):
        return anchors, findings
    for field in form.entries:
        column = located.columns.get(field.name)
        if column is None:
            continue
        spans = [(first, last) for first, last in _spans(grid, column, rows) if last > first]
        if not spans:
            continue
        fills = field.name not in unique
        if fills:
            anchors |= {(row, column): first for first, last in spans for row in range(first + 1, last + 1)}
        words = "、".join(f"第{first}至{last}行" for first, last in spans)
        taken = "其余各行按第一格的内容采用" if fills else "其余各行视为没有填"
        place = Place(grid.name, address(spans[0][0], column), spans[0][0], field.name)
        findings.append(BY_CODE["XP410"].at(place, title=field.title, rows=words, taken=taken))
    findings += _merged_across(located, form, rows)
    return anchors, findings


def _merged_across(located: Located, form: Form, rows: Sequence[int]) -> Iterator[Finding]:
    """XP410 once for every row in which cells of several columns are one: only the first of them can be read."""
    titles = {located.columns[field.name]: field.title for field in form.entries if field.name in located.columns}
    wanted = set(rows)
    for first_row, first, last_row, last in located.grid.merges:
        within = [title for column, title in sorted(titles.items()) if first <= column <= last]
        if first_row == last_row and first_row in wanted and within and first < last:
            place = Place(located.grid.name, address(first_row, first), first_row)
            words = {"title": "、".join(within), "rows": f"第{first_row}行", "taken": "只读得到第一格"}
            yield BY_CODE["XP410"].at(place, words=words)


def _spans(grid: Grid, column: int, rows: Sequence[int]) -> list[tuple[int, int]]:
    """First and last rows of the merges that touch a column within these rows, which are in order."""
    spans = []
    for first_row, first, last_row, last in grid.merges:
        if first <= column <= last:
            at = bisect_left(rows, first_row)
            if at < len(rows) and rows[at] <= last_row:
                spans.append((first_row, last_row))
    return spans


def spoken_rows(rows: Sequence[int]) -> str:
    """Row numbers in words: 第6至9行、第12行."""
    runs: list[list[int]] = []
    for row in rows:
        if runs and row == runs[-1][-1] + 1:
            runs[-1].append(row)
        else:
            runs.append([row])
    return "、".join(f"第{run[0]}至{run[-1]}行" if len(run) > 1 else f"第{run[0]}行" for run in runs)
