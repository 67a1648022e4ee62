"""A bounded reader of OLE compound files ([MS-CFB]): the names and bytes of the streams directly below the root.

Tolerant of damage: a chain that leaves the file, or runs in a circle, just ends. Nothing is allocated
that is larger than the file itself.
"""

from __future__ import annotations

import struct
from array import array
from dataclasses import dataclass

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END = 0xFFFFFFFA  # this and all above are markers, not sector numbers
_NO_ENTRY = 0xFFFFFFFF
_MAX_ENTRIES = 20_000
_STREAM, _ROOT = 2, 5


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
    """The streams at the top level of an OLE file, by name."""

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
        self._top = self._top_level()
        root = next((entry for entry in self._entries if entry.kind == _ROOT), None)
        self._mini = self._chain(root.start)[: root.size] if root else b""

    @property
    def names(self) -> frozenset[str]:
        """Names of the streams and storages directly below the root."""
        return frozenset(self._top)

    def stream(self, name: str) -> bytes:
        """The bytes of a top-level stream, b'' where there is none; shorter than declared where damaged."""
        entry = self._top.get(name)
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

    def _top_level(self) -> dict[str, _Entry]:
        root = next((entry for entry in self._entries if entry.kind == _ROOT), None)
        found: dict[str, _Entry] = {}
        todo, seen = [root.child if root else _NO_ENTRY], {_NO_ENTRY}
        while todo:
            number = todo.pop()
            if number in seen or number >= len(self._entries):
                continue
            seen.add(number)
            entry = self._entries[number]
            found.setdefault(entry.name, entry)
            todo += [entry.left, entry.right]
        # A damaged tree hides the streams; then any stream of the directory is better than none.
        return found or {entry.name: entry for entry in self._entries if entry.kind == _STREAM}


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
