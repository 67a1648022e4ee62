"""The mark that a summary carries for the office above; see form/summary_mark.py."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xlpilot.form.summary_mark import Mark, MarkedTable, digest_of, without_space
from xlpilot.intake.city_sheets import TOTAL, text
from xlpilot.intake.grid import column_letter
from xlpilot.intake.lower import flat, pointer, source_key
from xlpilot.review.across.applicant import as_row
from xlpilot.rollup.attachment import entry_columns
from xlpilot.rollup.control import control
from xlpilot.rollup.discretion import Discretion
from xlpilot.rollup.lists import lower_of, origin_of
from xlpilot.rollup.merge import CitySummary, missing_units, tables_of
from xlpilot.rollup.names import LEFT_OUT, PROVENANCE, list_sheet, rows_sheet
from xlpilot.rollup.row_xml import Amount
from xlpilot.rollup.rows import Block
from xlpilot.rounds.model import Form

SHEETS = ("统计", "图", "核验", "问题清单", "材料", "报送情况", "决定")


class Digests:
    """What the rows were, noted while they are written: for each table, eight hex digits a row."""

    def __init__(self, discretion: Discretion) -> None:
        self._discretion = discretion
        self._of: dict[str, list[str]] = {}

    def note(self, form: Form, block: Block, columns: Sequence[Sequence[str | Amount]]) -> None:
        """The rows of a block: `columns` is what 附件1 shows of their fields."""
        digests = _digests(block, columns, self._discretion)
        self._of.setdefault(form.attachment, []).append("".join(digests))

    def of(self, form: Form) -> str:
        """Those of all rows of a form, in the order of their numbers."""
        return "".join(self._of.get(form.attachment, ()))


def mark_of(summary: CitySummary, discretion: Discretion, digests: Digests) -> Mark:
    """What the summary says of itself; of a public one, of what that shows."""
    round_ = summary.round
    tables = tuple(_table(one, discretion, digests) for one in summary.all)
    totals = {line.category: (line.read, line.included, line.excluded) for line in control(summary)}
    own = tuple(name for one in tables for name in (one.sheet, one.left_out, one.provenance))
    names = {unit.code: unit.name for unit in round_.units}
    return Mark(
        round=round_.name, title=round_.title, version=round_.version, issuer=round_.issuer, year=round_.year,
        feeds=round_.feeds, public=discretion.public, sheets=(*own, *SHEETS), tables=tables,
        control={**totals, TOTAL: summary.totals}, waiting=tuple(names[code] for code in missing_units(summary)),
    )  # fmt: skip


def _table(summary: CitySummary, discretion: Discretion, digests: Digests) -> MarkedTable:
    form = summary.form
    columns = entry_columns(summary, discretion)
    table = MarkedTable(
        sheet=rows_sheet(form), left_out=list_sheet(LEFT_OUT, form), provenance=list_sheet(PROVENANCE, form),
        width=2 + len(columns), included=len(summary.included), excluded=len(summary.excluded),
        digests=digests.of(form), cells=_cells(summary, columns),
    )  # fmt: skip
    assert table.numbered == table.included
    return table


def _digests(block: Block, columns: Sequence[Sequence[str | Amount]], discretion: Discretion) -> Iterator[str]:
    of = block.of
    origin = origin_of(block.unit, of, discretion)
    head = without_space((block.unit.name,))
    before, behind = without_space((origin.unit, origin.path, origin.sheet)), without_space(origin.texts[4:])
    for number, row, *values in zip(block.numbers, block.rows, *map(_texts, columns), strict=True):
        lower = without_space(("", *flat(lower_of(of, row, discretion)))) if of.lower(row) else ""
        yield digest_of(f"{number}\0{head}\0{without_space(values)}\0{before}\0{row}\0{behind}{lower}")


def _texts(column: Sequence[str | Amount]) -> Sequence[str]:
    """Values as they are read back from the workbook."""
    if set(map(type, column)) == {str}:
        return column  # type: ignore[return-value]
    return [value if isinstance(value, str) else text(float(value)) for value in column]


def _cells(summary: CitySummary, columns: dict[str, int]) -> dict[str, dict[str, str]]:
    """Where each column stands in each source of an included row, and in the sources of a summary among those."""
    letters = {name: column_letter(at + 1) for name, at in columns.items()}
    taken = {source_key(block.of.review.sha256, block.of.table.sheet) for block in summary.included.blocks}
    found: dict[str, dict[str, str]] = {}
    for review in summary.counted:
        for table in tables_of(summary.round, review, summary.form):
            key = source_key(review.sha256, table.sheet)
            if key not in taken:
                continue
            same = summary.round.forms[table.form] is summary.form
            names = {name: name for name in letters} if same else as_row(summary.round, table.form)
            there = {name: pointer(table.columns, table.cells, names.get(name) or "") for name in letters}
            found[key] = {letters[name]: place for name, place in there.items() if place}
            for below, places in table.lower.cells.items() if table.lower else ():
                found.setdefault(below, dict(places))
    return found
