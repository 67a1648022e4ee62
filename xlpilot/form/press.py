"""Build once, stamp many: a unit's workbook is the master with a few small parts replaced."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from xml.sax.saxutils import escape

from xlpilot.form.package import Part, read_package, write_package
from xlpilot.rounds.carried import OWN_UNITS

# ASCII, as some parts are written with character references; long enough never to occur by chance.
BUREAU = "__XLPILOT_BUREAU__"
CODE = "__XLPILOT_CODE__"
STAMP = "__XLPILOT_STAMP__"
UNITS = OWN_UNITS
_TOKEN = re.compile(b"(__XLPILOT_[A-Z]+__)")
_END = b"\3\0"  # an empty final block


class Press:
    """A finished master, whose placeholders are set anew for each unit; all else is copied as deflated once."""

    def __init__(self, master: bytes) -> None:
        self._parts = read_package(master)
        self._plates: dict[int, Plate] = {}
        for number, part in enumerate(self._parts):
            plate = Plate(part.name, part.content())
            if plate.tokens:
                self._plates[number] = plate
        self.tokens = frozenset(token for plate in self._plates.values() for token in plate.tokens)

    def stamp(self, replacements: Mapping[str, str]) -> bytes:
        """The workbook with every placeholder replaced; KeyError where one has no replacement."""
        values = {token: escape(replacements[token], {'"': "&quot;"}).encode() for token in self.tokens}
        parts = list(self._parts)
        for number, plate in self._plates.items():
            parts[number] = plate.print(values)
        return write_package(parts)


class Plate:
    """A part with placeholders, deflated in pieces: the text between placeholders once, for all units.

    A deflate stream that ends in a full flush can be followed by another, so the pieces are simply joined.
    """

    def __init__(self, name: str, content: bytes) -> None:
        pieces = _TOKEN.split(content)
        self._name = name
        self._texts = [(text, _piece(text)) for text in pieces[::2]]
        self.tokens = tuple(token.decode() for token in pieces[1::2])

    def print(self, values: Mapping[str, bytes]) -> Part:
        """The part with its placeholders replaced by these values, which are XML already."""
        pieces = [self._texts[0]]
        pressed = {token: (values[token], _piece(values[token])) for token in set(self.tokens)}
        for token, text in zip(self.tokens, self._texts[1:], strict=True):
            pieces += (pressed[token], text)
        content = b"".join(plain for plain, _ in pieces)
        deflated = b"".join(piece for _, piece in pieces) + _END
        return Part(self._name, zlib.crc32(content), len(content), deflated)


def _piece(content: bytes) -> bytes:
    """A deflated stretch that ends on a byte's edge, is not final and looks back to nothing before it."""
    squeezer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return squeezer.compress(content) + squeezer.flush(zlib.Z_FULL_FLUSH)
