"""Colour the bad cells with openpyxl, and take the colours of an earlier round back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any
from xml.etree.ElementTree import ParseError, fromstring, tostring

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection
from openpyxl.styles.fills import Fill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from xlpilot.report.marked.looks import BOX, COLOURS, Look, Record, gravest, marked
from xlpilot.report.marked.marks import Mark, Spot

AnyCell = Cell | MergedCell


def dress(workbook: Workbook, cells: Mapping[Spot, Sequence[Mark]]) -> list[Record]:
    """Colour every cell by its gravest mark; returns what the colours cover."""
    records: dict[str, Record] = {}
    for spot, found in cells.items():
        sheet = workbook[spot.sheet]
        fill, border = marked(gravest(found))
        for cell in _with_merged(sheet, sheet[spot.cell]):
            address = f"{spot.sheet}!{cell.coordinate}"
            if address not in records:  # two marks may lie in the same merged cells; errors come first
                records[address] = (address, as_xml(cell.fill), as_xml(cell.border))
                cell.fill, cell.border = _from_xml(Fill, fill), _from_xml(Border, border)
    return list(records.values())


def dress_as(cell: AnyCell, look: Look) -> None:
    """Give a cell of ours its look."""
    cell.font = _from_xml(Font, look.font)
    cell.alignment = _from_xml(Alignment, look.alignment)
    cell.number_format = look.number_format
    cell.protection = Protection(locked=True)
    if look.border:
        cell.border = _from_xml(Border, look.border)
    if look.fill:
        cell.fill = _from_xml(Fill, look.fill)


def undress(workbook: Workbook, records: Sequence[Record]) -> None:
    """Take back our colours, wherever a sort has carried them; a cell without a record gets a plain box."""
    ours = {
        number
        for number, fill in enumerate(workbook._fills)  # type: ignore[attr-defined]
        if _rgb(fill) in COLOURS
    }
    if not ours:
        return
    before = {address: (fill, border) for address, fill, border in records}
    for sheet in workbook.worksheets:
        for cell in every_cell(sheet):
            if cell._style.fillId in ours:
                fill, border = before.get(f"{sheet.title}!{cell.coordinate}", ("", ""))
                cell.fill = _from_xml(Fill, fill) or PatternFill()
                cell.border = _from_xml(Border, border) or _from_xml(Border, BOX)


def every_cell(sheet: Worksheet) -> list[Any]:
    """The cells that exist; asking openpyxl for rows would make those between."""
    return list(sheet._cells.values())


def anchor(sheet: Worksheet, cell: AnyCell) -> Cell:
    """The cell itself, or the top left one of the merged cells that it belongs to."""
    if isinstance(cell, MergedCell):
        for merged in sheet.merged_cells.ranges:
            if cell.coordinate in merged:
                return sheet.cell(merged.min_row, merged.min_col)  # type: ignore[return-value]
    return cell  # type: ignore[return-value]


def _with_merged(sheet: Worksheet, cell: AnyCell) -> Iterator[AnyCell]:
    for merged in sheet.merged_cells.ranges:
        if cell.coordinate in merged:
            for row, column in merged.cells:
                yield sheet[f"{get_column_letter(column)}{row}"]
            return
    yield cell


def _rgb(fill: Any) -> str:
    colour = getattr(fill, "fgColor", None)
    value = getattr(colour, "rgb", None)
    return value[-6:].upper() if getattr(fill, "fill_type", None) == "solid" and isinstance(value, str) else ""


def as_xml(style: Any) -> str:
    """A font, fill, border or alignment of openpyxl, as the element of a styles part, without a namespace."""
    return tostring(_plain(style.to_tree()), encoding="unicode")


def _plain(element: Any) -> Any:
    # openpyxl makes lxml elements where lxml is installed; both know how to be read again from text.
    from openpyxl.xml.functions import tostring as own

    return fromstring(own(element))


@lru_cache(maxsize=1024)
def _from_xml(kind: Any, text: str) -> Any:
    if not text:
        return None
    try:
        return kind.from_tree(fromstring(text))
    except (ParseError, TypeError, ValueError, KeyError):
        return None  # somebody has written into the hidden columns
