"""From sheets to the form's table: the header's place, the rows, normalised values and what was noticed on the way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from xlpilot.findings import Finding, Place
from xlpilot.intake.grid import Book, CellNote, Grid, Value, address
from xlpilot.intake.locate import OWN_IDENTITY, Located, labelled, locate
from xlpilot.intake.normalise import clean, normalise, typed_text, visible
from xlpilot.intake.seen import gate, merged, pasted_over, self_check, spoken_rows
from xlpilot.intake.table import LineValue, Table
from xlpilot.rounds.model import Field, Form, Round
from xlpilot.rules import BY_CODE, asked
from xlpilot.rules.base import Asked, Fault

_NOT_A_PROJECT = re.compile(
    r"^(合计(?!划)|小计|总计|共计|注[:：]|备注[:：]|说明[:：]|填表说明|填报说明|负责人签字|审核[人:：]|制表|填表人|经办人|日期[:：]|填报日期"
    r"|行数不够时|本表共)"  # the form's own note below its table
)


def extract(book: Book, round_: Round, form_key: str) -> Table | None:
    """The form's table in a book; None where no sheet has the form's header.

    Several sheets with different contents are a finding (XP405); the first one is then read and none is added up.
    """
    form = round_.forms[form_key]
    found = locate(book.grids, form)
    if not found:
        return None
    table = _read(book, found[0], round_, form_key)
    others = [_read(book, other, round_, form_key) for other in found[1:]]
    rivals = [other for other in others if other.rows and other.values != table.values]
    if rivals and not table.rows:
        table, rivals = rivals[0], rivals[1:]
    if not rivals:
        return table
    more = tuple(
        BY_CODE["XP405"].at(Place(sheet), sheet=sheet, other=other)
        for rival in rivals
        for sheet, other in ((table.sheet, rival.sheet), (rival.sheet, table.sheet))
    )
    return replace(table, findings=(*table.findings, *more))


def _read(book: Book, located: Located, round_: Round, form_key: str) -> Table:
    form, grid = round_.forms[form_key], located.grid
    present = [field for field in form.entries if field.name in located.columns]
    rows, findings = _data_rows(located, present)
    anchors, about_merges = merged(located, form, rows)
    findings += about_merges
    if any(other.name == OWN_IDENTITY for other in book.grids):
        findings += self_check(book, located, rows)
        findings += pasted_over(located, round_, form, rows)
    values: dict[str, tuple[object, ...]] = {}
    typed: dict[str, tuple[str, ...]] = {}
    for field in form.entries:
        column = located.columns.get(field.name)
        if column is None:
            values[field.name], typed[field.name] = (None,) * len(rows), ("",) * len(rows)
            continue
        question = asked(round_, field)
        cells = [_cell(grid, anchors.get((row, column), row), column, question, round_) for row in rows]
        values[field.name] = tuple(value for value, _ in cells)
        typed[field.name] = tuple(text for _, text in cells)
        for row, (value, text) in zip(rows, cells, strict=True):
            place = Place(grid.name, address(row, column), row, field.name)
            findings += _noticed(grid, row, column, question, value, text, place)
    missing = tuple(field.name for field in form.fields if not field.fill and field.name not in located.columns)
    line = _line(located, round_, form, findings)
    return Table(
        form_key,
        grid.name,
        located.last_row,
        located.columns,
        tuple(rows),
        values,
        typed,
        line,
        missing,
        gate(located),
        tuple(findings),
    )


def _data_rows(located: Located, fields: list[Field]) -> tuple[list[int], list[Finding]]:
    grid = located.grid
    columns = [located.columns[field.name] for field in fields]
    rows: list[int] = []
    findings: list[Finding] = []
    for number in range(located.last_row + 1, len(grid.values) + 1):
        row = grid.values[number - 1]
        there = [row[column - 1] for column in columns if column <= len(row) and _something(row[column - 1])]
        noted = any((number, column) in grid.notes for column in columns)
        if not there and not noted:
            continue
        words = ((clean(typed_text(value)), n) for n, value in enumerate(row, 1) if _something(value))
        # 序号 is printed on every row.
        first, at = next(((word, n) for word, n in words if not word.isdigit()), ("", columns[0]))
        if _NOT_A_PROJECT.match(first) and len(there) <= 3:
            findings.append(BY_CODE["XP406"].at(Place(grid.name, address(number, at), number), first, row=number))
            continue
        rows.append(number)
    hidden = [row for row in rows if row in grid.hidden_rows]
    if hidden:
        place = Place(grid.name, address(hidden[0], columns[0]), hidden[0])
        findings.append(BY_CODE["XP407"].at(place, rows=spoken_rows(hidden)))
    return rows, findings


def _something(value: Value) -> bool:
    return value is not None and (not isinstance(value, str) or bool(clean(value)))


def _cell(grid: Grid, row: int, column: int, question: Asked, round_: Round) -> tuple[object, str]:
    note = grid.notes.get((row, column))
    if note is CellNote.ERROR:
        return Fault.ERROR, grid.errors.get((row, column), "#错误")
    if note is CellNote.UNCALCULATED:
        return Fault.UNCALCULATED, ""
    raw = grid.at(row, column)
    if note is CellNote.UNREADABLE or note is CellNote.TWICE:
        return Fault(note.value), typed_text(raw)
    return normalise(question, raw, round_), typed_text(raw)


def _noticed(
    grid: Grid, row: int, column: int, question: Asked, value: object, text: str, place: Place
) -> Iterator[Finding]:
    if isinstance(value, Fault) or value is None:
        return
    if grid.notes.get((row, column)) is CellNote.FORMULA:
        yield BY_CODE["XP208"].at(place, text, title=question.field.title)
    taken = str(value)
    if taken != text:
        unseen = "".join(text.split()) == taken or visible(text) == taken
        how = "去掉了看不见的字符或空格" if unseen else f"汇总时写作“{taken}”"
        yield BY_CODE["XP221"].at(place, text, title=question.field.title, how=how)


def _line(located: Located, round_: Round, form: Form, findings: list[Finding]) -> dict[str, LineValue]:
    line: dict[str, LineValue] = {}
    for field, raw, row, column in labelled(located.grid, form.line, located.first_row - 1):
        question = asked(round_, field)
        if (row, column) in located.grid.notes:
            value, text = _cell(located.grid, row, column, question, round_)
        else:
            value, text = normalise(question, raw, round_), typed_text(raw)
        line[field.name] = LineValue(value, text, row, column)
        if not field.fill:
            place = Place(located.grid.name, address(row, column), row, field.name)
            findings += _noticed(located.grid, row, column, question, value, text, place)
    return line
