"""The records of an .xls stream ([MS-XLS], BIFF5 and BIFF8): walked within bounds, shared strings measured."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from xlpilot.intake.refusal import damaged

BOF, EOF, BOUNDSHEET, FILEPASS, CODEPAGE, SST, CONTINUE, NAME = 0x809, 0x0A, 0x85, 0x2F, 0x42, 0xFC, 0x3C, 0x18
COLINFO = 0x7D
ROW, MERGECELLS, FORMULA, STRING, BOOLERR = 0x208, 0xE5, 0x06, 0x207, 0x205
DIMENSIONS, NUMBER, RK, MULRK, LABELSST, LABEL, RSTRING = 0x200, 0x203, 0x27E, 0xBD, 0xFD, 0x204, 0xD6
BIFF8 = 0x0600

ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}

_HEADER = struct.Struct("<HH")


def walk(stream: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """(kind, begin, end) of each record from `at` to the EOF of its substream; nested substreams are passed over.

    Raises:
        Refused: the stream ends before the substream does.
    """
    depth, size = 0, len(stream)
    unpack = _HEADER.unpack_from
    while at + 4 <= size:
        kind, length = unpack(stream, at)
        begin = at + 4
        at = begin + length
        if at > size:
            break
        if kind == BOF:
            depth += 1
        elif kind == EOF:
            depth -= 1
            if depth <= 0:
                return
        if depth == 1:
            yield kind, begin, at
    raise damaged("工作簿数据不完整，可能没有传完")


def text_of(raw: bytes, count: int, wide: bool, codepage: str) -> str:
    """`count` characters, two bytes each where `wide`; in BIFF8 narrow ones are Latin-1."""
    return raw[: count * 2].decode("utf-16-le", "replace") if wide else raw[:count].decode(codepage, "replace")


def shared_sizes(pieces: list[bytes]) -> list[int]:
    """Lengths in characters of the shared strings: the SST record, then its CONTINUE records.

    A string that is cut by a record goes on with a byte that tells anew how wide its characters are.
    """
    reader = _Pieces(pieces)
    reader.take(4)
    (total,) = struct.unpack("<I", reader.take(4))
    sizes: list[int] = []
    for _ in range(total):
        if reader.exhausted:
            break
        count, flags = struct.unpack("<HB", reader.take(3))
        runs = struct.unpack("<H", reader.take(2))[0] if flags & 8 else 0
        phonetic = struct.unpack("<I", reader.take(4))[0] if flags & 4 else 0
        reader.skip_characters(count, wide=bool(flags & 1))
        reader.skip(runs * 4 + phonetic)
        sizes.append(count)
    return sizes


class _Pieces:
    """A cursor over the SST record and its continuations."""

    def __init__(self, pieces: list[bytes]) -> None:
        self._pieces = pieces
        self._number = 0
        self._at = 0

    @property
    def exhausted(self) -> bool:
        self._advance()
        return self._number >= len(self._pieces)

    def take(self, size: int) -> bytes:
        taken = b""
        while len(taken) < size:
            self._require()
            piece = self._pieces[self._number]
            more = piece[self._at : self._at + size - len(taken)]
            self._at += len(more)
            taken += more
        return taken

    def skip(self, size: int) -> None:
        while size:
            self._require()
            step = min(size, len(self._pieces[self._number]) - self._at)
            self._at += step
            size -= step

    def skip_characters(self, count: int, wide: bool) -> None:
        while count:
            if self._at >= len(self._pieces[self._number]):
                self._require()
                wide = bool(self.take(1)[0] & 1)
                self._require()
            width = 2 if wide else 1
            step = min(count, (len(self._pieces[self._number]) - self._at) // width)
            if not step:
                raise damaged("共享字符串不完整")
            self._at += step * width
            count -= step

    def _advance(self) -> None:
        while self._number < len(self._pieces) and self._at >= len(self._pieces[self._number]):
            self._number, self._at = self._number + 1, 0

    def _require(self) -> None:
        self._advance()
        if self._number >= len(self._pieces):
            raise damaged("共享字符串不完整")
