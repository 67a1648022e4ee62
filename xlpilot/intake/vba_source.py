"""The text of a returned workbook's macros, read and never run: the modules of a vbaProject.bin, safely and bounded."""

from __future__ import annotations

import hashlib
import re
import struct
from collections.abc import Iterator, Mapping

from xlpilot.intake.cfb import CompoundFile
from xlpilot.intake.guard import Package
from xlpilot.intake.refusal import Refused

MAX_PROJECT = 4 << 20  # bytes of a vbaProject.bin that is looked into
MAX_SOURCE = 4 << 20  # bytes of all sources together
MAX_MODULES = 500
_CHUNK = 4096
_CODE_PAGES = {936: "gbk", 950: "big5", 932: "cp932", 949: "cp949", 65001: "utf-8", 54936: "gb18030"}
_ATTRIBUTE = re.compile(r"^Attribute .*$", re.MULTILINE)


_PART = "xl/vbaProject.bin"
_KIND = b"application/vnd.ms-office.vbaproject"


def has_macros(package: Package) -> bool:
    """Whether any part, under whatever name, is declared as VBA."""
    return _KIND in package.read("[Content_Types].xml").lower()


def read_macros(package: Package) -> Mapping[str, str] | None:
    """Digests of the texts of a package's modules by name; None where it has none, or more than can be made out."""
    others = package.read("[Content_Types].xml").lower().count(_KIND) > 1
    if _PART not in package or others or any(name.lower().startswith("xl/macrosheets/") for name in package.names):
        return None
    try:
        sources = macro_sources(package.read(_PART, MAX_PROJECT))
    except Refused:
        return None  # damaged, which says nothing against the cells
    return None if sources is None else {name: digest(text) for name, text in sources.items()}


def digest(text: str) -> str:
    """What stands for an evened text in a comparison."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def macro_sources(data: bytes) -> Mapping[str, str] | None:
    """Text of every module that says more than its attributes, by name; None where it cannot be made out.

    Text is compared, not run: case, blank lines and the ends of lines, which an editor changes, are evened out.
    """
    if len(data) > MAX_PROJECT:
        return None
    streams = {name.lower(): content for name, content in CompoundFile(data).storage("VBA").items()}
    try:
        directory = b"".join(_inflated(streams["dir"], MAX_SOURCE))
        encoding, places = _modules(directory)
        sources: dict[str, str] = {}
        left = MAX_SOURCE
        for name, (stream, offset) in places.items():
            raw = b"".join(_inflated(streams[stream.lower()][offset:], left))
            left -= len(raw)
            text = evened(raw.decode(encoding, "replace"))
            if text:
                sources[name] = text
    except (KeyError, ValueError, LookupError, struct.error):
        return None
    return sources


def evened(source: str) -> str:
    """A module's text as it is compared: without attributes, case, blank lines and the blanks at the ends of lines."""
    lines = _ATTRIBUTE.sub("", source.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    return "\n".join(line.strip().casefold() for line in lines if line.strip())


def _modules(directory: bytes) -> tuple[str, dict[str, tuple[str, int]]]:
    """Encoding, and by module name the name of its stream and where in it the source begins."""
    encoding, name, stream = "cp1252", "", ""
    places: dict[str, tuple[str, int]] = {}
    for kind, content in _records(directory):
        if kind == 0x03:
            page = int.from_bytes(content[:2], "little")
            encoding = _CODE_PAGES.get(page, f"cp{page}")
            "".encode(encoding)
        elif kind == 0x19:
            name = stream = content.decode(encoding, "replace")
        elif kind == 0x47:
            name = content.decode("utf-16-le", "replace")
        elif kind == 0x1A:
            stream = content.decode(encoding, "replace")
        elif kind == 0x32:
            stream = content.decode("utf-16-le", "replace")
        elif kind == 0x31:
            places[name] = (stream, int.from_bytes(content[:4], "little"))
            if len(places) > MAX_MODULES:
                raise ValueError("more modules than anybody writes")
    return encoding, places


def _records(directory: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 6 <= len(directory):
        kind, size = struct.unpack_from("<HI", directory, at)
        if kind == 0x09:  # the version's size does not count its last two bytes
            size = 6
        if at + 6 + size > len(directory):
            raise ValueError("a record reaches beyond the stream")
        yield kind, directory[at + 6 : at + 6 + size]
        at += 6 + size


def _inflated(data: bytes, most: int) -> Iterator[bytes]:
    """The chunks of a compressed container ([MS-OVBA] 2.4.1); ValueError where damaged or beyond `most` bytes."""
    if data[:1] != b"\x01":
        raise ValueError("no compressed container")
    at, total = 1, 0
    while at + 2 <= len(data):
        (header,) = struct.unpack_from("<H", data, at)
        end = at + 3 + (header & 0x0FFF)
        body = data[at + 2 : end]
        chunk = _chunk(body) if header & 0x8000 else body[:_CHUNK]
        total += len(chunk)
        if total > most:
            raise ValueError("more source than anybody writes")
        yield chunk
        at = end


def _chunk(body: bytes) -> bytes:
    out = bytearray()
    at = 0
    while at < len(body):
        flags = body[at]
        at += 1
        for bit in range(8):
            if at >= len(body):
                break
            if not flags >> bit & 1:
                out.append(body[at])
                at += 1
                continue
            if at + 2 > len(body):
                raise ValueError("a token is cut off")
            (token,) = struct.unpack_from("<H", body, at)
            at += 2
            bits = max(4, (len(out) - 1).bit_length()) if out else 4
            offset, length = (token >> (16 - bits)) + 1, (token & (0xFFFF >> bits)) + 3
            if offset > len(out) or len(out) + length > _CHUNK:
                raise ValueError("a token points beyond its chunk")
            for _ in range(length):
                out.append(out[-offset])
        if len(out) > _CHUNK:
            raise ValueError("a chunk is too long")
    return bytes(out)
