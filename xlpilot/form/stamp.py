"""The signed identity of an issued workbook: which round, unit, form, definition and issue it is.

The stamp is a text cell on a very hidden sheet, found by the sheet's name, because that is what every program keeps
on saving; a custom document property and a defined name mirror it. Anyone can read it, only the office can make it.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Sequence

from xlpilot.values import dataclass

SHEET = "_xlpilot"
STAMP_CELL = "A1"
CHUNK_COUNT_CELL = "A2"
FIRST_CHUNK_ROW = 3  # column A, one chunk a row
FIRST_LIST_COLUMN = 3  # one list a column, from row 1
PROPERTY = "xlpilot"
DEFINED_NAME = "_xlpilot_stamp"
LIST_NAME = "_xlpilot_list_{}"

# A cell holds 32,767 characters.
CHUNK_CHARACTERS = 30_000
_PREFIX = "XLPILOT1"
_MAC_CHARACTERS = 32
_CODE_CHARACTERS = 5
# Crockford's base 32: no I, L, O or U, so that a code read over the telephone is not misheard or misread.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True, slots=True)
class Stamp:
    """Identity of one issued workbook. `version` tells definitions apart, `serial` counts issues to a unit from 1."""

    round: str
    unit: str
    form: str
    version: str
    serial: int

    @property
    def text(self) -> str:
        """The part that is signed. ValueError where a part could be read as two."""
        parts = (_PREFIX, self.round, self.unit, self.form, self.version, str(self.serial))
        if any(not part or "|" in part or not part.isprintable() for part in parts):
            raise ValueError(f"not fit for a stamp: {parts}")
        return "|".join(parts)

    def mac(self, key: bytes) -> str:
        """First 32 hex characters of HMAC-SHA256 over the text."""
        return hmac.new(key, self.text.encode(), hashlib.sha256).hexdigest()[:_MAC_CHARACTERS]

    def sign(self, key: bytes) -> str:
        """`XLPILOT1|round|unit|form|version|serial|MAC`."""
        return f"{self.text}|{self.mac(key)}"

    def human_code(self, key: bytes) -> str:
        """A short code for print, such as `430422-1-7K3FQ`: unit, serial, and five characters of the MAC."""
        return human_code(self, self.mac(key))


def human_code(stamp: Stamp, mac: str) -> str:
    """The code printed on a workbook with this stamp and MAC; needs no key, proves nothing by itself."""
    return f"{stamp.unit}-{stamp.serial}-{read_aloud(int(mac[:8], 16), _CODE_CHARACTERS)}"


def read_aloud(number: int, characters: int) -> str:
    """The last bits of a number, five a character, for print and for the telephone."""
    return "".join(_ALPHABET[number >> 5 * place & 31] for place in range(characters))


def parse(text: str) -> tuple[Stamp, str] | None:
    """Stamp and MAC as written in a text, None where it is no stamp. Says nothing about who made it: see `genuine`."""
    parts = text.strip().split("|")
    if len(parts) != 7 or parts[0] != _PREFIX or not all(parts):
        return None
    _, round_, unit, form, version, serial, mac = parts
    if not re.fullmatch(r"[1-9][0-9]{0,8}", serial) or not re.fullmatch(rf"[0-9a-f]{{{_MAC_CHARACTERS}}}", mac):
        return None
    return Stamp(round_, unit, form, version, int(serial)), mac


def genuine(text: str, key: bytes) -> bool:
    """Whether the text is a stamp made with this key."""
    parsed = parse(text)
    if parsed is None:
        return False
    stamp, mac = parsed
    try:
        return hmac.compare_digest(stamp.mac(key), mac)
    except ValueError:
        return False


def split_definition(definition: str) -> list[str]:
    """The definition cut to fit into cells; joining the chunks gives it back."""
    return [definition[at : at + CHUNK_CHARACTERS] for at in range(0, len(definition), CHUNK_CHARACTERS)]


def join_definition(cells: Sequence[object]) -> str | None:
    """The definition from the values of column A of the hidden sheet (row 1 first); None where it is not whole.

    Programs return the count as a number or as text; both are taken.
    """
    if len(cells) < FIRST_CHUNK_ROW:
        return None
    count = str(cells[1]).strip().removesuffix(".0")
    if not re.fullmatch(r"[1-9][0-9]{0,3}", count):
        return None
    chunks = cells[FIRST_CHUNK_ROW - 1 : FIRST_CHUNK_ROW - 1 + int(count)]
    if len(chunks) < int(count) or not all(isinstance(chunk, str) and chunk for chunk in chunks):
        return None
    return "".join(str(chunk) for chunk in chunks)
