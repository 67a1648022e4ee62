"""The records of an .xlsb part ([MS-XLSB] 2.1.4, called BIFF12): walked within bounds, and written for the reader."""

from __future__ import annotations

from collections.abc import Iterator

from xlpilot.intake.refusal import Refused, damaged
from xlpilot.intake.xls_records import ERRORS as XLS_ERRORS

COLUMN_INFO = 60
ROW, BLANK, RK, ERROR, BOOL, REAL, TEXT, SHARED = range(8)
FORMULA_TEXT, FORMULA_NUMBER, FORMULA_BOOL, FORMULA_ERROR = range(8, 12)
SHORT_BLANK = 12  # the records 12 to 18 are 1 to 7 without a column: the one behind the cell before
SHORT_SHARED = 18
RICH_TEXT = 62
STRING, FORMAT, CELL_FORMAT, NAME = 19, 44, 47, 39
BEGIN_BLOCK, END_BLOCK = 35, 36  # what only later versions know
ROWS_MAY_HOLD = frozenset({37, 38, 49, 50})  # alternative content, cell metadata, value metadata
BEGIN_SHEET, END_SHEET, BEGIN_BOOK, END_BOOK, BEGIN_SHEETS, END_SHEETS = 129, 130, 131, 132, 143, 144
BEGIN_ROWS, END_ROWS, DIMENSION, BOOK_PROPERTIES, SHEET, CALCULATION = 145, 146, 148, 153, 156, 157
BEGIN_STRINGS, END_STRINGS, MERGE = 159, 160, 176
BEGIN_FORMATS, END_FORMATS, BEGIN_CELL_FORMATS, END_CELL_FORMATS = 615, 616, 617, 618

ERRORS = {**XLS_ERRORS, 0x2B: "#GETTING_DATA"}
_NONE = 0xFFFFFFFF  # length of a text that is not there


def walk(content: bytes, part: str) -> Iterator[tuple[int, bytes]]:
    """(kind, payload) of every record of a part, without those that only later versions know.

    Raises:
        Refused: a record is cut off, or its header is longer than it may be. `part` names the part in the message.
    """
    at, size, depth = 0, len(content), 0
    while at < size:
        try:
            kind = content[at]
            at += 1
            if kind & 0x80:
                if content[at] & 0x80:
                    raise _broken(part)
                kind = kind & 0x7F | content[at] << 7
                at += 1
            length = content[at]
            at += 1
            if length & 0x80:
                length &= 0x7F
                for shift in (7, 14, 21):
                    more = content[at]
                    at += 1
                    length |= (more & 0x7F) << shift
                    if not more & 0x80:
                        break
                else:
                    raise _broken(part)
        except IndexError as error:
            raise _broken(part) from error
        begin = at
        at += length
        if at > size:
            raise _broken(part)
        if kind == BEGIN_BLOCK:
            depth += 1
        elif kind == END_BLOCK:
            depth -= 1
        elif depth <= 0:
            yield kind, content[begin:at]
    if depth > 0:
        raise _broken(part)


def record(kind: int, payload: bytes = b"") -> bytes:
    """One record; a payload is at most 2 ** 28 - 1 bytes."""
    head = bytearray((kind,)) if kind < 0x80 else bytearray((kind & 0x7F | 0x80, kind >> 7))
    length = len(payload)
    while length >= 0x80:
        head.append(length & 0x7F | 0x80)
        length >>= 7
    head.append(length)
    return bytes(head) + payload


def wide(text: str) -> bytes:
    """A text as XLWideString."""
    raw = text.encode("utf-16-le", "surrogatepass")
    return (len(raw) // 2).to_bytes(4, "little") + raw


def wide_text(payload: bytes, at: int, part: str) -> tuple[bytes, int]:
    """UTF-16 bytes of the XLWideString at an offset, and the offset behind it; b'' where it is the null string.

    Raises:
        Refused: the text is longer than its record.
    """
    count = int.from_bytes(payload[at : at + 4], "little")
    begin = at + 4
    if count == _NONE:
        return b"", begin
    end = begin + count * 2
    if end > len(payload):
        raise _broken(part)
    return payload[begin:end], end


def decoded(raw: bytes) -> str:
    """Text of UTF-16 bytes; a lone half of a character becomes U+FFFD, as the reader has it."""
    return raw.decode("utf-16-le", "replace")


def _broken(part: str) -> Refused:
    return damaged(f"{part} 里的数据不完整")
