"""The run-length compression of VBA streams ([MS-OVBA] 2.4.1): chunks of 4,096 bytes, each with its own window."""

from __future__ import annotations

import struct
from collections import defaultdict

CHUNK = 4096
_SHORTEST = 3


def compress(data: bytes) -> bytes:
    """The compressed container of some bytes; the same bytes always give the same container.

    A last chunk that does not get smaller and is not full is filled up with zero bytes, as the format has it; no
    text that a person writes is such a chunk.
    """
    return b"\x01" + b"".join(_chunk(data[at : at + CHUNK]) for at in range(0, len(data), CHUNK))


def _chunk(data: bytes) -> bytes:
    tokens = _tokens(data)
    if len(tokens) > CHUNK:
        return struct.pack("<H", 0x3000 | (CHUNK - 1)) + data.ljust(CHUNK, b"\0")
    return struct.pack("<H", 0xB000 | (len(tokens) - 1)) + tokens


def _tokens(data: bytes) -> bytes:
    """Groups of eight tokens behind a byte of flags: a literal byte, or a copy of what stood before."""
    out = bytearray()
    seen: defaultdict[bytes, list[int]] = defaultdict(list)
    at = 0
    while at < len(data):
        flags, group = 0, bytearray()
        for bit in range(8):
            if at >= len(data):
                break
            offset, length = _longest(data, at, seen[data[at : at + _SHORTEST]])
            if length:
                flags |= 1 << bit
                group += struct.pack("<H", (offset - 1) << (16 - _bits(at)) | (length - _SHORTEST))
            else:
                group.append(data[at])
                length = 1
            for place in range(at, at + length):
                seen[data[place : place + _SHORTEST]].append(place)
            at += length
        out.append(flags)
        out += group
    return bytes(out)


def _bits(at: int) -> int:
    """How many bits of a copy token tell the offset, `at` bytes into the chunk."""
    return max(4, (at - 1).bit_length())


def _longest(data: bytes, at: int, places: list[int]) -> tuple[int, int]:
    """Offset and length of the longest stretch before `at` that goes on like the data there; (0, 0) for none."""
    most = min(len(data) - at, (0xFFFF >> _bits(at)) + _SHORTEST)
    best, found = 0, 0
    if most < _SHORTEST:
        return 0, 0
    for place in reversed(places):
        length = _SHORTEST
        while length < most and data[place + length] == data[at + length]:
            length += 1
        if length > found:
            best, found = at - place, length
            if found == most:
                break
    return best, found
