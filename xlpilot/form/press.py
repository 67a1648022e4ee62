"""Build once, stamp many: a unit's workbook is the master with a few small parts replaced."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.sax.saxutils import escape

from xlpilot.form.package import Part, read_package, write_package

# ASCII, as some parts are written with character references; long enough never to occur by chance.
BUREAU = "__XLPILOT_BUREAU__"
CODE = "__XLPILOT_CODE__"
STAMP = "__XLPILOT_STAMP__"
_TOKEN = re.compile("(__XLPILOT_[A-Z]+__)")


class Press:
    """A finished master, whose parts with placeholders are set anew for each unit and the others copied as they are."""

    def __init__(self, master: bytes) -> None:
        self._parts = read_package(master)
        self._plates: dict[int, list[str]] = {}
        for number, part in enumerate(self._parts):
            pieces = _TOKEN.split(part.content().decode("utf-8"))
            if len(pieces) > 1:
                self._plates[number] = pieces
        self.tokens = frozenset(token for pieces in self._plates.values() for token in pieces[1::2])

    def stamp(self, replacements: Mapping[str, str]) -> bytes:
        """The workbook with every placeholder replaced; KeyError where one has no replacement."""
        escaped = {token: escape(replacements[token], {'"': "&quot;"}) for token in self.tokens}
        parts = list(self._parts)
        for number, pieces in self._plates.items():
            text = "".join(escaped[piece] if at % 2 else piece for at, piece in enumerate(pieces))
            parts[number] = Part.of(parts[number].name, text.encode("utf-8"))
        return write_package(parts)
