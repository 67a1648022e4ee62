"""An OOXML package as parts: read, put together again byte for byte, always with the same dates.

zipfile cannot copy a member without inflating and deflating it again, which would cost more than everything else
that is done for a unit's workbook.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Sequence

from xlpilot.values import dataclass

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_DOS_DATE = 0x21  # 1980-01-01, the earliest that a zip can say
_VERSION = 20
_DEFLATED = 8


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
    body: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for part in parts:
        name = part.name.encode("ascii")
        common = (_VERSION, 0, part.method, 0, _DOS_DATE, part.crc, len(part.deflated), part.size, len(name), 0)
        local = _LOCAL.pack(b"PK\3\4", *common) + name
        directory.append(_CENTRAL.pack(b"PK\1\2", _VERSION, *common, 0, 0, 0, 0, offset) + name)
        body += (local, part.deflated)
        offset += len(local) + len(part.deflated)
    index = b"".join(directory)
    end = _END.pack(b"PK\5\6", 0, 0, len(parts), len(parts), len(index), offset, 0)
    return b"".join((*body, index, end))
