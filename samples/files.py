"""Files that depend on no clock: pictures, text documents, archives, workbooks as saved."""

from __future__ import annotations

import datetime as dt
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping

import openpyxl

from xlpilot.form.fill_down import share

MOMENT = dt.datetime(2018, 9, 10, 1, 30, tzinfo=dt.UTC)  # what every program's "last modified" is set to


def picture() -> bytes:
    """A grey PNG of 64 x 48 pixels with a red square, in the place of a scan."""
    rows = b"".join(
        b"\0" + b"".join(b"\xc8\x20\x20" if 36 <= x < 56 and 24 <= y < 44 else b"\xee" * 3 for x in range(64))
        for y in range(48)
    )
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", 64, 48, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows, 9)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


def word(paragraphs: list[str]) -> bytes:
    """A minimal Word document."""
    office = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    package = "application/vnd.openxmlformats-package.relationships+xml"
    types = "http://schemas.openxmlformats.org/package/2006/content-types"
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    document = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{types}"><Default Extension="rels" ContentType="{package}"/>'
        f'<Override PartName="/word/document.xml" ContentType="{office}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{relations}"><Relationship Id="rId1" Type="{document}" '
        'Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{main}"><w:body>{body}<w:sectPr/></w:body></w:document>',
    }
    return zipped({name: (head + text).encode() for name, text in parts.items()})


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """An archive of these parts, in their order."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, data in parts.items():
            entry = zipfile.ZipInfo(name, MOMENT.timetuple()[:6])
            # The first part of an .ods names its type and must lie there as it is.
            entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            package.writestr(entry, data)
    return buffer.getvalue()


def timeless(data: bytes) -> bytes:
    """The same workbook without the moment when it was saved, so that building again changes nothing."""
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = {name: package.read(name) for name in package.namelist()}
        when = MOMENT.strftime("%Y-%m-%dT%H:%M:%S")
        for name in parts.keys() & {"docProps/core.xml", "meta.xml"}:
            parts[name] = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?", when.encode(), parts[name])
            parts[name] = re.sub(rb"PT[0-9HM]*[0-9.]+S", b"PT1M0S", parts[name])
        return zipped(parts)
    ticks = struct.pack("<Q", int(MOMENT.timestamp() + 11_644_473_600) * 10_000_000)
    # VT_FILETIME and a time of this century, in the summary of an .xls.
    return re.sub(rb"(?<=\x40\0\0\0)[\0-\xff]{6}[\xc0-\xff]\x01", lambda _: ticks, data)


def saved(book: openpyxl.Workbook) -> bytes:
    """A workbook's bytes, with the formulas as briefly as the form was issued."""
    for sheet in book.worksheets:
        share(sheet)
    buffer = io.BytesIO()
    book.save(buffer)
    return timeless(buffer.getvalue())
