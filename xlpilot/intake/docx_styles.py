"""The outline levels of a .docx's paragraph styles."""

from __future__ import annotations

import hashlib
import re
from collections import OrderedDict
from collections.abc import Mapping

from xlpilot.intake.xml_part import parse
from xlpilot.values import dataclass, field

WORD_SPACES = frozenset(
    {
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",  # Strict
    }
)
_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)
_TOLD = {f"{space} {local}": local for space in WORD_SPACES for local in ("style", "name", "basedOn", "outlineLvl")}
_DEEPEST = 20  # styles that are based on each other
# By the digest of the part: all plans that were written into the outline as issued have the same one, ten times as long
# as what is written.
_SEEN: OrderedDict[bytes, Mapping[str, int]] = OrderedDict()
_MOST_SEEN = 64


def value_of(attributes: dict[str, str]) -> str:
    """The attribute w:val of an element, '' where it has none."""
    return next((attributes[f"{space} val"] for space in WORD_SPACES if f"{space} val" in attributes), "")


def outline_levels(content: bytes) -> Mapping[str, int]:
    """Id of each style that has an outline level -> that level, 1-based, its own or the one of what it is based on.

    Raises:
        Refused: not well-formed, or with a DTD.
    """
    digest = hashlib.sha256(content).digest()
    levels = _SEEN.pop(digest, None)
    _SEEN[digest] = levels = _levels(content) if levels is None else levels
    if len(_SEEN) > _MOST_SEEN:
        _SEEN.popitem(last=False)
    return levels


def _levels(content: bytes) -> dict[str, int]:
    walk = _Walk()
    parse(content, "word/styles.xml", walk.start)
    found: dict[str, int] = {}
    for style in walk.level.keys() | walk.based.keys():
        at, steps = style, 0
        while at not in walk.level and at in walk.based and steps < _DEEPEST:
            at, steps = walk.based[at], steps + 1
        if at in walk.level:
            found[style] = walk.level[at]
    return found


@dataclass(slots=True)
class _Walk:
    level: dict[str, int] = field(default_factory=dict)
    based: dict[str, str] = field(default_factory=dict)
    style: str = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = _TOLD.get(name)
        if local is None:
            return
        value = value_of(attributes)
        if local == "style":
            self.style = next((attributes[key] for key in attributes if key.endswith(" styleId")), "")
        elif local == "name" and (found := _HEADING.fullmatch(value)):
            self.level.setdefault(self.style, int(found[1]))
        elif local == "basedOn":
            self.based[self.style] = value
        elif local == "outlineLvl" and value.isdigit() and int(value) < 9:
            self.level[self.style] = int(value) + 1
