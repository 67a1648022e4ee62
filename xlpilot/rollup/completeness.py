"""材料: for each project of each unit, which of the materials that the notice asks for are there, and which are not."""

from __future__ import annotations

from collections.abc import Callable

from xlpilot.ledger.materials import LETTER, MISSING, kinds, materials, tally
from xlpilot.ledger.standing import Standing, UnitStanding
from xlpilot.rollup.book import Book
from xlpilot.rollup.discretion import Discretion
from xlpilot.rollup.listing import batched_listing
from xlpilot.rollup.row_xml import Batch, Column, together

SHEET = "材料"


def completeness(book: Book, standing: Standing, discretion: Discretion | None = None) -> None:
    """Add the sheet; nothing where the round asks for no more than a summary."""
    titles = kinds(standing.round)
    if not titles:
        return
    show = (discretion or Discretion(False)).text
    headers = [
        ("单位", 14.0, "centre"), ("项目", 34.0, "text"), ("申报单位", 24.0, "text"),
        *((title, 14.0, "centre") for title in titles), (LETTER, 10.0, "centre"), ("申请表纸质件", 14.0, "centre"),
        ("还缺", 44.0, "text"),
    ]  # fmt: skip
    projects = complete = rows = 0
    for unit in standing.units:
        own, whole = tally(standing, unit)
        projects, complete, rows = projects + own, complete + whole, rows + max(own, 1)
    note = (
        f"一个项目一行，共 {projects} 个项目，其中 {complete} 个的电子件齐全。"
        "项目名称按统一写法后完全相同才算同一个；纸质件写的是登记份数/应有份数。"
    )
    columns = [Column(width, book.looks[look]) for _, width, look in headers]
    pieces = (_of_unit(standing, unit, len(titles), show) for unit in standing.units)
    batched_listing(book, book.sheet(SHEET), "申报材料", headers, columns, rows, together(pieces), note)


def _of_unit(standing: Standing, unit: UnitStanding, kinds: int, show: Callable[[str], str]) -> Batch:
    """The rows of one unit, by column."""
    found = materials(standing, unit)
    name, count = unit.unit.name, len(found.projects)
    if not count:
        states = ([MISSING] for _ in range(kinds))
        return [[name], ["（没有收到）"], [""], *states, [found.letter], [""], ["；".join(found.missing)]]
    # What is said of the unit as a whole stands in its first row.
    rest = [""] * (count - 1)
    return [
        [name] * count, list(map(show, found.projects)), list(map(show, found.names)), *found.states,
        [found.letter, *rest], [found.copies, *rest], [show("；".join(found.missing)), *rest],
    ]  # fmt: skip


__all__ = ["SHEET", "completeness"]
