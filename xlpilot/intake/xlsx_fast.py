"""The fast scan of a sheet: rows of the shape that Excel, WPS, LibreOffice and the usual libraries write.

The rows are matched by one strict expression, so that nothing can hide between them; whatever does not fit is left
to the careful scan. Formulas and error cells are noted and cut out first: nearly all bytes of a form are formulas.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from xlpilot.intake.grid import CellNote
from xlpilot.intake.refusal import damaged
from xlpilot.intake.scan import MAX_BOX, MAX_ROW, Position, SheetScan, check_cells, column_number
from xlpilot.intake.xlsx_formats import RowTextFormats, XlsxTextFormats
from xlpilot.intake.xlsx_frame import read_frame
from xlpilot.intake.xlsx_outline import Styles
from xlpilot.intake.xlsx_row import Scanned
from xlpilot.intake.xlsx_rows import Texts, read_rows
from xlpilot.intake.xlsx_shapes import Row
from xlpilot.intake.xml_part import BAD_REFERENCE, CONTROLS, plain_utf8

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
    rb" (spans|s|customFormat|ht|hidden|customHeight|outlineLevel|collapsed|thickTop|thickBot|ph"
    rb'|(?!xmlns)[A-Za-z0-9]++:[A-Za-z]++)="[^"<>&]*+"(?![^<>]{0,400} \3=")'
)  # none twice
# The same in the order of the schema, in which programs write them: none twice without looking ahead.
_IN_ORDER = b"".join(
    rb'(?: %s="[^"<>&]*+")?+' % name
    for name in (
        *(b"spans", b"s", b"customFormat", b"ht", b"hidden", b"customHeight", b"outlineLevel", b"collapsed"),
        *(b"thickTop", b"thickBot", b"ph", b"x14ac:dyDescent"),
    )
)
_ROW = re.compile(
    rb'<row r="([0-9]{1,7}+)"((?>' + _IN_ORDER + rb"(?= ?/?>)|(?:" + _ROW_ATTRIBUTE + rb")*+))"
    rb"(?: ?/>|>(?>" + _CELL + rb")*+</row>)"
)
_FORMULA = rb'<f(?: [A-Za-z0-9:]++="[^"<>]*+")*+ ?(?:/>|>[^<]*+</f>)'
_ANY_FORMULA = re.compile(_FORMULA)
_GAP = b"<f/>"  # what is left of a formula until its cell has been looked at
_GAP_CELL = re.compile(rb'<c r="([A-Z]{1,3}+[0-9]{1,7}+)"([^<>]*+)>(?<!/>)<f/>(<v>(?!</v>)|<v></v>|<v ?/>|)')
_UNCALCULATED = re.compile(rb'<c r="([A-Z]{1,3}+[0-9]{1,7}+)"' + _STYLE + rb'(?: t="n")?+><f/>(?:<v></v>|<v ?/>|)</c>')
_HIDDEN = re.compile(rb' hidden="(?:1|true|on)"')
_ERROR_CELL = re.compile(
    rb'<c r="([A-Z]+)([0-9]+)"(?: s="[0-9]+")? t="e"(?: s="[0-9]+")?><v>([#A-Z0-9/?!_]{1,40})</v></c>'
)
_COLUMN_BEYOND_Z = re.compile(rb'<c r="[A-Z]{2}')
_COLUMN_BEYOND_ZZ = re.compile(rb'<c r="[A-Z]{3}')
_BETWEEN = re.compile(rb">\s+<(?!/[tvf]>)")  # of rows that were pretty-printed; not what a text consists of
_BLANK_CELL = re.compile(
    rb'<c r="[A-Z0-9]++"' + _STYLE + rb'(?: t="n")?+(?: ?/>|>(?:<v></v>|<v ?/>|)</c>)'
)  # of no use to the reader
_STYLED = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"(?: s="([0-9]{1,9})"[^<>/]*| t="[a-zA-Z]+" s="([0-9]{1,9})")>')
_NEGATIVE = re.compile(rb'<c r="[A-Z0-9]++"(?: t="n")?(?: s="([0-9]{1,9})")?[^<>]*><v>-')
_SHARED = re.compile(rb'<c r="[A-Z0-9]+"(?: s="[0-9]+")? t="s"(?: s="[0-9]+")?><v>([0-9]+)</v>')
_known_frame = lru_cache(32)(read_frame)  # the files of a round have the same
_REMEMBERED = 1 << 16  # bytes of a frame that is kept to be met again
_OPEN, _CLOSE = b"<sheetData>", b"</sheetData>"


def fast_scan(content: bytes, sheet: SheetScan, part: str, styles: Styles, texts: Texts) -> bytes | None:
    """Scan into `sheet` and return the rows for the reader; None, with `sheet` in any state, where it does not fit.

    Where all rows are plain, the sheet has its values already, and the rows are only there to be measured.

    Args:
        texts: gives the shared texts, None where they are not plain.

    Raises:
        Refused: damaged.
    """
    begin, end = content.find(_OPEN), content.rfind(_CLOSE)
    if begin < 0 or end < begin:
        return None
    frame = content[:begin] + b"<sheetData/>" + content[end + len(_CLOSE) :]
    if not plain_utf8(frame):
        return None
    around = _known_frame(frame, part) if len(frame) <= _REMEMBERED else read_frame(frame, part)
    if around.found != 1:
        return None
    sheet.merges, sheet.dropdowns, sheet.hidden_columns = [*around.merges], [*around.dropdowns], [*around.hidden]
    rows = content[begin + len(_OPEN) : end]
    if rows[:1].isspace():
        rows = _BETWEEN.sub(b"><", rows).strip()
    columns = tuple(around.columns)
    one_by_one = _row_by_row(rows, sheet, part, styles, texts)
    if one_by_one is not None:
        bare = {row.last: row.bare for row in one_by_one} if styles.text else {}
        sheet.text_formats = RowTextFormats(styles.text, columns, bare)
        check_cells(sheet)
        return rows
    all_cells = rows
    if b"<f" in rows:
        without = _cut_formulas(rows, sheet)
        if without is None:
            return None
        all_cells, rows = without
    sheet.text_formats = XlsxTextFormats(styles.text, columns, all_cells if styles.text else b"")
    if b' t="e"' in rows:
        rows = _cut_errors(rows, sheet)
    if not _clean(rows, part):
        return None
    last_row = _match_rows(rows, sheet)
    if last_row is None:
        return None
    sheet.box = _box(rows, last_row)
    if b"<v>-" in rows and any(int(style) in styles.dated for style in _NEGATIVE.findall(rows) if style):
        return None  # under a date format, the reader makes a time of it
    if sheet.box > MAX_BOX:
        return None
    rows = _without_blanks(rows)
    if styles.struck:
        sheet.struck = _struck(rows, styles.struck)
    sheet.filled = rows.count(b"</v></c>") + rows.count(b"</is></c>") - rows.count(b"<v></v></c>")
    check_cells(sheet)
    return rows


def _row_by_row(rows: bytes, sheet: SheetScan, part: str, styles: Styles, texts: Texts) -> list[Row] | None:
    """The rows where all could be read one by one; else what was noted is taken back."""

    def scanned(content: bytes, row: SheetScan) -> Scanned | None:
        bare = content
        if b"<f" in content:
            without = _cut_formulas(content, row)
            if without is None:
                return None
            bare, content = without
        if b' t="e"' in content:
            content = _cut_errors(content, row)
        last = _match_rows(content, row) if _clean(content, part) else None
        return None if last is None else Scanned(last, bare, _without_blanks(content))

    found = read_rows(rows, sheet, styles, texts, scanned)
    if found is None:
        sheet.notes = {}  # the former may be shared with other files
        sheet.errors.clear()
        sheet.hidden_rows.clear()
    return found


def _clean(rows: bytes, part: str) -> bool:
    """Whether there is nothing in the texts that XML does not allow; raises Refused where it is not even UTF-8."""
    if (b"&" in rows and BAD_REFERENCE.search(rows)) or len(rows.translate(None, CONTROLS)) != len(rows):
        return False
    if not rows.isascii():
        try:
            rows.decode()
        except UnicodeDecodeError as error:
            raise damaged(f"{part} 含有无法识别的字符") from error
    return True


def _without_blanks(rows: bytes) -> bytes:
    if b"/>" in rows or b"></c>" in rows or b"<v></v>" in rows:
        return _BLANK_CELL.sub(b"", rows)
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
        if match[2] and _HIDDEN.search(match[2]):
            sheet.hidden_rows.add(row)
        at, last = match.end(), row
    return last if at == len(rows) else None


def _cut_formulas(rows: bytes, sheet: SheetScan) -> tuple[bytes, bytes] | None:
    """Note every formula by what its cell holds beside it; rows without formulas, with all cells and with those left.

    None where any formula does not stand at the beginning of its cell.
    """
    notes = sheet.notes
    # Nearly all bytes are formulas, so they are walked over once.
    rows, count = _ANY_FORMULA.subn(_GAP, rows)
    all_cells = rows.replace(_GAP, b"")
    # Most formulas of a form whose rows are not filled are without a value, and their cells of no use to the reader.
    if b"<f/></c>" in rows or b"<f/><v></v></c>" in rows:
        pieces = _UNCALCULATED.split(rows)
        notes.update(dict.fromkeys(map(_place, pieces[1::2]), CellNote.UNCALCULATED))
        count -= len(pieces) // 2
        rows = b"".join(pieces[::2])
    found = _GAP_CELL.findall(rows)
    if count != len(found):
        return None
    notes.update(dict.fromkeys((_place(one[0]) for one in found), CellNote.FORMULA))
    for reference, attributes, value in found:
        if b' t="e"' in attributes:
            notes[_place(reference)] = CellNote.ERROR
        elif value != b"<v>" and not (value and b' t="str"' in attributes):
            notes[_place(reference)] = CellNote.UNCALCULATED  # an empty text is a result, an empty number is none
    return all_cells, rows.replace(_GAP, b"")


def _cut_errors(rows: bytes, sheet: SheetScan) -> bytes:
    """Note every error cell with its text, and return the rows without them: the reader fails on the newer errors."""

    def note(match: re.Match[bytes]) -> bytes:
        where = (int(match[2]), _column(match[1]))
        sheet.notes[where] = CellNote.ERROR
        sheet.errors[where] = match[3].decode("ascii")
        return b""

    return _ERROR_CELL.sub(note, rows)


@cache
def _column(letters: bytes) -> int:
    return column_number(letters.decode("ascii"))


@lru_cache(1 << 14)  # the files of a round have formulas in the same cells
def _place(reference: bytes) -> Position:
    """(row, column) of a reference whose shape is known."""
    letters = reference.rstrip(b"0123456789")
    return int(reference[len(letters) :]), _column(letters)


def _struck(rows: bytes, styles: frozenset[int]) -> frozenset[Position]:
    found = _STYLED.findall(rows)
    return frozenset(
        (int(row), _column(letters)) for letters, row, before, after in found if int(before or after) in styles
    )


def _box(rows: bytes, last_row: int) -> int:
    """Cells of a box that holds all, its width told by the number of letters of the columns; too many for three."""
    if _COLUMN_BEYOND_ZZ.search(rows):
        return MAX_BOX + 1
    return last_row * (702 if _COLUMN_BEYOND_Z.search(rows) else 26)
