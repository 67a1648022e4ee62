"""From untrusted bytes to a Book of Grids, or a reason why not: the only door to python-calamine."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import cast

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from xlpilot.intake.cfb import MAGIC as OLE
from xlpilot.intake.grid import Book, CellNote, Grid, Value
from xlpilot.intake.guard import MAX_FILE, BeyondBudget, Budget, Package
from xlpilot.intake.not_a_workbook import refusal_for, refused_as
from xlpilot.intake.on_disk import UNREAD, refusal_of_note
from xlpilot.intake.password import decrypted, encrypted
from xlpilot.intake.refusal import RESAVE, Reason, Refusal, Refused, too_large
from xlpilot.intake.scan import BookScan, Position, SheetScan
from xlpilot.intake.sniff import Container, sniff
from xlpilot.intake.xlsx_scan import scan_xlsx

SMALL_FILE = 2 << 20  # bytes of a file as sent, of one that may be read by the process that asks for it
SMALL_XML = 8 << 20  # bytes of all parts that are read of it, inflated
SMALL_MARKS = 300_000  # elements and attributes in them, counted by '<' and '='
SMALL_BOX = 400_000  # cells of all boxes
SMALL_TEXT = 8 << 20  # characters of all texts, each counted for every cell that shows it

_Scan = Callable[[bytes, bool], BookScan]


def read_book(data: bytes, passwords: Sequence[str] = ()) -> Book | Refusal:
    """Read all sheets of a workbook, hidden ones too; a pure function of the file's bytes and the passwords.

    Rows and columns keep their numbers. Blank cells are None. Never raises for what the bytes hold.

    Args:
        passwords: tried on a workbook that has one to open.
    """
    try:
        try:
            return _read_plain(data)
        except Refused as refused:
            if not _has_password(data, refused.refusal):
                raise
            return _read_plain(decrypted(data, passwords))
    except Refused as refused:
        return refused.refusal


def without_password(data: bytes, passwords: Sequence[str]) -> bytes:
    """The bytes of a workbook that `read_book` has read with these passwords, decrypted; any other as it is."""
    try:
        container = sniff(data)
        if container is Container.ENCRYPTED or (container is Container.XLS and _is_encrypted_xls(data)):
            return decrypted(data, passwords)
    except Refused:
        pass
    return data


def _has_password(data: bytes, refusal: Refusal) -> bool:
    """Whether it is one of the kinds that can be decrypted."""
    return refusal.reason is Reason.ENCRYPTED and data.startswith(OLE)


def read_small(data: bytes) -> Book | Refusal | None:
    """What `read_book` gives, for a file that can do no harm in this process; None for any other.

    That is a file that is no workbook, or an .xlsx that stays within bounds on all that its sender decides: bytes,
    elements, attributes, cells, the box that they span, and texts (docs/adr/0007). What the reader gets of it is
    written by us.
    """
    if len(data) > SMALL_FILE:
        return None
    if data.startswith(UNREAD):
        return refusal_of_note(data) or refusal_for(Container.UNKNOWN)
    container = sniff(data)
    if container not in _SCANS and container is not Container.ENCRYPTED:
        return refusal_for(container, data)
    if container not in (Container.XLSX, Container.XLSM):
        return None
    try:
        return _read(data, container, careful=False, small=True)
    except Refused as refused:
        return refused.refusal
    except BeyondBudget:
        return None


def _is_small(scan: BookScan) -> bool:
    return (
        sum(sheet.box for sheet in scan.sheets) <= SMALL_BOX
        and sum(len(sheet.notes) + len(sheet.merges) for sheet in scan.sheets) <= SMALL_BOX
        and scan.text_size <= SMALL_TEXT
    )


def _read_plain(data: bytes) -> Book:
    if len(data) > MAX_FILE:
        raise too_large(f"文件有 {len(data) >> 20} MB，上限 {MAX_FILE >> 20} MB")
    container = sniff(data)
    note = refusal_of_note(data)
    if note is not None:
        raise Refused(note.reason, note.detail, note.advice)
    if container not in _SCANS:
        raise refused_as(container, data)
    return _read(data, container, careful=False)


def _read(data: bytes, container: Container, careful: bool, small: bool = False) -> Book:
    scan = scan_xlsx(Package(data, _budget()), careful) if small else _SCANS[container](data, careful)
    if small and not _is_small(scan):
        raise BeyondBudget
    try:
        pictures = any(word in scan.diet for word in _PICTURES)
        if pictures:
            for sheet in scan.sheets:
                sheet.notes = dict(sheet.notes)  # it may be shared with other files
        grids = tuple(_grids(scan))
        if pictures:
            _note_pictures(grids, scan.sheets)
    except (_Disagreement, CalamineError) as error:
        if not scan.careful:
            return _read(data, container, careful=True, small=small)
        if isinstance(error, PasswordError):
            raise encrypted() from error
        raise Refused(Reason.UNREADABLE, f"工作簿读不出来（{error}）", RESAVE) from error
    return Book(grids, container.value, scan.properties, scan.names, scan.traits, scan.modules)


def _grids(scan: BookScan) -> Iterator[Grid]:
    """The sheets with their values, those that the scan has not read from the reader."""
    asked = [at for at, sheet in enumerate(scan.sheets) if sheet.values is None]
    indexes = scan.indexes or range(len(scan.sheets))
    found = iter(_calamine(scan.diet, [indexes[at] for at in asked]) if asked else ())
    for sheet in scan.sheets:
        if sheet.values is None:
            yield _grid(sheet, _compared(sheet, next(found), scan.careful))
        else:
            yield _grid(sheet, sheet.values)


def _budget() -> Budget:
    return Budget(SMALL_XML, SMALL_MARKS)


class _Disagreement(Exception):  # noqa: N818 - never leaves this file
    """The reader's values are not those that the scan saw."""


def _calamine(diet: bytes, indexes: Iterable[int]) -> list[list[list[Value]]]:
    """Values of the sheets with these 0-based indexes.

    A panic of calamine, and a number that is too large for the date or duration that its format makes of it, come out
    as CalamineError.
    """
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(diet))
        sheets = [book.get_sheet_by_index(index) for index in indexes]
        return [cast("list[list[Value]]", sheet.to_python(skip_empty_area=False)) for sheet in sheets]
    except (CalamineError, OSError):
        raise
    except (OverflowError, ValueError) as error:
        raise CalamineError(str(error)) from error
    except BaseException as error:
        # pyo3_runtime.PanicException is a BaseException that cannot be imported.
        if type(error).__name__ != "PanicException":
            raise
        raise CalamineError(str(error)[:200]) from error


def _compared(sheet: SheetScan, rows: Sequence[list[Value]], careful: bool) -> list[list[Value]]:
    """Values with None for blank; raises _Disagreement where cells were lost that a more careful scan could name."""
    values: list[list[Value]] = []
    filled = 0
    for row in rows:
        blank = row.count("")
        filled += len(row) - blank
        values.append([None if value == "" else value for value in row] if blank else row)
    if sheet.filled is not None and filled != sheet.filled:
        if not careful or (sheet.filled and not filled):
            raise _Disagreement(f"工作表“{sheet.name}”应有 {sheet.filled} 格，只读到 {filled} 格")
        for place in sheet.where or ():
            if _at(values, place) is None:
                sheet.notes[place] = CellNote.UNREADABLE
    return values


def _grid(sheet: SheetScan, values: list[list[Value]]) -> Grid:
    return Grid(
        sheet.name,
        values,
        sheet.visibility,
        sheet.notes,
        sheet.errors,
        tuple(sorted(sheet.merges)),
        frozenset(sheet.hidden_rows),
        None if sheet.dropdowns is None else tuple(sheet.dropdowns),
        sheet.text_formats,
        sheet.struck,
        tuple(sheet.hidden_columns),
        sheet.comments,
        sheet.more_comments,
        sheet.comments_unread,
    )


def _note_pictures(grids: Iterable[Grid], sheets: Iterable[SheetScan]) -> None:
    """A picture that WPS has put into a cell: others find nothing there but the formula that shows it, as a text."""
    for grid, sheet in zip(grids, sheets, strict=True):
        for row, values in enumerate(grid.values, 1):
            for column, value in enumerate(values, 1):
                if isinstance(value, str) and _PICTURE.match(value):
                    sheet.notes[row, column] = CellNote.UNREADABLE


def _at(values: Sequence[Sequence[Value]], place: Position) -> Value:
    row, column = place
    return values[row - 1][column - 1] if row <= len(values) and column <= len(values[row - 1]) else None


_PICTURE = re.compile(r"\s*=\s*(?:_xlfn\.)?DISPIMG\(", re.IGNORECASE)
_PICTURES = (b"DISPIMG(", "DISPIMG(".encode("utf-16-le"))
# Imported where such a file is met: most rounds have none.


def _xlsb(data: bytes) -> BookScan:
    from xlpilot.intake.xlsb_scan import scan_xlsb

    return scan_xlsb(Package(data))


def _xls(data: bytes) -> BookScan:
    from xlpilot.intake.xls_scan import scan_xls

    return scan_xls(data)


def _is_encrypted_xls(data: bytes) -> bool:
    from xlpilot.intake.xls_scan import is_encrypted

    return is_encrypted(data)


def _ods(data: bytes) -> BookScan:
    from xlpilot.intake.ods_scan import scan_ods

    return scan_ods(Package(data))


_SCANS: dict[Container, _Scan] = {
    Container.XLSX: lambda data, careful: scan_xlsx(Package(data), careful),
    Container.XLSM: lambda data, careful: scan_xlsx(Package(data), careful),
    Container.XLSB: lambda data, _: _xlsb(data),
    Container.XLS: lambda data, _: _xls(data),
    Container.ODS: lambda data, _: _ods(data),
}
