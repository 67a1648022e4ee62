"""材料: for each project of each unit, which of the materials that the notice asks for are there, and which are not."""

from __future__ import annotations

from xlpilot.ledger.materials import LETTER, MISSING, kinds, materials
from xlpilot.ledger.standing import Standing
from xlpilot.rollup.book import Book
from xlpilot.rollup.discretion import Discretion
from xlpilot.rollup.listing import listing
from xlpilot.rollup.sheets import Cell

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
    rows: list[tuple[Cell, ...]] = []
    complete = projects = 0
    for unit in standing.units:
        found = materials(standing, unit)
        name = unit.unit.name
        if not found.lines:
            states = tuple(MISSING for _ in titles)
            rows.append((name, "（没有收到）", "", *states, found.letter, "", "；".join(found.missing)))
            continue
        for at, line in enumerate(found.lines):
            # What is said of the unit as a whole stands in its first row.
            whole = (found.letter, found.copies, "；".join(found.missing)) if at == 0 else ("", "", "")
            rows.append((name, show(line.project), show(line.name), *line.states, whole[0], whole[1], show(whole[2])))
            complete += line.complete
        projects += len(found.lines)
    note = (
        f"一个项目一行，共 {projects} 个项目，其中 {complete} 个的电子件齐全。"
        "项目名称按统一写法后完全相同才算同一个；纸质件写的是登记份数/应有份数。"
    )
    listing(book, book.sheet(SHEET), "申报材料", headers, rows, note)


__all__ = ["SHEET", "completeness"]
