"""The fast scan of a sheet: rows of the shape that Excel, WPS, LibreOffice and the usual libraries write.

The rows are matched by one strict expression, so that nothing can hide between them; whatever does not fit is left
to the careful scan. Formulas and error cells are noted and cut out first: nearly all bytes of a form are formulas.
"""

from __future__ import annotations

import re
from functools import cache

from xlpilot.intake.grid import CellNote
from xlpilot.intake.refusal import damaged
from xlpilot.intake.scan import MAX_BOX, MAX_ROW, SheetScan, column_number
from xlpilot.intake.xlsx_formats import XlsxTextFormats
from xlpilot.intake.xlsx_frame import read_frame
from xlpilot.intake.xml_part import plain_utf8

_STYLE = rb'(?: s="[0-9]++")?+'
_NUMBER = rb"(?:<v>(?:-?[0-9]{1,40}+(?:\.[0-9]{1,40}+)?+(?:E[-+]?[0-9]{1,2}+)?+)?+</v>|<v ?/>)?+"
_CELL = (
    rb'<c r="[A-Z]{1,3}+\1"' + _STYLE + rb"(?: ?/>|>" + _NUMBER + rb"</c>"
    rb'| t="(?>'
    rb's"' + _STYLE + rb"><v>[0-9]{1,9}+</v></c>"
    rb'|str"' + _STYLE + rb">(?:<v>[^<]{0,32767}+</v>|<v ?/>)?+</c>"
    rb'|n"' + _STYLE + rb"(?: ?/>|>" + _NUMBER + rb'</c>)|inlineStr"'
    + _STYLE + rb'><is><t(?: xml:space="preserve")?+>[^<]{0,32767}+</t></is></c>'
    rb'|b"' + _STYLE + rb"><v>[01]</v></c>"
    rb"))"
)  # fmt: skip
_ROW_ATTRIBUTE = (
    rb" (?:spans|s|customFormat|ht|hidden|customHeight|outlineLevel|collapsed|thickTop|thickBot|ph"
    rb'|(?!xmlns)[A-Za-z0-9]++:[A-Za-z]++)="[^"<>&]*+"'
)
_ROW = re.compile(rb'<row r="([0-9]{1,7}+)"((?:' + _ROW_ATTRIBUTE + rb")*+)(?: ?/>|>(?>" + _CELL + rb")*+</row>)")
_CELL_TAG = re.compile(rb'[A-Z]{1,3}[0-9]{1,7}"[^<>]*(?<!/)>')
_ANY_FORMULA = re.compile(rb'<f(?: [A-Za-z0-9:]++="[^"<>]*+")*+ ?(?:/>|>[^<]*+</f>)')
_HIDDEN = re.compile(rb' hidden="(?:1|true|on)"')
_ERROR_CELL = re.compile(
    rb'<c r="([A-Z]+)([0-9]+)"(?: s="[0-9]+")? t="e"(?: s="[0-9]+")?><v>([#A-Z0-9/?!_]{1,40})</v></c>'
)
_COLUMN_BEYOND_Z = re.compile(rb'<c r="[A-Z]{2}')
_COLUMN_BEYOND_ZZ = re.compile(rb'<c r="[A-Z]{3}')
_SHARED = re.compile(rb'<c r="[A-Z0-9]+"(?: s="[0-9]+")? t="s"(?: s="[0-9]+")?><v>([0-9]+)</v>')
_BAD_REFERENCE = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});)")
_OPEN, _CLOSE = b"<sheetData>", b"</sheetData>"


def fast_scan(content: bytes, sheet: SheetScan, part: str, text_styles: frozenset[int]) -> bytes | None:
    """Scan into `sheet` and return the rows for the reader; None, with `sheet` in any state, where it does not fit.

    `text_styles` are the indexes of the cell formats that are text.

    Raises:
        Refused: damaged.
    """
    begin, end = content.find(_OPEN), content.rfind(_CLOSE)
    if begin < 0 or end < begin:
        return None
    frame = content[:begin] + b"<sheetData/>" + content[end + len(_CLOSE) :]
    if not plain_utf8(frame):
        return None
    around = read_frame(frame, part)
    if around.found != 1:
        return None
    sheet.merges, sheet.dropdowns = around.merges, around.dropdowns
    rows = content[begin + len(_OPEN) : end]
    if b"<f" in rows:
        rows = _cut_formulas(rows, sheet)
    sheet.text_formats = XlsxTextFormats(text_styles, tuple(around.columns), rows if text_styles else b"")
    if b' t="e"' in rows:
        rows = _cut_errors(rows, sheet)
    last_row = _match_rows(rows, sheet)
    if last_row is None or not _fits_box(rows, last_row) or _BAD_REFERENCE.search(rows):
        return None
    if not rows.isascii():
        try:
            rows.decode()
        except UnicodeDecodeError as error:
            raise damaged(f"{part} 含有无法识别的字符") from error
    sheet.filled = rows.count(b"</v></c>") + rows.count(b"</is></c>") - rows.count(b"<v></v></c>")
    return rows


def shared_indexes(rows: bytes) -> list[int]:
    """Indexes of the shared strings that cells of scanned rows show, once for each such cell."""
    return list(map(int, _SHARED.findall(rows)))


def _match_rows(rows: bytes, sheet: SheetScan) -> int | None:
    """The last row's number, 0 where there is none; None where there is anything but plain rows in ascending order."""
    at = last = 0
    for match in _ROW.finditer(rows):
        row = int(match[1])
        if match.start() != at or not last < row <= MAX_ROW:
            return None
        if _HIDDEN.search(match[2]):
            sheet.hidden_rows.add(row)
        at, last = match.end(), row
    return last if at == len(rows) else None


def _cut_formulas(rows: bytes, sheet: SheetScan) -> bytes:
    """Note every formula by what its cell holds beside it, and return the rows without formulas.

    One that does not stand at the beginning of its cell stays, and makes the rows not plain.
    """
    kept: list[bytes] = []
    at = 0
    for match in _ANY_FORMULA.finditer(rows):
        begin, end = match.span()
        cell = rows[rows.rfind(b'<c r="', at, begin) + 6 : begin]
        if not _CELL_TAG.fullmatch(cell):
            continue
        after = rows[end : end + 7]
        where = _where(cell[: cell.index(b'"')])
        if b' t="e"' in cell:
            sheet.notes[where] = CellNote.ERROR
        elif after.startswith((b"<v></v>", b"<v/>", b"<v />")):
            # An empty text is a result; an empty number is none.
            sheet.notes[where] = CellNote.FORMULA if b' t="str"' in cell else CellNote.UNCALCULATED
        else:
            sheet.notes[where] = CellNote.FORMULA if after.startswith(b"<v>") else CellNote.UNCALCULATED
        kept.append(rows[at:begin])
        at = end
    kept.append(rows[at:])
    return b"".join(kept)


def _cut_errors(rows: bytes, sheet: SheetScan) -> bytes:
    """Note every error cell with its text, and return the rows without them: the reader fails on the newer errors."""

    def note(match: re.Match[bytes]) -> bytes:
        where = _where(match[1] + match[2])
        sheet.notes[where] = CellNote.ERROR
        sheet.errors[where] = match[3].decode("ascii")
        return b""

    return _ERROR_CELL.sub(note, rows)


def _where(reference: bytes) -> tuple[int, int]:
    letters = reference.rstrip(b"0123456789")
    return int(reference[len(letters) :]), _column(letters)


@cache
def _column(letters: bytes) -> int:
    return column_number(letters.decode("ascii"))


def _fits_box(rows: bytes, last_row: int) -> bool:
    """True where the columns, told by the number of their letters only, make a box that the reader may allocate."""
    if _COLUMN_BEYOND_ZZ.search(rows):
        return False
    return last_row * 702 <= MAX_BOX or (last_row * 26 <= MAX_BOX and not _COLUMN_BEYOND_Z.search(rows))
