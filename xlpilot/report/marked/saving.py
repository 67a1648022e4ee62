"""Save a workbook with openpyxl, then give back what it leaves out: results of formulas, rows that fit their text.

Without its result a formula is blank to every reader that does not calculate, so a copy that is read before a
spreadsheet program has saved it would lose what the county's formulas gave.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.utils.datetime import to_excel

from xlpilot.form.fill_down import share
from xlpilot.form.in_memory import saved
from xlpilot.form.package import Part, read_package, write_package
from xlpilot.intake.grid import CellNote, Grid
from xlpilot.intake.scan import position
from xlpilot.report.marked.wording import carried

_FORMULA = re.compile(r'<c r="([A-Z]+[0-9]+)"([^>]*?)>(<f\b[^>]*?(?:/>|>.*?</f>))<v\s*(?:/>|></v>)</c>', re.DOTALL)
_IGNORED = re.compile(rb"<ignoredErrors>.*?</ignoredErrors>", re.DOTALL)
_ROW = re.compile(r'<row\b[^>]*?\sr="([0-9]+)"[^>]*>')
_ROW_BEFORE = re.compile(rb'<(?:\w+:)?row\b[^>]*?\sr="([0-9]+)"[^>]*>')
_FIXED = re.compile(rb"\scustomHeight=.(?:1|true)")
_MODIFIED = re.compile(r"(<dcterms:modified[^>]*>)[^<]*(<)")
_AFTER_IGNORED = re.compile(r"<(?:drawing|legacyDrawing|legacyDrawingHF|picture|oleObjects|controls|tableParts)\b")


def save(
    workbook: Workbook,
    grids: Mapping[str, Grid],
    sheets: Mapping[str, bytes],
    modified: dt.datetime | None,
) -> bytes:
    """The workbook's bytes; the same workbook gives the same bytes.

    Args:
        grids: the original's sheets by name, which know the results of formulas.
        sheets: the XML of the sheets as they were before openpyxl loaded them, by name.
        modified: what the property says of the last change; None takes a fixed day.
    """
    for sheet in workbook.worksheets:
        share(sheet)
    moment = (modified or dt.datetime(2000, 1, 1)).replace(tzinfo=None, microsecond=0)
    names = {f"xl/worksheets/sheet{number}.xml": sheet.title for number, sheet in enumerate(workbook.worksheets, 1)}
    parts = []
    for part in read_package(saved(workbook)):
        content = part.content()
        if part.name == "docProps/core.xml":
            text = _MODIFIED.sub(rf"\g<1>{moment:%Y-%m-%dT%H:%M:%SZ}\g<2>", content.decode())
            parts.append(Part.of(part.name, text.encode()))
        elif names.get(part.name) in sheets:
            name = names[part.name]
            text = content.decode()
            if name in grids:
                text = _with_results(text, grids[name], workbook)
            text = _with_ignored(_with_fitting_rows(text, sheets[name]), sheets[name])
            parts.append(Part.of(part.name, text.encode()))
        else:
            parts.append(part)
    return write_package(parts)


def _with_results(text: str, grid: Grid, workbook: Workbook) -> str:
    def result(match: re.Match[str]) -> str:
        address, attributes, formula = match.groups()
        place = position(address)
        kind, value = _result(grid, place, workbook) if place else ("", "")
        if not kind:
            return match[0]
        attributes = re.sub(r'\st="[^"]*"', "", attributes)
        return f'<c r="{address}"{attributes} t="{kind}">{formula}<v>{escape(value)}</v></c>'

    return _FORMULA.sub(result, text)


def _result(grid: Grid, place: tuple[int, int], workbook: Workbook) -> tuple[str, str]:
    """Kind and text of a formula's cached result; ('', '') where the original has none."""
    note = grid.notes.get(place)
    if note is CellNote.ERROR:
        return "e", grid.errors.get(place, "#VALUE!")
    if note is not CellNote.FORMULA:
        return "", ""
    value = grid.at(*place)
    match value:
        case None:
            return "str", ""
        case bool():
            return "b", str(int(value))
        case str():
            return "str", carried(value)
        case int() | float():
            return "n", repr(value)
        case _:
            return "n", repr(to_excel(value, workbook.epoch))  # type: ignore[no-untyped-call]


def _with_fitting_rows(text: str, before: bytes) -> str:
    """Rows whose height programs may fit to their text stay so: openpyxl fixes every height that it knows."""
    fixed = {match[1].decode() for match in _ROW_BEFORE.finditer(before) if _FIXED.search(match[0])}

    def fitting(match: re.Match[str]) -> str:
        return match[0] if match[1] in fixed else re.sub(r'\scustomHeight="[^"]*"', "", match[0])

    return _ROW.sub(fitting, text)


def _with_ignored(text: str, before: bytes) -> str:
    """The ignoredErrors, for which Excel shows no green corner."""
    element = _IGNORED.search(before)
    if not element or "<ignoredErrors" in text:
        return text
    at = _AFTER_IGNORED.search(text)
    place = at.start() if at else text.rindex("</worksheet>")
    return text[:place] + element[0].decode() + text[place:]
