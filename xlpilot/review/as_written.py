"""A summary's rows set against what it says of them: number of rows, control totals, each row's digest, its origin."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from xlpilot.findings import Finding, Place
from xlpilot.form.summary_mark import MOST_ROWS, Mark, MarkedTable, row_digest
from xlpilot.intake import city_sheets
from xlpilot.intake.city_sheets import text
from xlpilot.intake.grid import Book, Grid
from xlpilot.intake.lower import Lower, Origin, flat
from xlpilot.intake.table import Table
from xlpilot.rounds.model import Round
from xlpilot.rules import BY_CODE

CHECKED, COUNTS = "核验", "统计"
_NAMED = 20


def as_written(book: Book, mark: Mark, table: Table, round_: Round, intact: bool) -> Table:
    """The table with where its rows came from, and with XP441 and XP442 for what is not as it was written.

    Args:
        intact: the mark itself is as it was written.
    """
    grids = {grid.name: grid for grid in book.grids}
    whole = [] if intact else ["隐藏的汇总标识被改过"]
    whole += _about_totals(grids, mark)
    told = {one.sheet: one for one in mark.tables}
    tables = [_told(grids, mark, told.get(one.sheet), one, whole if one is table else []) for one in table.all]
    missing = [one.sheet for one in mark.tables if one.sheet not in {each.sheet for each in tables}]
    if missing:
        whole = [f"“{sheet}”没有读到" for sheet in missing]
        tables[0] = replace(tables[0], findings=(*tables[0].findings, _altered(tables[0].sheet, whole)))
    head, *more = tables
    return replace(head, more=tuple(more))


def _told(grids: Mapping[str, Grid], mark: Mark, said: MarkedTable | None, table: Table, whole: list[str]) -> Table:
    if said is None:
        return replace(table, findings=(*table.findings, _altered(table.sheet, ["写出时没有这张表"])))
    grid, below = grids[table.sheet], grids.get(said.provenance)
    origins = dict(city_sheets.origins(below)) if below else {}
    if below is None:
        whole = [*whole, f"没有工作表“{said.provenance}”"]
    numbers = [(_number(grid, row), row) for row in table.rows]
    missing = sorted({*range(1, said.numbered + 1)} - {number for number, _ in numbers})
    if missing:
        named = "、".join(map(str, missing[:_NAMED])) + ("等" if len(missing) > _NAMED else "")
        whole = [*whole, f"少了序号 {named}"]
    if len(table.rows) != said.included:
        whole = [*whole, f"读到 {len(table.rows)} 行，写出时是 {said.included} 行"]
    findings = [*table.findings, *_about_rows(grid, said, table, numbers, origins)]
    if whole:
        findings.append(_altered(table.sheet, whole))
    lower = Lower(
        mark.round, mark.issuer, mark.code, said.included, said.excluded, "；".join(whole),
        {row: origins[number] for number, row in numbers if origins.get(number)}, said.cells,
    )  # fmt: skip
    return replace(table, findings=tuple(findings), lower=lower)


def _about_rows(
    grid: Grid, said: MarkedTable, table: Table, numbers: list[tuple[int, int]],
    origins: Mapping[int, tuple[Origin, ...]],
) -> Iterator[Finding]:  # fmt: skip
    """XP442 for every row that is another one than was written, by its number: sorting the sheet changes nothing."""
    seen: set[int] = set()
    for number, row in numbers:
        digest = said.digest(number)
        if not digest:
            yield BY_CODE["XP442"].at(table.place(None, row), row=row, what="写出时没有（序号对不上）")
            continue
        texts = (text(grid.at(row, column)) for column in range(1, said.width + 1))
        if number in seen:
            yield BY_CODE["XP442"].at(table.place(None, row), row=row, what=f"的序号 {number} 重复")
        elif row_digest((*texts, *flat(origins.get(number, ())))) != digest:
            what = "与写出时的内容不同" if origins.get(number) else "在“溯源”里没有来处，或与写出时的内容不同"
            yield BY_CODE["XP442"].at(table.place(None, row), row=row, what=what)
        seen.add(number)


def _about_totals(grids: Mapping[str, Grid], mark: Mark) -> Iterator[str]:
    """What the sheets that a reader sees say otherwise than the mark, in words."""
    if CHECKED not in grids:
        yield f"没有工作表“{CHECKED}”"
    elif city_sheets.control(grids[CHECKED]) != dict(mark.control):
        yield f"“{CHECKED}”的控制数改过"
    if any(read != included + excluded for read, included, excluded in mark.control.values()):
        yield "控制数不平"
    for table in mark.tables:
        left_out = grids.get(table.left_out)
        if left_out is None:
            yield f"没有工作表“{table.left_out}”"
        elif (there := city_sheets.listed(left_out)) != table.excluded:
            yield f"“{table.left_out}”有 {there} 行，写出时是 {table.excluded} 行"
    counted = city_sheets.counts(grids[COUNTS]) if COUNTS in grids else None
    # A program that does not calculate leaves no numbers there.
    if counted and counted[1] >= 0 and counted[1] != mark.tables[0].included:
        yield f"“{COUNTS}”合计 {counted[1]}，写出时是 {mark.tables[0].included}"


def _altered(sheet: str, what: list[str]) -> Finding:
    return BY_CODE["XP441"].at(Place(sheet), what="；".join(what))


def _number(grid: Grid, row: int) -> int:
    value = grid.at(row, 1)
    return int(value) if isinstance(value, int | float) and abs(value) <= MOST_ROWS else 0
