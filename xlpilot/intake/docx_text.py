"""From an untrusted .docx to its paragraphs, as a reader sees them: without what was deleted."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from xlpilot.intake.guard import Package
from xlpilot.intake.refusal import Reason, Refused
from xlpilot.intake.xml_part import parse

_SPACES = frozenset(
    {
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",  # Strict
    }
)
_MAIN = re.compile(rb'PartName="/([^"]+)"[^>]*ContentType="[^"]*wordprocessingml\.document\.main\+xml"')
_GONE = frozenset({"del", "moveFrom"})  # tracked changes
_DEFAULT = "word/document.xml"


@dataclass(frozen=True, slots=True)
class Document:
    """A text document's content.

    Attributes:
        paragraphs: their texts in the order of the page, those of tables too, blank ones left out.
        changes: how many changes are tracked and not yet accepted.
        pictures: how many pictures and drawings it holds.
    """

    paragraphs: tuple[str, ...]
    changes: int
    pictures: int


def read_document(data: bytes) -> Document:
    """Read a .docx; a pure function of its bytes. Numbers that a program sets before a paragraph are not part of it.

    Raises:
        Refused: no .docx, or one that cannot be read.
    """
    package = Package(data)
    if "[Content_Types].xml" not in package:
        raise Refused(Reason.UNKNOWN, "这不是 .docx 文档")
    found = _MAIN.search(package.read("[Content_Types].xml"))
    name = found[1].decode("utf-8", "replace") if found else _DEFAULT
    if name not in package:
        raise Refused(Reason.DAMAGED, "文档里没有正文")
    walk = _Walk()
    parse(package.read(name), name, walk.start, walk.end, walk.text)
    return Document(tuple(walk.done), walk.changes, walk.pictures)


@dataclass(slots=True)
class _Walk:
    """What expat tells, gathered. Paragraphs within paragraphs (text boxes) end before those around them."""

    done: list[str] = field(default_factory=list)
    open: list[list[str]] = field(default_factory=list)
    gone: int = 0
    taking: bool = False
    fallback: int = 0
    changes: int = 0
    pictures: int = 0

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        if local == "Fallback" and "markup-compatibility" in space:
            self.fallback += 1  # the same drawing again, for old programs
        if space not in _SPACES:
            return
        if local in _GONE or local == "ins" or local == "moveTo":
            self.changes += 1
        if local in _GONE:
            self.gone += 1
        elif local == "p":
            self.open.append([])
        elif local == "t":
            self.taking = True
        elif local in ("tab", "br", "cr") and self.open:
            self.open[-1].append(" ")
        elif local in ("drawing", "pict", "object"):
            self.pictures += 1

    def end(self, name: str) -> None:
        space, _, local = name.rpartition(" ")
        if local == "Fallback" and "markup-compatibility" in space:
            self.fallback -= 1
        if space not in _SPACES:
            return
        if local in _GONE:
            self.gone -= 1
        elif local == "t":
            self.taking = False
        elif local == "p" and self.open:
            text = " ".join("".join(self.open.pop()).split())
            if text and not self.fallback:
                self.done.append(text)

    def text(self, text: str) -> None:
        if self.taking and not self.gone and self.open:
            self.open[-1].append(text)
