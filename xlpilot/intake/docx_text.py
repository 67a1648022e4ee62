"""From an untrusted .docx to its paragraphs, as a reader sees them: without what was deleted."""

from __future__ import annotations

import re
from collections.abc import Mapping

from xlpilot.intake.document import Document, Paragraph
from xlpilot.intake.docx_styles import WORD_SPACES, outline_levels, value_of
from xlpilot.intake.guard import Budget, Package
from xlpilot.intake.refusal import Reason, Refused, too_large
from xlpilot.intake.xml_part import parse
from xlpilot.values import dataclass, field

MAX_TEXT = 2_000_000  # characters; a plan has some ten thousand
MAX_PARAGRAPHS = 50_000  # blank ones too
_TYPES = "[Content_Types].xml"
_MAIN = re.compile(rb'PartName="/([^"]+)"[^>]*ContentType="[^"]*wordprocessingml\.document\.main\+xml"')
_DELETED = frozenset({"del", "moveFrom"})
_INSERTED = frozenset({"ins", "moveTo"})
_DEFAULT, _STYLES = "word/document.xml", "word/styles.xml"
_BEFORE = frozenset({"rPrChange", "pPrChange"})  # how something was formatted before a tracked change
_OFF = frozenset({"0", "false", "off", "none"})


def is_docx(package: Package) -> bool:
    """Whether a package is a text document of Word."""
    return _TYPES in package and any(name.lower().startswith("word/") for name in package.names)


def read_document(data: bytes, budget: Budget | None = None) -> Document:
    """Read a .docx; a pure function of its bytes. Numbers that a program sets before a paragraph are not part of it.

    Raises:
        Refused: no .docx, or one that cannot be read, or one that holds more text than any plan may.
        BeyondBudget: there is a budget, and it is spent.
    """
    package = Package(data, budget)
    if _TYPES not in package:
        raise Refused(Reason.UNKNOWN, "这不是 .docx 文档")
    found = _MAIN.search(package.read(_TYPES))
    name = found[1].decode("utf-8", "replace") if found else _DEFAULT
    if name not in package:
        raise Refused(Reason.DAMAGED, "文档里没有正文")
    walk = _Walk(outline_levels(package.read(_STYLES)) if _STYLES in package else {})
    parse(package.read(name), name, walk.start, walk.end, walk.text)
    return Document(tuple(walk.done), walk.changes, walk.pictures, tuple(walk.tables))


@dataclass(slots=True)
class _Open:
    """A paragraph under way; `plain` counts its characters that are not struck through."""

    number: int
    pieces: list[str] = field(default_factory=list)
    level: int | None = None
    inserted: bool = False
    plain: int = 0


@dataclass(slots=True)
class _Walk:
    """What expat tells, gathered. Paragraphs within paragraphs (text boxes) end before those around them."""

    levels: Mapping[str, int]
    done: list[Paragraph] = field(default_factory=list)
    open: list[_Open] = field(default_factory=list)
    number: int = 0
    gone: int = 0
    new: int = 0
    taking: bool = False
    struck: bool = False
    fallback: int = 0
    before: int = 0
    changes: int = 0
    pictures: int = 0
    size: int = 0
    tables: list[int] = field(default_factory=list)
    around: list[int] = field(default_factory=list)  # indexes of the tables that are open

    def start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        if local == "Fallback" and "markup-compatibility" in space:
            self.fallback += 1  # the same drawing again, for old programs
        if space not in WORD_SPACES:
            return
        if local in _DELETED or local in _INSERTED:
            self.changes += 1
            self.gone += local in _DELETED
            self.new += local in _INSERTED
        elif local == "p":
            self.number += 1
            if self.number > MAX_PARAGRAPHS:
                raise too_large(f"文档超过 {MAX_PARAGRAPHS // 10_000} 万段")
            self.open.append(_Open(self.number))
        elif local == "t":
            self.taking = True
        elif local == "r":
            self.struck = False
        elif local in ("drawing", "pict", "object"):
            self.pictures += 1
        elif local == "tbl":
            self.around.append(len(self.tables))
            self.tables.append(0)
        elif local == "tr" and self.around:
            self.tables[self.around[-1]] += 1
        elif local in _BEFORE:
            self.before += 1
        elif self.open and not self.before:
            self._inside(local, value_of(attributes))

    def _inside(self, local: str, value: str) -> None:
        here = self.open[-1]
        if local in ("tab", "br", "cr"):
            here.pieces.append(" ")
        elif local in ("strike", "dstrike"):
            self.struck = value.lower() not in _OFF
        elif local == "pStyle" and here.level is None:
            here.level = self.levels.get(value)
        elif local == "outlineLvl" and value.isdigit():
            here.level = int(value) + 1 if int(value) < 9 else None

    def end(self, name: str) -> None:
        space, _, local = name.rpartition(" ")
        if local == "Fallback" and "markup-compatibility" in space:
            self.fallback -= 1
        if space not in WORD_SPACES:
            return
        if local in _DELETED:
            self.gone -= 1
        elif local in _INSERTED:
            self.new -= 1
        elif local in _BEFORE:
            self.before -= 1
        elif local == "t":
            self.taking = False
        elif local == "tbl":
            self.around.pop()
        elif local == "p" and self.open:
            self._finish(self.open.pop())

    def _finish(self, here: _Open) -> None:
        text = " ".join("".join(here.pieces).split())
        if text and not self.fallback:
            self.done.append(Paragraph(here.number, text, here.level, here.inserted, not here.plain))

    def text(self, text: str) -> None:
        if not self.taking or self.gone or not self.open:
            return
        self.size += len(text)
        if self.size > MAX_TEXT:
            raise too_large(f"文档的文字超过 {MAX_TEXT // 10_000} 万字")
        here = self.open[-1]
        here.pieces.append(text)
        here.inserted = here.inserted or self.new > 0
        if not self.struck:
            here.plain += len(text.strip())
