"""Locked cells of an issued form compared with what was issued; each difference is harmless, repairable or serious.

Harmless: what is only read, such as the title. Repairable: what the office finds all the same, such as a header in
other words or another order. Serious: what may have changed the answers, such as the list behind a dropdown, or a
printed code that belongs to another workbook.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum

from xlpilot.findings import Finding, Place, Severity
from xlpilot.form import stamp
from xlpilot.intake.grid import Book, Grid
from xlpilot.intake.normalise import key, typed_text
from xlpilot.intake.table import Table
from xlpilot.review.identity import read_definition, read_stamp
from xlpilot.rounds.model import Form, Round, asked_in
from xlpilot.rules import BY_CODE

_CODE = re.compile(r"(?<![0-9A-Za-z])([0-9A-Z][0-9A-Za-z-]*-[1-9][0-9]*-[0-9A-Z]{5})(?![0-9A-Za-z])")


class Change(Enum):
    """How grave a difference is, with the word that staff see and what they are told to do."""

    HARMLESS = (Severity.INFO, "不影响填报", "无需处理")
    REPAIRABLE = (Severity.INFO, "已按内容认出", "请尽量在市局发的原表里填写，不要解除锁定")
    SERIOUS = (Severity.ERROR, "可能影响填报", "请把内容抄到市局发的原表里再报")


def locked_changes(book: Book, table: Table, round_: Round, genuine: bool) -> Iterator[Finding]:
    """XP431 once for each class of difference; nothing for a workbook that does not carry an identity of this round.

    Args:
        genuine: the identity is known to be ours, so that the printed code must be its own.
    """
    text = read_stamp(book)
    parsed = stamp.parse(text or "")
    if parsed is None or parsed[0].round != round_.name or parsed[0].version != round_.version:
        return  # another edition was issued with other words: told by its own rule
    form = round_.forms[table.form]
    grids = {grid.name: grid for grid in book.grids}
    grid = grids[table.sheet]
    found: dict[Change, list[str]] = {change: [] for change in Change}
    for one in table.all:
        _above(grids[one.sheet], one, round_.forms[one.form], found)
        if form.kind == "table":
            _headers(grids[one.sheet], one, round_.forms[one.form], found)
    _hidden(book, round_, form, parsed[0].unit, found)
    printed = _printed_codes(grid, table)
    mine = stamp.human_code(*parsed)
    if genuine and printed and mine not in printed:
        found[Change.SERIOUS].append(f"印着的表格编号 {printed[0]} 是另一份表的（这一份应为 {mine}）")
    elif not printed:
        found[Change.HARMLESS].append("印着的表格编号没有了")
    for change, what in found.items():
        if what:
            severity, word, advice = change.value
            words = {"class_": word, "what": "；".join(what), "advice": advice}
            yield BY_CODE["XP431"].at(Place(table.sheet), severity=severity, words=words)


def _texts_above(grid: Grid, table: Table) -> list[str]:
    return [typed_text(value) for row in grid.values[: table.header_row] for value in row if value not in (None, "")]


def _above(grid: Grid, table: Table, form: Form, found: dict[Change, list[str]]) -> None:
    there = set(_texts_above(grid, table))
    changed = [text for text in (form.attachment, form.title, form.subtitle) if text and text not in there]
    texts = {key(text) for text in there} if changed else set()
    for text in changed:
        if key(text) not in texts:
            found[Change.HARMLESS].append(f"“{text}”改过或删了")
    labels = [field.title for field in form.line if field.name not in table.line]
    if labels:
        found[Change.REPAIRABLE].append(f"表格上方没有“{'”“'.join(labels)}”")


def _headers(grid: Grid, table: Table, form: Form, found: dict[Change, list[str]]) -> None:
    columns = [(field, table.columns[field.name]) for field in form.fields if field.name in table.columns]
    other = []
    for field, column in columns:
        texts = [typed_text(grid.at(row, column)) for row in range(max(1, table.header_row - 2), table.header_row + 1)]
        if field.title not in texts and not any(key(field.title) == key(text) for text in texts if text):
            other.append(field.title)
    if other:
        found[Change.REPAIRABLE].append(f"表头“{'”“'.join(other)}”换了写法")
    places = [column for _, column in columns]
    if places != sorted(places):
        found[Change.REPAIRABLE].append("列的次序变了")


def _hidden(book: Book, round_: Round, form: Form, unit: str, found: dict[Change, list[str]]) -> None:
    grid = next((grid for grid in book.grids if grid.name == stamp.SHEET), None)
    if grid is None:
        return  # the identity came from its mirror: the sheet is gone, and the lists with it
    definition = read_definition(book)
    if definition is not None and not _asks_the_same(definition, round_, unit):
        found[Change.SERIOUS].append("隐藏表里的本轮定义被改过")
    column = stamp.FIRST_LIST_COLUMN
    seen: set[str] = set()
    for field in (field for one in round_.stacked(form) for field in (*one.line, *one.fields)):
        options = round_.options(field)
        name = field.choices or field.name
        if not options or name in seen:
            continue
        seen.add(name)
        there = [typed_text(grid.at(row, column)) for row in range(1, len(options) + 1)]
        if any(there) and there != [option.name for option in options]:
            found[Change.SERIOUS].append(f"“{field.title}”下拉列表的选项被改过")
        column += 1


def _asks_the_same(definition: str, round_: Round, unit: str) -> bool:
    carried = round_.carried.of(unit)
    if definition == carried:
        return True  # as usual
    try:
        return asked_in(definition) in (asked_in(carried), round_.question)
    except (ValueError, RecursionError):
        return False


def _printed_codes(grid: Grid, table: Table) -> list[str]:
    return [code for text in _texts_above(grid, table) for code in _CODE.findall(text)]
