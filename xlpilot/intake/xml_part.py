"""XML parts of a package, parsed by expat with namespaces; a DTD is refused before it can define anything."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from xml.parsers import expat

from xlpilot.intake.refusal import Reason, Refused, damaged

SHEET_SPACES = frozenset(
    {
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://purl.oclc.org/ooxml/spreadsheetml/main",  # Strict OOXML
    }
)
# An entity that XML does not know, or the number of a character that may be none; some that may be as well.
BAD_REFERENCE = re.compile(
    rb"&(?!#[1-4][0-9]{4};|(?:amp|lt|gt|quot|apos"
    rb"|#(?:9|10|13|3[2-9]|[4-9][0-9]|[1-9][0-9]{2,3}|[1-4][0-9]{4}|5[0-4][0-9]{3}|5[89][0-9]{3}|6[0-4][0-9]{3}|65[0-4][0-9]{2})"
    rb"|#x(?:[9AaDd]|[2-9A-Fa-f][0-9A-Fa-f]|[1-9A-Fa-f][0-9A-Fa-f]{2}|[1-9A-Ca-c][0-9A-Fa-f]{3}));)"
)
CONTROLS = bytes({*range(32)} - {9, 10, 13})  # that XML does not allow
Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]
Text = Callable[[str], None]


def parse(
    content: bytes, part: str, start: Start | None = None, end: End | None = None, text: Text | None = None
) -> None:
    """Walk a whole part; names arrive as 'namespace local', or 'local' where there is no namespace.

    Raises:
        Refused: not well-formed, in an unknown encoding, or with a DTD. `part` names the part in the message.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_dtd
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise damaged(f"{part} 不是完整的 XML（{error}）") from error


@lru_cache(512)
def main(name: str) -> str:
    """The local name of an element of SpreadsheetML, '' for an element of anything else."""
    space, _, local = name.rpartition(" ")
    return local if space in SHEET_SPACES else ""


def plain_utf8(content: bytes) -> bool:
    """True where every '<' of the part opens or closes an element, so that bytes can be searched as they are.

    That is: UTF-8, no comment, no CDATA, no DTD, no processing instruction behind the declaration.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in content[:4]:
        return False
    begin = 0
    if content.startswith((b"<?xml", b"\xef\xbb\xbf<?xml")):
        begin = content.find(b"?>") + 2
        declaration = content[:begin].lower()
        if b"encoding" in declaration and b"utf-8" not in declaration and b"utf8" not in declaration:
            return False
    return content.find(b"<!", begin) < 0 and content.find(b"<?", begin) < 0


def _refuse_dtd(*_: object) -> None:
    raise Refused(Reason.DAMAGED, "文件里含有 DTD 声明，正常的表格文件不会有")
