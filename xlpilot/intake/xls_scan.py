"""An .xls scanned: what calamine hides is noted, and what it would allocate is bounded, by a walk over the records."""

from __future__ import annotations

import struct

from xlpilot.intake import xls_records as biff
from xlpilot.intake.cfb import CompoundFile, single_stream
from xlpilot.intake.grid import CellNote, Visibility
from xlpilot.intake.password import encrypted
from xlpilot.intake.refusal import damaged, too_large
from xlpilot.intake.scan import (
    CELL_TEXT,
    MAX_CELLS,
    MAX_SHEETS,
    MAX_TEXT,
    BookScan,
    Position,
    SheetScan,
    check_box,
    check_merges,
    hide_columns,
)
from xlpilot.intake.traits import traits
from xlpilot.values import dataclass, field

_STATES = (Visibility.VISIBLE, Visibility.HIDDEN, Visibility.VERY_HIDDEN)
_WORKSHEET = 0
_HIDDEN_ROW = 0x20
_PLACE = struct.Struct("<HH")
_TEXT_TOKEN = 0x17
_CODEPAGES = {1200: "utf-16-le", 10_000: "mac-roman", 32_768: "mac-roman", 32_769: "cp1252"}


@dataclass(slots=True)
class _Globals:
    """What the workbook's own substream says; `sheets` as (index among all tabs, offset of its substream, scan)."""

    version: int = 0
    codepage: str = "latin-1"
    sheets: list[tuple[int, int, SheetScan]] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    patches: list[tuple[int, bytes]] = field(default_factory=list)  # offset in the stream, and what belongs there


def scan_xls(data: bytes) -> BookScan:
    """Scan all worksheets of an .xls; always a careful scan.

    The reader is given the workbook's stream alone, with the sizes that it declares set right: calamine allocates
    what they say.

    Raises:
        Refused: damaged, encrypted, or larger than the reader may be given.
    """
    file = CompoundFile(data)
    stream = _stream(file)
    book = _read_globals(stream)
    for _, offset, sheet in book.sheets:
        _Sheet(sheet, book).read(stream, offset)
    text = sum(sheet.text_size for _, _, sheet in book.sheets)
    if text > MAX_TEXT:
        raise too_large("文字总量超过上限")
    sheets = [sheet for _, _, sheet in book.sheets]
    diet = bytearray(stream)
    for at, right in book.patches:
        diet[at : at + len(right)] = right
    return BookScan(
        sheets,
        single_stream("Workbook" if book.version == biff.BIFF8 else "Book", bytes(diet)),
        True,
        book.names,
        indexes=[index for index, _, _ in book.sheets],
        traits=traits(file.names),
    )


def is_encrypted(data: bytes) -> bool:
    """Whether an .xls has a password to open.

    Raises:
        Refused: damaged.
    """
    return any(kind == biff.FILEPASS for kind, _, _ in biff.walk(_stream(CompoundFile(data)), 0))


def _stream(file: CompoundFile) -> bytes:
    return next((found for name in ("Workbook", "Book", "WORKBOOK", "BOOK") if (found := file.stream(name))), b"")


def _read_globals(stream: bytes) -> _Globals:
    book = _Globals()
    shared: list[bytes] = []
    tabs, last, count_at = 0, 0, 0
    for kind, begin, end in biff.walk(stream, 0):
        record = stream[begin:end]
        if kind == biff.BOF and len(record) >= 4:
            book.version = struct.unpack_from("<H", record)[0]
        elif kind == biff.FILEPASS:
            raise encrypted()
        elif kind == biff.CODEPAGE and book.version != biff.BIFF8 and len(record) >= 2:
            number = struct.unpack_from("<H", record)[0]
            book.codepage = _known(_CODEPAGES.get(number, f"cp{number}"))
        elif kind == biff.BOUNDSHEET:
            _read_tab(record, tabs, book)
            tabs += 1
        elif kind == biff.SST or (kind == biff.CONTINUE and last == biff.SST):
            if kind == biff.SST:
                count_at = begin + 4
            shared.append(record)
            kind = biff.SST
        elif kind == biff.NAME and book.version == biff.BIFF8:
            _read_name(record, book)
        last = kind
    if not book.sheets:
        raise damaged("工作簿里没有工作表")
    if tabs > MAX_SHEETS:
        raise too_large(f"有 {tabs} 张工作表")
    if shared:
        book.sizes = biff.shared_sizes(shared)
        book.patches.append((count_at, struct.pack("<I", len(book.sizes))))
    return book


def _known(codepage: str) -> str:
    try:
        "".encode(codepage)
    except LookupError:
        return "latin-1"
    return codepage


def _read_tab(record: bytes, index: int, book: _Globals) -> None:
    if len(record) < 8:
        raise damaged("工作表目录不完整")
    offset, state, kind, count = struct.unpack_from("<IBBB", record)
    if book.version == biff.BIFF8:
        name = biff.text_of(record[8:], count, bool(record[7] & 1), "latin-1")
    else:
        name = biff.text_of(record[7:], count, False, book.codepage)
    if kind == _WORKSHEET:
        book.sheets.append((index, offset, SheetScan(name, _STATES[min(state & 3, 2)])))


def _read_name(record: bytes, book: _Globals) -> None:
    """Keep a defined name whose whole formula is one text."""
    if len(record) < 16:
        return
    flags, count, size = struct.unpack_from("<HxBH", record)
    wide = bool(record[14] & 1)
    at = 15 + count * (2 if wide else 1)
    formula = record[at : at + size]
    if flags & 0x20 or len(formula) < 3 or formula[0] != _TEXT_TOKEN:
        return
    text = biff.text_of(formula[3:], formula[1], bool(formula[2] & 1), "latin-1")
    if 3 + formula[1] * (2 if formula[2] & 1 else 1) == size:
        book.names[biff.text_of(record[15:], count, wide, "latin-1")] = text


class _Sheet:
    """Reads one worksheet's records into its scan."""

    def __init__(self, sheet: SheetScan, book: _Globals) -> None:
        self._sheet, self._book = sheet, book
        self._filled: set[Position] = set()
        self._awaiting: Position | None = None  # a formula whose text result is the next STRING record

    def read(self, stream: bytes, offset: int) -> None:
        dimensions: list[tuple[int, int]] = []
        for kind, begin, end in biff.walk(stream, offset):
            if kind == biff.DIMENSIONS:
                dimensions.append((begin, end - begin))
            elif kind in _CELLS:
                if end - begin < 6:
                    raise damaged(f"工作表“{self._sheet.name}”里有不完整的单元格")
                row, column = _PLACE.unpack_from(stream, begin)
                self._cell(kind, (row + 1, column + 1), stream[begin:end])
            elif kind == biff.STRING and self._awaiting is not None:
                self._fill(self._awaiting, struct.unpack_from("<H", stream, begin)[0] if end - begin >= 2 else 0)
                self._awaiting = None
            elif kind == biff.ROW and end - begin >= 14:
                if stream[begin + 12] & _HIDDEN_ROW:
                    self._sheet.hidden_rows.add(_PLACE.unpack_from(stream, begin)[0] + 1)
            elif kind == biff.COLINFO and end - begin >= 10:
                first, last, _, _, flags = struct.unpack_from("<5H", stream, begin)
                if flags & 1:
                    hide_columns(self._sheet.hidden_columns, first + 1, last + 1)
            elif kind == biff.MERGECELLS:
                for at in range(begin + 2, end - 7, 8):
                    top, bottom, left, right = struct.unpack_from("<4H", stream, at)
                    self._sheet.merges.append((top + 1, left + 1, bottom + 1, right + 1))
                check_merges(len(self._sheet.merges))
        self._sheet.where, self._sheet.filled = frozenset(self._filled), len(self._filled)
        rows = max((row for row, _ in self._filled), default=0)
        columns = max((column for _, column in self._filled), default=0)
        check_box(self._sheet.name, rows, columns)
        for begin, length in dimensions:
            form = "<IIHHH" if self._book.version == biff.BIFF8 else "<HHHHH"
            right = struct.pack(form, 0, rows, 0, columns, 0)
            if length != len(right):
                raise damaged(f"工作表“{self._sheet.name}”的范围记录不对")
            self._book.patches.append((begin, right))

    def _cell(self, kind: int, where: Position, record: bytes) -> None:
        if kind == biff.FORMULA:
            self._formula(where, record)
        elif kind == biff.BOOLERR:
            if len(record) >= 8 and record[7]:
                self._error(where, record[6])
            else:
                self._fill(where)
        elif kind == biff.MULRK:
            last = struct.unpack_from("<H", record, len(record) - 2)[0] + 1
            if last - where[1] + 1 != (len(record) - 6) // 6:
                raise damaged(f"工作表“{self._sheet.name}”里有不完整的单元格")
            for column in range(where[1], last + 1):
                self._fill((where[0], column))
        elif kind == biff.LABELSST:
            index = struct.unpack_from("<I", record, 6)[0] if len(record) >= 10 else len(self._book.sizes)
            if index < len(self._book.sizes):
                self._fill(where, self._book.sizes[index])
            else:
                self._sheet.notes[where] = CellNote.UNREADABLE
        elif kind in (biff.LABEL, biff.RSTRING):
            self._fill(where, struct.unpack_from("<H", record, 6)[0] if len(record) >= 8 else 0)
        else:
            self._fill(where)

    def _formula(self, where: Position, record: bytes) -> None:
        result = record[6:14]
        if len(result) < 8:
            raise damaged(f"工作表“{self._sheet.name}”里有不完整的单元格")
        self._sheet.notes[where] = CellNote.FORMULA
        self._awaiting = None
        if result[6:] != b"\xff\xff":
            self._fill(where)
        elif result[0] == 0:
            self._awaiting = where
        elif result[0] == 1:
            self._fill(where)
        elif result[0] == 2:
            self._error(where, result[2])

    def _error(self, where: Position, code: int) -> None:
        self._sheet.notes[where] = CellNote.ERROR
        self._sheet.errors[where] = biff.ERRORS.get(code, "#ERROR!")

    def _fill(self, where: Position, size: int | None = None) -> None:
        """Take note of a cell with a value; `size` is the length of its text, None for a number."""
        if size == 0:
            return
        if where in self._filled:
            self._sheet.notes[where] = CellNote.TWICE
        self._filled.add(where)
        if len(self._filled) > MAX_CELLS:
            raise too_large(f"工作表“{self._sheet.name}”超过 {MAX_CELLS} 个单元格")
        if size is not None:
            self._sheet.text_size += size
            if size > CELL_TEXT:
                self._sheet.notes[where] = CellNote.OVERLONG


_CELLS = frozenset(
    {
        biff.NUMBER,
        biff.RK,
        biff.MULRK,
        biff.LABELSST,
        biff.LABEL,
        biff.RSTRING,
        biff.BOOLERR,
        biff.FORMULA,
    }
)
