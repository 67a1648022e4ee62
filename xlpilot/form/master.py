"""Finish a master: save it with nothing in it that depends on the clock or the machine."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from openpyxl import Workbook

from xlpilot.form.in_memory import saved
from xlpilot.form.package import Part, read_package, write_package
from xlpilot.rounds.model import Form, Round

_CORE = "docProps/core.xml"
_FORMULA_CELL = re.compile(r'<c r="([A-Z]+[0-9]+)"([^<>]*)>(<f\b[^<>]*(?:/>|>[^<]*</f>))<v ?/?>(?:</v>)?</c>')
_MODIFIED = re.compile(r"(<dcterms:modified[^>]*>)[^<]*(<)")


def finish(
    workbook: Workbook,
    round_: Round,
    form: Form,
    text_columns: Mapping[str, Sequence[str]],
    shown: Mapping[str, Mapping[str, str]] | None = None,
) -> bytes:
    """Save the workbook, always the same bytes.

    Args:
        text_columns: ranges by sheet name where digits are meant as text.
        shown: texts by sheet name and address that formulas show until they are calculated, as in Protected View.
    """
    moment = dt.datetime(round_.year, 1, 1)
    properties = workbook.properties
    properties.creator = properties.lastModifiedBy = round_.issuer
    properties.title = form.title
    properties.created = moment
    sheets = {f"xl/worksheets/sheet{number}.xml": sheet.title for number, sheet in enumerate(workbook.worksheets, 1)}
    parts = []
    for part in read_package(saved(workbook)):
        text = part.content().decode("utf-8")
        if part.name == _CORE:
            # openpyxl sets the time of saving whatever the property says.
            text = _MODIFIED.sub(rf"\g<1>{moment:%Y-%m-%dT%H:%M:%SZ}\g<2>", text)
        elif part.name in sheets:
            title = sheets[part.name]
            if text_columns.get(title):
                text = _ignore_text_numbers(text, text_columns[title])
            text = _show(text, (shown or {}).get(title, {}))
        parts.append(Part.of(part.name, text.encode("utf-8")))
    return write_package(parts)


def _ignore_text_numbers(sheet: str, ranges: Sequence[str]) -> str:
    """Add ignoredErrors, which openpyxl cannot write: no green corner for a number kept as text."""
    element = f'<ignoredErrors><ignoredError sqref="{" ".join(ranges)}" numberStoredAsText="1"/></ignoredErrors>'
    head, end, tail = sheet.rpartition("</worksheet>")
    return head + element + end + tail


def _show(sheet: str, shown: Mapping[str, str]) -> str:
    """Give formulas a first result, which openpyxl cannot write; all of them are texts."""

    def cell(match: re.Match[str]) -> str:
        address, attributes, formula = match.groups()
        if address not in shown:
            return match[0]
        return f'<c r="{address}"{attributes} t="str">{formula}<v>{escape(shown[address])}</v></c>'

    return _FORMULA_CELL.sub(cell, sheet) if shown else sheet
