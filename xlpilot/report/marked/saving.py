"""Save a workbook with openpyxl, then give back what it leaves out: results of formulas, and who changed it when.

Without its result a formula is blank to every reader that does not calculate, so a copy that is read before a
spreadsheet program has saved it would lose what the county's formulas gave.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Mapping
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.utils.datetime import to_excel

from xlpilot.form.package import Part, read_package, write_package
from xlpilot.intake.grid import CellNote, Grid
from xlpilot.intake.scan import position
from xlpilot.report.marked.wording import carried

_FORMULA = re.compile(r'<c r="([A-Z]+[0-9]+)"([^>]*?)>(<f\b[^>]*?(?:/>|>.*?</f>))<v\s*(?:/>|></v>)</c>', re.DOTALL)
_IGNORED = re.compile(rb"<ignoredErrors>.*?</ignoredErrors>", re.DOTALL)
_MODIFIED = re.compile(r"(<dcterms:modified[^>]*>)[^<]*(<)")
_AFTER_IGNORED = re.compile(r"<(?:drawing|legacyDrawing|legacyDrawingHF|picture|oleObjects|controls|tableParts)\b")


def save(
    workbook: Workbook,
    grids: Mapping[str, Grid],
    ignored: Mapping[str, str],
    modified: dt.datetime | None,
) -> bytes:
    """The workbook's bytes; the same workbook gives the same bytes.

    Args:
        grids: the original's sheets by name, which know the results of formulas.
        ignored: the original's ignoredErrors elements by name of the sheet.
        modified: what the property says of the last change; None takes a fixed day.
    """
    buffer = io.BytesIO()
    workbook.save(buffer)
    moment = (modified or dt.datetime(2000, 1, 1)).replace(tzinfo=None, microsecond=0)
    sheets = {f"xl/worksheets/sheet{number}.xml": sheet.title for number, sheet in enumerate(workbook.worksheets, 1)}
    parts = []
    for part in read_package(buffer.getvalue()):
        content = part.content()
        if part.name == "docProps/core.xml":
            text = _MODIFIED.sub(rf"\g<1>{moment:%Y-%m-%dT%H:%M:%SZ}\g<2>", content.decode())
            parts.append(Part.of(part.name, text.encode()))
        elif part.name in sheets and (b"<f" in content or sheets[part.name] in ignored):
            name = sheets[part.name]
            text = content.decode()
            if name in grids:
                text = _with_results(text, grids[name], workbook)
            parts.append(Part.of(part.name, _with_ignored(text, ignored.get(name, "")).encode()))
        else:
            parts.append(part)
    return write_package(parts)


def ignored_errors(sheets: Mapping[str, bytes]) -> dict[str, str]:
    """The ignoredErrors elements of these sheets by name: where Excel shows no green corner."""
    return {name: match[0].decode() for name, xml in sheets.items() if (match := _IGNORED.search(xml))}


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


def _with_ignored(text: str, element: str) -> str:
    if not element or "<ignoredErrors" in text:
        return text
    at = _AFTER_IGNORED.search(text)
    place = at.start() if at else text.rindex("</worksheet>")
    return text[:place] + element + text[place:]
