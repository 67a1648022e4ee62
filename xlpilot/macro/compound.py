"""A writer of OLE compound files ([MS-CFB], version 3): the same storages and streams give the same bytes."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

from xlpilot.values import dataclass, field

SECTOR, MINI, CUTOFF = 512, 64, 4096
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_HEADER_FATS = 109

Tree = Mapping[str, "bytes | Tree"]


@dataclass(slots=True)
class _Entry:
    name: str
    kind: int
    content: bytes = b""
    left: int = _FREE
    right: int = _FREE
    child: int = _FREE
    red: bool = False
    start: int = 0
    size: int = 0


@dataclass(slots=True)
class _Sectors:
    """What stands in the file behind the header, and which sector follows which."""

    unit: int
    body: bytearray = field(default_factory=bytearray)
    chain: list[int] = field(default_factory=list)

    def add(self, content: bytes) -> int:
        """Append a stream and give its first sector."""
        if not content:
            return _END
        start, count = len(self.chain), -(-len(content) // self.unit)
        self.body += content.ljust(count * self.unit, b"\0")
        self.chain += [*range(start + 1, start + count), _END]
        return start


def compound_file(tree: Tree) -> bytes:
    """A compound file that holds this tree: a stream's bytes, or a storage's own tree, by name.

    Raises:
        ValueError: a name longer than 31 characters, or more than 6 MB in all.
    """
    entries = [_Entry("Root Entry", _ROOT)]
    entries[0].child = _add(entries, tree)
    sectors, minis = _Sectors(SECTOR), _Sectors(MINI)
    for entry in entries:
        if entry.kind == _STREAM:
            entry.size = len(entry.content)
            entry.start = (sectors if entry.size >= CUTOFF else minis).add(entry.content)
    entries[0].start, entries[0].size = sectors.add(bytes(minis.body)), len(minis.body)
    mini_fat = _numbers(minis.chain)
    first_mini_fat = sectors.add(mini_fat)
    first_directory = sectors.add(_directory(entries))
    fats = 1
    while fats * SECTOR // 4 < len(sectors.chain) + fats:
        fats += 1
    if fats > _HEADER_FATS:
        raise ValueError("more than a compound file of ours may hold")
    places = range(len(sectors.chain), len(sectors.chain) + fats)
    fat = _numbers([*sectors.chain, *[_FAT] * fats])
    head = struct.pack("<8s16x5H6xI", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6, 0)
    head += struct.pack("<II4xIIIII", fats, first_directory, CUTOFF, first_mini_fat, len(mini_fat) // SECTOR, _END, 0)
    head += struct.pack(f"<{_HEADER_FATS}I", *places, *[_FREE] * (_HEADER_FATS - fats))
    return head + bytes(sectors.body) + fat


def _add(entries: list[_Entry], tree: Tree) -> int:
    """Append the members of a storage; the number of the root of their tree."""
    numbers = []
    for name in sorted(tree, key=_order):
        content = tree[name]
        if len(name.encode("utf-16-le")) > 62:
            raise ValueError(f"name too long for a compound file: {name}")
        numbers.append(len(entries))
        if isinstance(content, bytes):
            entries.append(_Entry(name, _STREAM, content))
        else:
            entry = _Entry(name, _STORAGE)
            entries.append(entry)
            entry.child = _add(entries, content)
    return _balance(entries, numbers, len(numbers).bit_length())


def _order(name: str) -> tuple[int, str]:
    """Shorter names come first, then in the order of capitals."""
    return len(name.encode("utf-16-le")), name.upper()


def _balance(entries: list[_Entry], numbers: Sequence[int], depth: int) -> int:
    """Link siblings into a balanced tree: only the lowest, incomplete level is red, so that it is a red-black tree."""
    if not numbers:
        return _FREE
    middle = len(numbers) // 2
    entry = entries[numbers[middle]]
    entry.left = _balance(entries, numbers[:middle], depth - 1)
    entry.right = _balance(entries, numbers[middle + 1 :], depth - 1)
    entry.red = depth == 1 and len(numbers) == 1
    return numbers[middle]


def _directory(entries: Sequence[_Entry]) -> bytes:
    raw = b"".join(map(_packed, entries))
    blank = bytes(68) + struct.pack("<III", _FREE, _FREE, _FREE) + bytes(48)
    return raw + blank * (-len(entries) % (SECTOR // 128))


def _packed(entry: _Entry) -> bytes:
    name = entry.name.encode("utf-16-le") + b"\0\0"
    links = struct.pack("<HBBIII", len(name), entry.kind, not entry.red, entry.left, entry.right, entry.child)
    return name.ljust(64, b"\0") + links + bytes(36) + struct.pack("<IQ", entry.start, entry.size)


def _numbers(chain: Sequence[int]) -> bytes:
    chain = [*chain, *[_FREE] * (-len(chain) % (SECTOR // 4))]
    return struct.pack(f"<{len(chain)}I", *chain)
