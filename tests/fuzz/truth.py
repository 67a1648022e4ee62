"""What an .xlsx holds, told slowly and independently of xlpilot: zipfile and ElementTree, by the standard's own words.

Nothing here is shared with the reader, so that a fault of the reader is not a fault of its judge.
"""

from __future__ import annotations

import datetime as dt
import io
import math
import posixpath
import re
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import dataclass, field

from xlpilot.intake.grid import Book, CellNote, Grid

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
STRICT_LINK = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
BAD = "bad"  # the file contradicts itself here, or holds no valid value: a note is wanted
ERROR = "error"
UNCALCULATED = "uncalculated"


class NoTruthError(Exception):
    """Not a workbook by the standard: only a refusal is right."""


@dataclass(frozen=True)
class Cell:
    kind: str  # number, text, bool, date, BAD, ERROR, UNCALCULATED
    value: object = None


@dataclass
class Sheet:
    name: str
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
    date1904: bool = False


def truth(data: bytes) -> list[Sheet]:
    """The sheets of a workbook; what a formula is, its text and attributes, is nobody's value and may be anything.

    Raises:
        NoTruthError: it is none.
    """
    package = zipfile.ZipFile(io.BytesIO(data))
    try:
        workbook_part = _target(package, "", "officeDocument")
        if workbook_part is None:
            raise NoTruthError("no workbook")
        workbook = _xml(package, workbook_part)
        strings = _strings(package, _target(package, workbook_part, "sharedStrings"))
        links = _links(package, workbook_part)
        date1904 = any(
            _local(one) == "workbookPr" and one.get("date1904") in ("1", "true", "on") for one in workbook.iter()
        )
        sheets = []
        for element in workbook.iter():
            if _local(element) != "sheet":
                continue
            identity = element.get(LINK) or element.get(STRICT_LINK)
            if identity not in links:
                raise NoTruthError("a sheet without a part")
            kind, part = links[identity]
            if kind == "worksheet":
                sheet = Sheet(element.get("name", ""), date1904=date1904)
                _read(_xml(package, part), strings, sheet)
                sheets.append(sheet)
        return sheets
    except (KeyError, ET.ParseError, LookupError, ValueError, zipfile.BadZipFile) as error:
        raise NoTruthError(str(error)) from error


def _local(element: ET.Element) -> str:
    tag = element.tag
    for space in (MAIN, STRICT):
        if tag.startswith(space):
            return tag[len(space) :]
    return ""


def _xml(package: zipfile.ZipFile, part: str) -> ET.Element:
    content = re.sub(rb"<f(?: [^<>]*?)?(/?)>", rb"<f\1>", package.read(part))
    return ET.fromstring(re.sub(rb"<f>[^<]*</f>", b"<f/>", content))


def _links(package: zipfile.ZipFile, source: str) -> dict[str, tuple[str, str]]:
    folder, name = posixpath.split(source)
    found = {}
    for one in _xml(package, posixpath.join(folder, "_rels", f"{name}.rels")):
        if not one.tag.endswith("}Relationship"):
            continue
        part = posixpath.normpath(posixpath.join("/", folder, one.get("Target", ""))).lstrip("/")
        found[one.get("Id", "")] = (one.get("Type", "").rpartition("/")[2], part)
    return found


def _target(package: zipfile.ZipFile, source: str, kind: str) -> str | None:
    return next((part for found, part in _links(package, source).values() if found == kind), None)


def _text(element: ET.Element) -> str:
    """Its t, or those of its runs; phonetics are no part of it."""
    pieces = []
    for child in element:
        if _local(child) == "t":
            pieces.append(child.text or "")
        elif _local(child) == "r":
            pieces += [one.text or "" for one in child if _local(one) == "t"]
    return _unescaped("".join(pieces))


def _unescaped(text: str) -> str:
    """ST_Xstring: _x000D_ stands for the character of that number."""
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), text)


def _strings(package: zipfile.ZipFile, part: str | None) -> list[str]:
    if part is None:
        return []
    return [_text(item) for item in _xml(package, part) if _local(item) == "si"]


def _place(reference: str) -> tuple[int, int]:
    match = re.fullmatch(r"([A-Za-z]{1,3})([0-9]{1,7})", reference)
    if match is None:
        raise NoTruthError(reference)
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column


def _read(root: ET.Element, strings: list[str], sheet: Sheet) -> None:
    number = 0
    for data in [one for one in root if _local(one) == "sheetData"]:
        for row in [one for one in data if _local(one) == "row"]:
            number = int(row.get("r", number + 1))
            if row.get("hidden") in ("1", "true", "on"):
                sheet.hidden.add(number)
            column = 0
            for element in [one for one in row if _local(one) == "c"]:
                reference = element.get("r")
                where = _place(reference) if reference is not None else (number, column + 1)
                column = where[1]
                cell = _cell(element, strings)
                before = sheet.cells.get(where)
                if cell is not None:
                    sheet.cells[where] = Cell(BAD) if before is not None and before != cell else cell


def _cell(element: ET.Element, strings: list[str]) -> Cell | None:
    kind = element.get("t", "n")
    values = [one.text or "" for one in element if _local(one) == "v"]
    formula = any(_local(one) == "f" for one in element)
    inline = [_text(one) for one in element if _local(one) == "is"]
    if len(values) > 1 and len(set(values)) > 1:
        return Cell(BAD)
    value = values[0] if values else None
    if kind == "inlineStr":
        said = {one for one in [*inline, value] if one}
        return Cell(BAD) if len(said) > 1 else Cell("text", said.pop()) if said else None
    if inline and any(inline):
        return Cell(BAD)
    if kind == "e":
        return Cell(ERROR) if value else Cell(UNCALCULATED) if formula else None
    if formula and (value is None or (value == "" and kind != "str")):
        return Cell(UNCALCULATED)
    if value is None or value == "":
        return None
    return _typed(kind, value, strings)


def _typed(kind: str, value: str, strings: list[str]) -> Cell | None:
    if kind == "s":
        index = value.strip()
        if not re.fullmatch("[0-9]{1,9}", index) or int(index) >= len(strings):
            return Cell(BAD)
        return Cell("text", strings[int(index)]) if strings[int(index)] else None
    if kind == "n":
        if not re.fullmatch(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([Ee][-+]?[0-9]+)?", value.strip()):
            return Cell(BAD)
        number = float(value)
        return Cell("number", number) if math.isfinite(number) else Cell(BAD)
    if kind == "b":
        known = {"0": False, "1": True, "true": True, "false": False}
        return Cell("bool", known[value.strip()]) if value.strip() in known else Cell(BAD)
    if kind in ("str", "d"):
        return Cell("text", _unescaped(value)) if kind == "str" else Cell("date", value)
    return Cell(BAD)


def differences(expected: list[Sheet], book: Book) -> list[object]:
    """Where the book differs from the truth and neither a note nor anything else says so."""
    if [sheet.name for sheet in expected] != [grid.name for grid in book.grids]:
        return [[sheet.name for sheet in expected], [grid.name for grid in book.grids]]
    found: list[object] = []
    for sheet, grid in zip(expected, book.grids, strict=True):
        if sheet.hidden != set(grid.hidden_rows):
            found.append((sheet.name, "hidden", sheet.hidden ^ set(grid.hidden_rows)))
        there = {
            (row, column)
            for row, line in enumerate(grid.values, 1)
            for column, value in enumerate(line, 1)
            if value not in (None, "")
        }
        for where in sorted(there | set(sheet.cells)):
            cell = sheet.cells.get(where)
            if not _told(cell, grid, where, sheet.date1904):
                found.append((sheet.name, where, cell, grid.at(*where), grid.notes.get(where)))
    return found


def _told(cell: Cell | None, grid: Grid, where: tuple[int, int], date1904: bool) -> bool:
    note, value = grid.notes.get(where), grid.at(*where)
    if note is not None and note is not CellNote.FORMULA:
        if cell is not None and cell.kind in (ERROR, UNCALCULATED):
            return note in (CellNote.ERROR, CellNote.UNCALCULATED, CellNote.TWICE, CellNote.UNREADABLE)
        return True
    if cell is None:
        return value in (None, "")
    if cell.kind in (BAD, ERROR, UNCALCULATED):
        return False
    if cell.kind == "number":
        serial = _serial(value, date1904)
        leap = 1 if isinstance(value, dt.date) and serial is not None and serial < 61 else 0
        # 1900 had no 29 February, which the count believes it had.
        return serial is not None and abs(serial - float(str(cell.value))) <= 1e-6 * max(1, abs(serial)) + leap
    if cell.kind == "date":
        return isinstance(value, dt.date | str) and str(value)[:10] == str(cell.value)[:10]
    if cell.kind == "text":
        # White space at the ends of a run is kept or not, as the writer marked it: no part of this truth.
        return isinstance(value or "", str) and "".join(str(value or "").split()) == "".join(str(cell.value).split())
    return value is cell.value


def _serial(value: object, date1904: bool) -> float | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value)
    shift = 1462 if date1904 else 0
    if isinstance(value, dt.datetime):
        return (value - dt.datetime(1899, 12, 30)) / dt.timedelta(1) - shift
    if isinstance(value, dt.date):
        return (value - dt.date(1899, 12, 30)).days - shift
    if isinstance(value, dt.time):
        return (value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 1e6) / 86400
    return value / dt.timedelta(1) if isinstance(value, dt.timedelta) else None
