"""The reader's diet for an .xlsb: a package of only those records that were scanned, as `repack` makes of an .xlsx."""

from __future__ import annotations

from collections.abc import Sequence

from xlpilot.intake import xlsb_records as biff
from xlpilot.intake.repack import stored_zip

_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"


def xlsb_diet(sheets: Sequence[bytes], strings: bytes, styles: bytes, date1904: bool) -> bytes:
    """A workbook of the given parts; sheets are named '1', '2', ... in their order."""
    numbers = range(1, len(sheets) + 1)
    book = [
        biff.record(biff.BEGIN_BOOK),
        biff.record(biff.BOOK_PROPERTIES, int(date1904).to_bytes(8, "little") + biff.wide("")),
        biff.record(biff.BEGIN_SHEETS),
    ]
    for number in numbers:
        head = bytes(4) + number.to_bytes(4, "little")
        book.append(biff.record(biff.SHEET, head + biff.wide(f"rId{number}") + biff.wide(str(number))))
    # The reader looks for names until it meets the calculation's record.
    book += [biff.record(biff.END_SHEETS), biff.record(biff.CALCULATION, bytes(26)), biff.record(biff.END_BOOK)]
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{_LINK}" Target="worksheets/sheet{number}.bin"/>' for number in numbers
    )
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    parts = [
        ("xl/workbook.bin", b"".join(book)),
        ("xl/_rels/workbook.bin.rels", f'<Relationships xmlns="{space}">{links}</Relationships>'.encode()),
        ("xl/sharedStrings.bin", strings),
        ("xl/styles.bin", styles),
    ]
    parts += [(f"xl/worksheets/sheet{number}.bin", sheets[number - 1]) for number in numbers]
    return stored_zip(parts)
