"""Finish a master: save it with nothing in it that depends on the clock or the machine."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Mapping, Sequence

from openpyxl import Workbook

from xlpilot.form.package import Part, read_package, write_package
from xlpilot.rounds.model import Form, Round

_CORE = "docProps/core.xml"
_MODIFIED = re.compile(r"(<dcterms:modified[^>]*>)[^<]*(<)")


def finish(workbook: Workbook, round_: Round, form: Form, text_columns: Mapping[str, Sequence[str]]) -> bytes:
    """Save the workbook, always the same bytes; `text_columns` are ranges by sheet name where digits are text."""
    moment = dt.datetime(round_.year, 1, 1)
    properties = workbook.properties
    properties.creator = properties.lastModifiedBy = round_.issuer
    properties.title = form.title
    properties.created = moment
    buffer = io.BytesIO()
    workbook.save(buffer)
    ignored = {
        f"xl/worksheets/sheet{number}.xml": text_columns[sheet.title]
        for number, sheet in enumerate(workbook.worksheets, 1)
        if text_columns.get(sheet.title)
    }
    parts = []
    for part in read_package(buffer.getvalue()):
        text = part.content().decode("utf-8")
        if part.name == _CORE:
            # openpyxl sets the time of saving whatever the property says.
            text = _MODIFIED.sub(rf"\g<1>{moment:%Y-%m-%dT%H:%M:%SZ}\g<2>", text)
        elif part.name in ignored:
            text = _ignore_text_numbers(text, ignored[part.name])
        parts.append(Part.of(part.name, text.encode("utf-8")))
    return write_package(parts)


def _ignore_text_numbers(sheet: str, ranges: Sequence[str]) -> str:
    """Add ignoredErrors, which openpyxl cannot write: no green corner for a number kept as text."""
    element = f'<ignoredErrors><ignoredError sqref="{" ".join(ranges)}" numberStoredAsText="1"/></ignoredErrors>'
    head, end, tail = sheet.rpartition("</worksheet>")
    return head + element + end + tail
