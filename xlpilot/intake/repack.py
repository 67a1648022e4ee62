"""The reader's diet: a zip, nothing compressed, of only those parts that were scanned.

What was scanned is then what is read: the reader cannot take another entry of the same name, follow another
path or inflate anything a second time.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable

_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STARTS_1980 = 0x21  # DOS date


def stored_zip(parts: Iterable[tuple[str, bytes]]) -> bytes:
    """A zip of the parts in this order, all stored."""
    body: list[bytes] = []
    directory: list[bytes] = []
    at = 0
    for name, content in parts:
        raw = name.encode("ascii")
        common = struct.pack(
            "<5H3L2H", 20, 0, 0, 0, _STARTS_1980, zlib.crc32(content), len(content), len(content), len(raw), 0
        )
        body += [b"PK\3\4", common, raw, content]
        directory += [b"PK\1\2", struct.pack("<H", 20), common, struct.pack("<3H2L", 0, 0, 0, 0, at), raw]
        at += 4 + len(common) + len(raw) + len(content)
    size = sum(map(len, directory))
    count = len(directory) // 5
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, size, at, 0)
    return b"".join([*body, *directory, end])


def xlsx_diet(sheets: Iterable[bytes], strings: bytes, styles: bytes, date1904: bool) -> bytes:
    """A workbook of the given sheetData contents; sheets are named '1', '2', ... in their order."""
    parts: list[tuple[str, bytes]] = [
        ("_rels/.rels", _rels([("officeDocument", "xl/workbook.xml")])),
        ("xl/styles.xml", styles),
        ("xl/sharedStrings.xml", strings),
    ]
    names, targets = [], []
    for number, rows in enumerate(sheets, 1):
        names.append(f'<sheet name="{number}" sheetId="{number}" r:id="rId{number}"/>')
        targets.append(("worksheet", f"worksheets/sheet{number}.xml"))
        content = b'<worksheet xmlns="%s"><sheetData>%s</sheetData></worksheet>' % (_MAIN.encode(), rows)
        parts.append((f"xl/worksheets/sheet{number}.xml", content))
    workbook = (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><workbookPr date1904="{int(date1904)}"/>'
        f"<sheets>{''.join(names)}</sheets></workbook>"
    )
    parts += [("xl/workbook.xml", workbook.encode()), ("xl/_rels/workbook.xml.rels", _rels(targets))]
    return stored_zip(parts)


def _rels(targets: Iterable[tuple[str, str]]) -> bytes:
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_RELATIONSHIPS}">{links}</Relationships>'.encode()
