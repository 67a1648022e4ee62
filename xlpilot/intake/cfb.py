"""A bounded reader of OLE compound files ([MS-CFB]): the names and bytes of the streams below the root and in storages.

Tolerant of damage: a chain that leaves the file, or runs in a circle, just ends. Nothing is allocated
that is larger than the file itself.
"""

from __future__ import annotations

import struct
from array import array

from xlpilot.values import dataclass

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END = 0xFFFFFFFA  # this and all above are markers, not sector numbers
_NO_ENTRY = 0xFFFFFFFF
_MAX_ENTRIES = 20_000
_STORAGE, _STREAM, _ROOT = 1, 2, 5


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int


class CompoundFile:
    """The streams at the top level of an OLE file, and in the storages there, by name."""

    def __init__(self, data: bytes) -> None:
        """Read the directory. Never raises: `names` is empty where nothing can be made out."""
        self._data = data
        self._entries: list[_Entry] = []
        self._top: dict[str, _Entry] = {}
        if len(data) < 512 or not data.startswith(MAGIC):
            return
        shift, mini_shift = struct.unpack_from("<HH", data, 30)
        self._sector = 1 << shift if shift in (9, 12) else 512
        self._mini_sector = 1 << mini_shift if 4 <= mini_shift <= 9 else 64
        directory, self._cutoff, mini_fat = struct.unpack_from("<I4xII", data, 48)
        self._fat = self._read_fat()
        self._mini_fat = _numbers(self._chain(mini_fat))
        raw = self._chain(directory)
        for at in range(0, min(len(raw), _MAX_ENTRIES * 128) - 127, 128):
            self._entries.append(_entry(raw, at))
        # A damaged tree hides the streams; then any stream of the directory is better than none.
        self._top = self._members(_ROOT) or {e.name: e for e in self._entries if e.kind == _STREAM}
        root = next((entry for entry in self._entries if entry.kind == _ROOT), None)
        self._mini = self._chain(root.start)[: root.size] if root else b""

    @property
    def names(self) -> frozenset[str]:
        """Names of the streams and storages directly below the root."""
        return frozenset(self._top)

    def stream(self, name: str) -> bytes:
        """The bytes of a top-level stream, b'' where there is none; shorter than declared where damaged."""
        return self._content(self._top.get(name))

    def storage(self, name: str) -> dict[str, bytes]:
        """The bytes of all streams directly in a top-level storage by name; none where there is no such storage.

        Nor where they are more than the file itself, as then many streams claim the same sectors.
        """
        entry = self._top.get(name)
        if entry is None or entry.kind != _STORAGE:
            return {}
        found: dict[str, bytes] = {}
        left = len(self._data)
        for key, member in self._members(_STORAGE, entry).items():
            found[key] = self._content(member)
            left -= len(found[key])
            if left < 0:
                return {}
        return found

    def _content(self, entry: _Entry | None) -> bytes:
        if entry is None or entry.kind != _STREAM:
            return b""
        if entry.size >= self._cutoff:
            return self._chain(entry.start, entry.size)
        return _follow(self._mini, self._mini_fat, entry.start, self._mini_sector, 0, entry.size)

    def _read_fat(self) -> array[int]:
        data, size = self._data, self._sector
        sectors = list(struct.unpack_from("<109I", data, 76))
        next_difat = struct.unpack_from("<I", data, 68)[0]
        limit = len(data) // size + 1
        seen: set[int] = set()
        while next_difat < _END and next_difat not in seen and len(sectors) < limit + 109:
            seen.add(next_difat)
            more = _numbers(data[(next_difat + 1) * size : (next_difat + 2) * size])
            if not more:
                break
            sectors.extend(more[:-1])
            next_difat = more[-1]
        used = [sector for sector in dict.fromkeys(sectors) if sector < _END]
        return _numbers(b"".join(data[(sector + 1) * size : (sector + 2) * size] for sector in used))

    def _chain(self, start: int, size: int | None = None) -> bytes:
        limit = len(self._data) if size is None else size
        return _follow(self._data, self._fat, start, self._sector, self._sector, limit)

    def _members(self, kind: int, owner: _Entry | None = None) -> dict[str, _Entry]:
        """What stands directly in a storage, by default in the first entry of this kind."""
        owner = owner or next((entry for entry in self._entries if entry.kind == kind), None)
        found: dict[str, _Entry] = {}
        todo, seen = [owner.child if owner else _NO_ENTRY], {_NO_ENTRY}
        while todo:
            number = todo.pop()
            if number in seen or number >= len(self._entries):
                continue
            seen.add(number)
            entry = self._entries[number]
            found.setdefault(entry.name, entry)
            todo += [entry.left, entry.right]
        return found


def _entry(raw: bytes, at: int) -> _Entry:
    length, kind, left, right, child = struct.unpack_from("<HBxIII", raw, at + 64)
    start, size = struct.unpack_from("<II", raw, at + 116)
    name = raw[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
    return _Entry(name, kind, left, right, child, start, size)


def _numbers(raw: bytes) -> array[int]:
    count = len(raw) // 4
    return array("I", struct.unpack(f"<{count}I", raw[: count * 4]))


def _follow(data: bytes, table: array[int], start: int, sector: int, offset: int, limit: int) -> bytes:
    """Join the sectors of a chain, `limit` bytes at most; `offset` is where sector 0 begins."""
    pieces: list[bytes] = []
    total, at = 0, start
    for _ in range(len(table) + 1):
        piece = data[at * sector + offset : (at + 1) * sector + offset] if at < _END else b""
        if not piece or total >= limit:
            break
        pieces.append(piece)
        total += len(piece)
        if at >= len(table):
            break
        at = table[at]
    return b"".join(pieces)[:limit]


def single_stream(name: str, content: bytes) -> bytes:
    """A compound file of one stream, which is filled up with zeros to the size that needs no mini stream."""
    content = content.ljust(4096, b"\0")
    sectors = -(-len(content) // 512)
    fats = 1
    while fats * 128 < sectors + 1 + fats + max(0, -(-(fats - 109) // 127)):
        fats += 1
    difats = max(0, -(-(fats - 109) // 127))
    # Order in the file: stream, directory, FAT, DIFAT.
    table = array("I", range(1, sectors + 1))
    table[sectors - 1] = 0xFFFFFFFE
    table.append(0xFFFFFFFE)
    table.extend([0xFFFFFFFD] * fats + [0xFFFFFFFC] * difats)
    table.extend([0xFFFFFFFF] * (fats * 128 - len(table)))
    places = [sectors + 1 + number for number in range(fats)]
    head = struct.pack("<8s16x5H6xI", MAGIC, 0x3E, 3, 0xFFFE, 9, 6, 0)
    first_difat = sectors + 1 + fats if difats else 0xFFFFFFFE
    head += struct.pack("<II4xIIIII", fats, sectors, 4096, 0xFFFFFFFE, 0, first_difat, difats)
    head += struct.pack("<109I", *(places[:109] + [0xFFFFFFFF] * (109 - len(places[:109]))))
    extra = b""
    for number in range(difats):
        more = places[109 + number * 127 : 236 + number * 127]
        after = first_difat + number + 1 if number + 1 < difats else 0xFFFFFFFE
        extra += struct.pack("<128I", *more, *[0xFFFFFFFF] * (127 - len(more)), after)
    entries = _named("Root Entry", _ROOT, 1, 0xFFFFFFFE, 0) + _named(name, _STREAM, _NO_ENTRY, 0, len(content))
    numbers = struct.pack(f"<{len(table)}I", *table)
    return head + content.ljust(sectors * 512, b"\0") + entries.ljust(512, b"\0") + numbers + extra


def _named(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    raw = name.encode("utf-16-le") + b"\0\0"
    links = struct.pack("<HBBIII", len(raw), kind, 1, _NO_ENTRY, _NO_ENTRY, child)
    return raw.ljust(64, b"\0") + links + bytes(36) + struct.pack("<IQ", start, size)
