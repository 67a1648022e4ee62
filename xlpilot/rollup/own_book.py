"""A summary that is too large for a return read back: only bytes that we wrote ourselves, proved by their hash.

What comes from outside goes through `intake`, with its limits. A city's own workbook has as many rows as its counties
have sent, and none of the tricks: its sheets are read as they stream from the zip, one cell after the other.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from xml.etree.ElementTree import Element, iterparse

from xlpilot.intake.grid import Grid, Value

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


def own_grids(data: bytes) -> Iterator[Grid]:
    """The sheets of a workbook that XlsxWriter wrote, one by one, with their values (a moment as its number)."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        texts = [_text(item) for item in _elements(package, "xl/sharedStrings.xml", "si")]
        names = [sheet.get("name") or "" for sheet in _elements(package, "xl/workbook.xml", "sheet")]
        for number, name in enumerate(names, 1):
            rows: list[tuple[Value, ...]] = []
            for row in _elements(package, f"xl/worksheets/sheet{number}.xml", "row"):
                rows += [()] * (int(row.get("r") or 0) - 1 - len(rows))
                rows.append(_values(row, texts))
            yield Grid(name, rows)


def _elements(package: zipfile.ZipFile, part: str, tag: str) -> Iterator[Element]:
    if part not in package.namelist():
        return
    with package.open(part) as stream:
        parents: list[Element] = []
        for event, element in iterparse(stream, ("start", "end")):
            if event == "start":
                parents.append(element)
                continue
            parents.pop()
            if element.tag == _MAIN + tag:
                yield element
                # Else the whole part would stay in memory.
                parents[-1].remove(element)


def _text(item: Element) -> str:
    text = "".join(part.text or "" for part in item.iter(_MAIN + "t"))
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _values(row: Element, texts: list[str]) -> tuple[Value, ...]:
    values: list[Value] = []
    for cell in row:
        letters = (cell.get("r") or "").rstrip("0123456789")
        column = 0
        for letter in letters:
            column = column * 26 + ord(letter) - 64
        values += [None] * (column - 1 - len(values))
        found = cell.find(_MAIN + "v")
        text = found.text if found is not None else None
        if text is None:
            values.append(None)
        elif cell.get("t") == "s":
            values.append(texts[int(text)])
        else:
            values.append(text if cell.get("t") == "str" else float(text))
    return tuple(values)


__all__ = ["own_grids"]
