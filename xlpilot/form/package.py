"""An OOXML package as parts: read, put together again byte for byte, always with the same dates.

zipfile cannot copy a member without inflating and deflating it again, which would cost more than everything else
that is done for a unit's workbook.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from typing import BinaryIO

from xlpilot.values import dataclass

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_DOS_DATE = 0x21  # 1980-01-01, the earliest that a zip can say
_VERSION = 20
_DEFLATED = 8
_MOST = 0xFFFFFFFE  # bytes of a package and of its parts


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its name, and its content as deflated; `method` 0 says that it is not."""

    name: str
    crc: int
    size: int
    deflated: bytes
    method: int = _DEFLATED

    @classmethod
    def of(cls, name: str, content: bytes, level: int = 6) -> Part:
        """Deflate a content."""
        squeezer = zlib.compressobj(level, zlib.DEFLATED, -15)
        return cls(name, zlib.crc32(content), len(content), squeezer.compress(content) + squeezer.flush())

    def content(self) -> bytes:
        """The content, inflated."""
        return zlib.decompress(self.deflated, -15) if self.method == _DEFLATED else self.deflated


def read_package(data: bytes) -> list[Part]:
    """All parts of a package that we made ourselves, the content types first."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [Part.of(name, archive.read(name)) for name in archive.namelist()]
    return sorted(parts, key=lambda part: part.name != "[Content_Types].xml")


def write_package(parts: Sequence[Part]) -> bytes:
    """A zip of the parts in their order; the same parts give the same bytes."""
    buffer = io.BytesIO()
    package = PackageStream(buffer)
    for part in parts:
        package.add(part)
    package.close()
    return buffer.getvalue()


class PackageStream:
    """A package written part by part to a stream that can seek, such as a file: none of it has to be held whole."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._directory: list[bytes] = []
        self._offset = 0

    def add(self, part: Part) -> None:
        """Copy a part as it is deflated."""
        record = _record(part.name, part.method, part.crc, len(part.deflated), part.size)
        self._note(record, part.name, self._offset)
        self._put(_local(record, part.name))
        self._put(part.deflated)

    def deflate(self, name: str, pieces: Iterable[bytes], level: int = 6) -> None:
        """Deflate a part of which one piece after the other is made.

        Raises:
            OverflowError: it is larger than a zip can say in 32 bits.
        """
        squeezer = zlib.compressobj(level, zlib.DEFLATED, -15)
        begin = self._offset
        self._put(_local(_record(name, _DEFLATED, 0, 0, 0), name))
        crc = size = packed = 0
        for piece in pieces:
            crc, size = zlib.crc32(piece, crc), size + len(piece)
            packed += self._put(squeezer.compress(piece))
        packed += self._put(squeezer.flush())
        if max(size, self._offset) > _MOST:
            raise OverflowError(name)
        record = _record(name, _DEFLATED, crc, packed, size)
        self._stream.seek(begin - self._offset, io.SEEK_CUR)
        self._stream.write(_local(record, name))
        self._stream.seek(0, io.SEEK_END)
        self._note(record, name, begin)

    def close(self) -> None:
        """Write the directory; the stream stays open, at its end."""
        index = b"".join(self._directory)
        count = len(self._directory)
        self._stream.write(index + _END.pack(b"PK\5\6", 0, 0, count, count, len(index), self._offset, 0))

    def _put(self, data: bytes) -> int:
        self._stream.write(data)
        self._offset += len(data)
        return len(data)

    def _note(self, record: _Record, name: str, begin: int) -> None:
        central = _CENTRAL.pack(b"PK\1\2", _VERSION, *record, 0, 0, 0, 0, begin)
        self._directory.append(central + name.encode("ascii"))


_Record = tuple[int, ...]


def _record(name: str, method: int, crc: int, packed: int, size: int) -> _Record:
    """What is said of a part in front of it and in the directory."""
    return _VERSION, 0, method, 0, _DOS_DATE, crc, packed, size, len(name), 0


def _local(record: _Record, name: str) -> bytes:
    return _LOCAL.pack(b"PK\3\4", *record) + name.encode("ascii")
