"""A summary from the level below is a return. The mark that its own consolidate wrote tells it from any other workbook.

Only its rows are read; what it says beside them is set against them (review/as_written.py). Whose it is the operator
says, or its issuer, by its exact name; never the name of the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from xlpilot.findings import Finding, Place, Severity, worst
from xlpilot.form.summary_mark import SHEET, Mark, read_mark
from xlpilot.intake.extract import extract
from xlpilot.intake.grid import Book, Grid
from xlpilot.intake.lower import REPORTER
from xlpilot.intake.sheets import about_other_sheets
from xlpilot.intake.table import Table
from xlpilot.review.as_written import as_written
from xlpilot.review.beside import beside
from xlpilot.review.identified import Identified
from xlpilot.review.identity import PATH, conflict
from xlpilot.review.names import UnitNames
from xlpilot.review.returned import Returned
from xlpilot.review.row_units import row_units
from xlpilot.rounds.model import Round, Unit
from xlpilot.rules import BY_CODE

_TOLD, _ISSUER = "登记时指明的单位", "汇总表的发文机关"
_NAMED = 5
_HEADER = 5  # 1-based row of the header on a sheet of rows
_ENDS = ("制表：", "合计", "（还没有可以列入的项目）")


def is_summary(book: Book) -> bool:
    """Whether a workbook carries a summary's mark."""
    return any(grid.name == SHEET for grid in book.grids)


def from_below(round_: Round, file: Returned, book: Book, names: UnitNames) -> Identified | None:
    """What a summary from below is by itself; None for any other workbook. Never raises for what it holds."""
    hidden = next((grid for grid in book.grids if grid.name == SHEET), None)
    if hidden is None:
        return None
    key, form = next(iter(round_.forms.items()))
    read = read_mark([row[0] if row else None for row in hidden.values])
    mark, intact = read or (None, False)
    findings: list[Finding] = []
    unit = _whose(round_, file, mark, names, findings)
    findings += _which(round_, file, key, mark)
    table = extract(_rows_alone(round_, book, mark), round_, key)
    if table is None:
        findings.append(BY_CODE["XP111"].at(Place(), form=form.title))
        return Identified("unknown", unit.code if unit else None, None, tuple(findings))
    findings += beside(book, file.file)
    if mark is not None:
        table = as_written(book, mark, table, round_, intact)
        own = {*mark.sheets, SHEET}
        findings += about_other_sheets([grid for grid in book.grids if grid.name not in own], ())
        findings += _about(mark, table)
    if worst(findings) is not Severity.ERROR:
        for one in table.all:
            findings += row_units(one, round_.forms[one.form], unit, names)
    findings += (finding for one in table.all for finding in one.findings)
    return Identified(table.form, unit.code if unit else None, table, tuple(findings))


def _whose(round_: Round, file: Returned, mark: Mark | None, names: UnitNames, findings: list[Finding]) -> Unit | None:
    if mark is None:
        findings.append(BY_CODE["XP113"].at(Place(), detail="汇总表的标识不完整"))
    issuer = names.exactly(mark.issuer) if mark else None
    known = [(_TOLD, round_.unit_by_code.get(file.told or "")), (_ISSUER, issuer)]
    named = [(basis, unit) for basis, unit in known if unit]
    if not named:
        detail = f"（汇总表的发文机关是“{mark.issuer}”）" if mark else ""
        findings.append(BY_CODE["XP116"].at(Place(), detail=detail))
        return None
    (basis, unit), *others = named
    for other, rival in others:
        if rival is not unit:
            findings.append(conflict(Place(), mark.issuer if mark else "", basis, unit, other, rival))
    path = names.within(file.file)
    if path and path is not unit:
        findings.append(conflict(Place(), file.file, basis, unit, PATH, path, severity=Severity.WARNING))
    return unit


def _which(round_: Round, file: Returned, key: str, mark: Mark | None) -> Iterator[Finding]:
    """Whether it is for this round: it says so itself, or the operator does for one of the same year."""
    if mark is None:
        return
    if not round_.takes_summaries and mark.round != round_.name:
        yield BY_CODE["XP114"].at(Place(), other=f"{mark.title}（汇总表）", expected=round_.name)
    elif mark.round == round_.name:
        yield BY_CODE["XP114"].at(Place(), other="本轮自己的汇总结果", expected=round_.name)
    elif (mark.feeds and mark.feeds != round_.name) or mark.year != round_.year:
        yield BY_CODE["XP114"].at(
            Place(), other=f"{mark.round} 报给 {mark.feeds or '（没有写明）'}", expected=round_.name
        )
    elif not mark.feeds and file.told_kind != key:
        yield BY_CODE["XP446"].at(Place(), other=mark.title, expected=round_.name)


def _about(mark: Mark, table: Table) -> Iterator[Finding]:
    if mark.public:
        yield BY_CODE["XP443"].at(Place(table.sheet))
    if mark.waiting:
        names = "、".join(mark.waiting[:_NAMED]) + ("等" if len(mark.waiting) > _NAMED else "")
        yield BY_CODE["XP444"].at(Place(table.sheet), count=len(mark.waiting), names=names)
    words = {
        "issuer": mark.issuer, "title": mark.title, "rows": sum(len(one.rows) for one in table.all),
        "excluded": sum(one.excluded for one in mark.tables), "code": mark.code,
    }  # fmt: skip
    yield BY_CODE["XP445"].at(Place(table.sheet), words=words)


def _rows_alone(round_: Round, book: Book, mark: Mark | None) -> Book:
    """The sheets of rows, without what stands below the rows for signing, and without the column of reporting units
    where this round does not ask for it: that is told as where the row came from.
    """
    wanted = {table.sheet for table in mark.tables} if mark else {next(iter(round_.forms.values())).sheet}
    asked = {
        word for form in round_.forms.values() for field in form.fields for word in (field.title, *field.aliases)
    }  # fmt: skip
    grids = (_trimmed(grid, REPORTER in asked) for grid in book.grids if grid.name in wanted)
    return Book(tuple(grids), book.container)


def _trimmed(grid: Grid, with_reporter: bool) -> Grid:
    values: Sequence[Sequence[object]] = grid.values
    last = len(values)
    while last > _HEADER and _is_end(values[last - 1]):
        last -= 1
    notes = {place: note for place, note in grid.notes.items() if place[0] <= last}
    if with_reporter:
        return replace(grid, values=grid.values[:last], notes=notes)
    head = next((n for n, row in enumerate(grid.values) if len(row) > 1 and row[1] == REPORTER), last)
    rows = [(*row[:1], None, *row[2:]) if n >= head else row for n, row in enumerate(grid.values[:last])]
    return replace(grid, values=rows, notes=notes)


def _is_end(row: Sequence[object]) -> bool:
    texts = [value for value in row if value not in (None, "")]
    return not texts or (not isinstance(row[0], int | float) and texts[0] in _ENDS)
