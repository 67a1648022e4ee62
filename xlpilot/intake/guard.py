"""The zip directory checked before anything is inflated, and bounded inflation after.

Every size in a zip is a claim of its sender. The directory is read without the zipfile module, which is both
faster and more trusting; entries are inflated up to the size they declare, never beyond, and their CRC is checked.
libdeflate does so in a third of the time that zlib takes (docs/adr/0027).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from deflate import DeflateError, crc32, deflate_decompress

from xlpilot.intake.refusal import Reason, Refused, damaged, too_large
from xlpilot.values import dataclass, field

MAX_FILE = 50 << 20  # bytes of a file as sent
MAX_PART = 100 << 20  # bytes of one part, inflated
MAX_TOTAL = 200 << 20  # bytes of all parts that are inflated
MAX_DECLARED = 600 << 20  # bytes of all parts as declared, pictures included
MAX_ENTRIES = 5_000
MAX_RATIO = 400  # inflated to deflated, for parts above RATIO_FROM; deflate itself cannot exceed 1032
RATIO_FROM = 16 << 20

_END_OF_DIRECTORY = struct.Struct("<4s4H2LH")
_DIRECTORY_ENTRY = struct.Struct("<4s4B4HL2L5H2L")
_LOCAL_HEADER = struct.Struct("<4s2B4HL2L2H")
_LENGTHS = struct.Struct("<HH")  # of name and extra field, in a local header
_STORED, _DEFLATED = 0, 8
_LEAST_ELEMENT = 4  # bytes of <a/>


class Entry(NamedTuple):
    """One part of a package as its directory declares it; `start` and `packed` are its place in the file, in bytes.

    `utf8` tells whether the directory says that the name is UTF-8; else it was read as cp437.
    """

    name: str
    method: int
    crc: int
    packed: int
    size: int
    start: int
    utf8: bool


class BeyondBudget(Exception):  # noqa: N818 - says nothing against the file
    """More would have to be read than the caller wants to read in its own process."""


@dataclass(slots=True)
class Budget:
    """What may still be read of a package: bytes as inflated, and marks: '<' and '='.

    Every element has one '<' at least, and every attribute has one '='. Neither can be shorter than four bytes, so
    that parts which are small even together are not counted.
    """

    size: int
    marks: int
    uncounted: list[bytes] = field(default_factory=list)

    def announce(self, size: int) -> None:
        """A part of this size is about to be inflated; raises BeyondBudget."""
        self.size -= size
        if self.size < 0:
            raise BeyondBudget

    def spend(self, content: bytes) -> None:
        """A part is about to be parsed; raises BeyondBudget."""
        self.uncounted.append(content)
        if sum(map(len, self.uncounted)) <= _LEAST_ELEMENT * self.marks:
            return
        self.marks -= sum(part.count(b"<") + part.count(b"=") for part in self.uncounted)
        self.uncounted.clear()
        if self.marks < 0:
            raise BeyondBudget


class Package:
    """A zip whose directory has been checked; parts are looked up without regard to case, as Office does."""

    def __init__(self, data: bytes, budget: Budget | None = None) -> None:
        """Check the directory of a whole file; what `read` gives is taken from the budget.

        Raises:
            Refused: too large, truncated, damaged, encrypted, overlapping or duplicate parts, or dangerous names.
        """
        if len(data) > MAX_FILE:
            raise too_large(f"文件有 {len(data) >> 20} MB，上限 {MAX_FILE >> 20} MB")
        self._data = data
        self._budget = budget
        self._inflated = 0
        self._entries = _directory(data)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the parts in the order of the directory, with / as separator."""
        return tuple(entry.name for entry in self._entries.values())

    @property
    def declared(self) -> int:
        """Bytes of all parts together, inflated, as the directory declares them."""
        return sum(entry.size for entry in self._entries.values())

    def declared_utf8(self, name: str) -> bool:
        """Whether the directory says that this part's name is UTF-8."""
        return self._entries[name.lower()].utf8

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._entries

    def packed(self, name: str) -> tuple[Entry, bytes]:
        """A part as its directory declares it, and its bytes as they lie in the file: not inflated, nor checked.

        Raises:
            KeyError: there is no such part.
        """
        entry = self._entries[name.lower()]
        return entry, self._data[entry.start : entry.start + entry.packed]

    def read(self, name: str, most: int = MAX_PART) -> bytes:
        """The bytes of a part, b'' where there is none or where it has more than `most`.

        Raises:
            Refused: the part is not what the directory declares, or the total is beyond MAX_TOTAL.
            BeyondBudget: there is a budget, and it is spent.
        """
        entry = self._entries.get(name.lower())
        if entry is None or entry.size > most:
            return b""
        if self._budget is not None:
            self._budget.announce(entry.size)
        self._inflated += entry.size
        if self._inflated > MAX_TOTAL:
            raise too_large("解压后的内容超过上限")
        raw = self._data[entry.start : entry.start + entry.packed]
        if entry.size <= _SMALL and entry.packed <= _SMALL:
            content = _small_part(raw, entry.method, entry.crc, entry.size, entry.name)
        else:
            content = _content(raw, entry.method, entry.crc, entry.size, entry.name)
        if self._budget is not None:
            self._budget.spend(content)
        return content


def _content(raw: bytes, method: int, crc: int, size: int, name: str) -> bytes:
    content = raw if method == _STORED else _inflated(raw, size, name)
    if len(content) != size or crc32(content) != crc:
        raise damaged(f"压缩包内 {name} 校验不符")
    return content


_SMALL = 1 << 14  # bytes of a part that is kept: most small parts are the same in all files of a round
_small_part = lru_cache(64)(_content)


def _inflated(raw: bytes, size: int, name: str) -> bytes:
    if size:
        try:
            return bytes(deflate_decompress(raw, size))
        except DeflateError:
            pass  # why is told by the slower one
    inflater = zlib.decompressobj(-15)
    try:
        content = inflater.decompress(raw, size + 1)
    except zlib.error as error:
        raise damaged(f"压缩包内 {name} 无法解压") from error
    if len(content) > size:
        raise damaged(f"压缩包内 {name} 比声明的大")
    return content


@lru_cache(1)  # a file is looked at several times in a row: what it is, and then what it holds
def _directory(data: bytes) -> Mapping[str, Entry]:
    """Entries by their names in small letters."""
    end = data.rfind(b"PK\5\6", max(0, len(data) - 65_557))
    if end < 0 or end + _END_OF_DIRECTORY.size > len(data):
        raise damaged("文件不完整，可能没有传完")
    _, disk, start_disk, _, count, size, offset, _ = _END_OF_DIRECTORY.unpack_from(data, end)
    if disk or start_disk:
        raise damaged("是分卷压缩包的一部分")
    if count == 0xFFFF or 0xFFFFFFFF in (size, offset):
        count, size, offset, end = _zip64(data, end)
    begin = end - size
    shift = begin - offset  # bytes put before the zip, as self-extractors do
    if shift < 0 or begin < 0:
        raise damaged("文件不完整，可能没有传完")
    if count > MAX_ENTRIES:
        raise too_large(f"压缩包内有 {count} 个部件")
    entries = _placed(data, _entries(data, begin, end, count, shift), begin)
    return {entry.name.lower(): entry for entry in entries}


def _zip64(data: bytes, end: int) -> tuple[int, int, int, int]:
    """Count, size and offset of the directory, and where its end record begins, from the zip64 records."""
    record = data.rfind(b"PK\6\6", 0, end)
    if record < 0 or record + 56 > len(data):
        raise damaged("文件不完整，可能没有传完")
    count, size, offset = struct.unpack_from("<3Q", data, record + 32)
    return count, size, offset, record


def _entries(data: bytes, begin: int, end: int, count: int, shift: int) -> list[Entry]:
    entries: list[Entry] = []
    seen: set[str] = set()
    declared, at = 0, begin
    for _ in range(count):
        if at + _DIRECTORY_ENTRY.size > end or data[at : at + 4] != b"PK\1\2":
            raise damaged("压缩包目录不完整")
        fields = _DIRECTORY_ENTRY.unpack_from(data, at)
        flags, method, crc, packed, size = fields[5], fields[6], fields[9], fields[10], fields[11]
        name_length, extra_length, comment_length, header = fields[12], fields[13], fields[14], fields[18]
        at += _DIRECTORY_ENTRY.size
        raw_name, extra = data[at : at + name_length], data[at + name_length : at + name_length + extra_length]
        at += name_length + extra_length + comment_length
        size, packed, header = _wide(extra, size, packed, header)
        known = None if flags & 0x800 or raw_name.isascii() else _unicode_name(raw_name, extra)
        name = known or raw_name.decode("utf-8" if flags & 0x800 else "cp437", "replace")
        _check_entry(name.replace("\\", "/"), flags, method, packed, size)
        if known or flags & 0x800 or raw_name.isascii():
            name = name.replace("\\", "/")  # else it may be half of a Chinese character
        if name.lower() in seen:
            raise damaged(f"压缩包内有两个同名部件 {name}")
        seen.add(name.lower())
        declared += size
        if declared > MAX_DECLARED:
            raise too_large(f"解压后超过 {MAX_DECLARED >> 20} MB")
        entries.append(Entry(name, method, crc, packed, size, header + shift, bool(known or flags & 0x800)))
    return entries


def _wide(extra: bytes, size: int, packed: int, header: int) -> tuple[int, int, int]:
    """Sizes and offset from the zip64 extra field, for those that do not fit 32 bits."""
    values = [size, packed, header]
    if 0xFFFFFFFF not in values:
        return size, packed, header
    field = _extra_field(extra, 1)
    wide = list(struct.unpack_from(f"<{len(field) // 8}Q", field))
    values = [wide.pop(0) if value == 0xFFFFFFFF and wide else value for value in values]
    return values[0], values[1], values[2]


def _unicode_name(raw_name: bytes, extra: bytes) -> str | None:
    """The name in UTF-8 that some programs put beside one in the code page of their machine."""
    field = _extra_field(extra, 0x7075)
    if len(field) < 6 or field[0] != 1 or int.from_bytes(field[1:5], "little") != zlib.crc32(raw_name):
        return None
    return field[5:].decode("utf-8", "replace")


def _extra_field(extra: bytes, wanted: int) -> bytes:
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        if kind == wanted:
            return extra[at + 4 : at + 4 + length]
        at += 4 + length
    return b""


def _check_entry(name: str, flags: int, method: int, packed: int, size: int) -> None:
    if flags & 1:
        raise Refused(Reason.ENCRYPTED, "这是加了密码的压缩文件", "请去掉密码后再报")
    if method not in (_STORED, _DEFLATED):
        raise damaged(f"压缩包内 {name} 用了不支持的压缩方式")
    if name.startswith("/") or ":" in name.split("/")[0] or ".." in name.split("/") or "\0" in name:
        raise damaged("压缩包内有越界的文件名")
    if size > MAX_PART:
        raise too_large(f"压缩包内 {name} 解压后有 {size >> 20} MB")
    if size > RATIO_FROM and size > packed * MAX_RATIO:
        raise too_large(f"压缩包内 {name} 的压缩比异常")


def _placed(data: bytes, entries: list[Entry], directory: int) -> list[Entry]:
    """Entries that start where their contents do, not their headers; no two contents may share a byte."""
    starts: dict[int, int] = {}
    free = 0
    for entry in sorted(entries, key=attrgetter("start")):
        header = entry.start
        if header < free or header + _LOCAL_HEADER.size > directory or not data.startswith(b"PK\3\4", header):
            raise damaged("压缩包内的部件互相重叠或错位")
        name_length, extra_length = _LENGTHS.unpack_from(data, header + 26)
        starts[header] = start = header + _LOCAL_HEADER.size + name_length + extra_length
        free = start + entry.packed
        if free > directory:
            raise damaged("压缩包内的部件互相重叠或错位")
    return [Entry(*entry[:5], starts[entry.start], entry.utf8) for entry in entries]
