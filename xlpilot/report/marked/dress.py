"""Colour the bad cells, and take the colours of an earlier round back.

An error is light red within a dashed line, a warning light yellow within a dotted one, so that both are seen and told
apart on a black and white print. The colours are odd ones, by which a fill of ours is known after any program has
saved it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any
from xml.etree.ElementTree import ParseError, fromstring, tostring

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Border, PatternFill, Side
from openpyxl.styles.fills import Fill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from xlpilot.findings import Severity
from xlpilot.report.marked.marks import Mark, Spot

AnyCell = Cell | MergedCell
Record = tuple[str, str, str]  # sheet!cell, its fill and its border before, as XML

# Without what stands before the six digits, which programs change.
_COLOURS = {Severity.ERROR: ("FFC7CD", "C00000"), Severity.WARNING: ("FFEB9B", "7F6000")}
COLOURS = frozenset(colour for colour, _ in _COLOURS.values())
_LINES = {Severity.ERROR: "mediumDashed", Severity.WARNING: "mediumDashDotDot"}
_THIN = Side(style="thin")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)


def dress(workbook: Workbook, cells: Mapping[Spot, Sequence[Mark]]) -> list[Record]:
    """Colour every cell by its gravest mark; returns what the colours cover."""
    looks = {severity: _look(severity) for severity in _COLOURS}
    records: dict[str, Record] = {}
    for spot, found in cells.items():
        sheet = workbook[spot.sheet]
        fill, border = looks[gravest(found)]
        for cell in _with_merged(sheet, sheet[spot.cell]):
            address = f"{spot.sheet}!{cell.coordinate}"
            if address not in records:  # two marks may lie in the same merged cells; errors come first
                records[address] = (address, as_xml(cell.fill), as_xml(cell.border))
                cell.fill, cell.border = fill, border
    return list(records.values())


def gravest(found: Sequence[Mark]) -> Severity:
    """The gravest of a cell's marks, by which it is coloured."""
    return min((mark.severity for mark in found), key=lambda severity: severity.rank)


@cache
def look_xml(severity: Severity) -> tuple[str, str]:
    """The fill and the border of a marked cell, as elements of a styles part."""
    fill, border = _look(severity)
    return as_xml(fill), as_xml(border)


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
                cell.border = _from_xml(Border, border) or _BOX


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


def _look(severity: Severity) -> tuple[PatternFill, Border]:
    colour, line = _COLOURS[severity]
    side = Side(style=_LINES[severity], color=f"FF{line}")  # type: ignore[arg-type]
    return PatternFill("solid", fgColor=f"FF{colour}"), Border(left=side, right=side, top=side, bottom=side)


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


def _from_xml(kind: Any, text: str) -> Any:
    if not text:
        return None
    try:
        return kind.from_tree(fromstring(text))
    except (ParseError, TypeError, ValueError, KeyError):
        return None  # somebody has written into the hidden columns
