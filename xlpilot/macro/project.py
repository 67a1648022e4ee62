"""A vbaProject.bin from the text of its modules ([MS-OVBA]): source only, no compiled code, no reference to anything.

Excel compiles the source when it opens the file; the version 0xFFFF says that no cache of compiled code is there.
"""

from __future__ import annotations

import hashlib
import struct
import uuid
from collections.abc import Sequence
from enum import Enum

from xlpilot.macro.compound import compound_file
from xlpilot.macro.compression import compress
from xlpilot.values import dataclass

CODE_PAGE = 936
ENCODING = "gbk"
NAME = "VBAProject"
_LCID = 0x409  # the only one that the format allows
_CACHE = b"\xcc\x61\xff\xff\x00\x00\x00"  # _VBA_PROJECT: no compiled code of any version


class Kind(Enum):
    """What a module belongs to; the value is the class that a document module extends."""

    STANDARD = ""
    WORKBOOK = "0{00020819-0000-0000-C000-000000000046}"
    SHEET = "0{00020820-0000-0000-C000-000000000046}"


@dataclass(frozen=True, slots=True)
class Module:
    """One module: its name (the codeName of a workbook or sheet), its text without attributes, what it belongs to."""

    name: str
    text: str
    kind: Kind = Kind.STANDARD

    @property
    def source(self) -> bytes:
        """The module as stored: attributes and text, lines ended by CR LF, in code page 936.

        Raises:
            ValueError: a character that the code page does not have.
        """
        lines = [f'Attribute VB_Name = "{self.name}"']
        if self.kind is not Kind.STANDARD:
            lines += [
                f'Attribute VB_Base = "{self.kind.value}"',
                "Attribute VB_GlobalNameSpace = False",
                "Attribute VB_Creatable = False",
                "Attribute VB_PredeclaredId = True",
                "Attribute VB_Exposed = True",
                "Attribute VB_TemplateDerived = False",
                "Attribute VB_Customizable = True",
            ]
        text = "\n".join((*lines, *self.text.splitlines(), ""))
        return text.replace("\n", "\r\n").encode(ENCODING)


def vba_project(modules: Sequence[Module]) -> bytes:
    """The bytes of a vbaProject.bin with these modules; the same modules give the same bytes.

    Raises:
        ValueError: two modules of one name, a name longer than 31 characters, or a character that code page 936
            does not have.
    """
    names = [module.name for module in modules]
    if len({name.lower() for name in names}) < len(names):
        raise ValueError(f"modules of one name: {names}")
    storage = {module.name: compress(module.source) for module in modules}
    storage |= {"dir": compress(_directory(modules)), "_VBA_PROJECT": _CACHE}
    return compound_file({"VBA": storage, "PROJECT": _project(modules), "PROJECTwm": _names(names)})


def _directory(modules: Sequence[Module]) -> bytes:
    out = [
        _record(0x01, struct.pack("<I", 1)),  # Win32
        _record(0x02, struct.pack("<I", _LCID)),
        _record(0x14, struct.pack("<I", _LCID)),
        _record(0x03, struct.pack("<H", CODE_PAGE)),
        _record(0x04, NAME.encode(ENCODING)),
        _record(0x05, b"") + _record(0x40, b""),  # what it is about
        _record(0x06, b"") + _record(0x3D, b""),  # help file
        _record(0x07, struct.pack("<I", 0)),  # help context
        _record(0x08, struct.pack("<I", 0)),  # flags
        struct.pack("<HIIH", 0x09, 4, 1, 1),  # version of the project
        _record(0x0C, b"") + _record(0x3C, b""),  # constants
        _record(0x0F, struct.pack("<H", len(modules))),
        _record(0x13, b"\xff\xff"),
    ]
    for module in modules:
        narrow, wide = module.name.encode(ENCODING), module.name.encode("utf-16-le")
        out += [
            _record(0x19, narrow) + _record(0x47, wide),
            _record(0x1A, narrow) + _record(0x32, wide),  # name of its stream
            _record(0x1C, b"") + _record(0x48, b""),  # what it is about
            _record(0x31, struct.pack("<I", 0)),  # where the source begins in its stream
            _record(0x1E, struct.pack("<I", 0)),  # help context
            _record(0x2C, b"\xff\xff"),
            _record(0x21 if module.kind is Kind.STANDARD else 0x22, b""),
            _record(0x2B, b""),
        ]
    return b"".join((*out, _record(0x10, b"")))


def _record(number: int, content: bytes) -> bytes:
    return struct.pack("<HI", number, len(content)) + content


def _project(modules: Sequence[Module]) -> bytes:
    """The stream PROJECT: what the editor shows, and that nothing is locked or hidden."""
    digest = hashlib.sha256(b"".join(module.source for module in modules)).digest()
    identity = "{" + str(uuid.UUID(bytes=digest[:16], version=4)).upper() + "}"
    lines = [f'ID="{identity}"']
    for module in modules:
        lines.append(f"Module={module.name}" if module.kind is Kind.STANDARD else f"Document={module.name}/&H00000000")
    lines += [
        f'Name="{NAME}"',
        'HelpContextID="0"',
        'VersionCompatible32="393222000"',
        f'CMG="{_hidden(bytes(4), identity)}"',  # not protected
        f'DPB="{_hidden(bytes(1), identity)}"',  # no password
        f'GC="{_hidden(bytes([0xFF]), identity)}"',  # visible
        "",
        "[Host Extender Info]",
        "&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000",
        "",
        "[Workspace]",
        *(f"{module.name}=0, 0, 0, 0, C" for module in modules),
        "",
    ]
    return "\r\n".join(lines).encode(ENCODING)


def _hidden(data: bytes, identity: str, seed: int = 0x40) -> str:
    """Data in the obfuscation of [MS-OVBA] 2.4.3; a seed whose bits 1 and 2 are 0 asks for no padding."""
    key = sum(identity.encode("ascii")) & 0xFF
    out = [seed, seed ^ 2, seed ^ key]
    plain = key
    for byte in len(data).to_bytes(4, "little") + data:
        out.append(byte ^ ((out[-2] + plain) & 0xFF))
        plain = byte
    return bytes(out).hex().upper()


def _names(names: Sequence[str]) -> bytes:
    pairs = (name.encode(ENCODING) + b"\0" + name.encode("utf-16-le") + b"\0\0" for name in names)
    return b"".join(pairs) + b"\0\0"
