"""The outline levels of a .docx's paragraph styles."""

from __future__ import annotations

import re

from xlpilot.intake.xml_part import parse
from xlpilot.values import dataclass, field

WORD_SPACES = frozenset(
    {
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",  # Strict
    }
)
_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)
_TOLD = frozenset({"style", "name", "basedOn", "outlineLvl"})
_DEEPEST = 20  # styles that are based on each other


def value_of(attributes: dict[str, str]) -> str:
    """The attribute w:val of an element, '' where it has none."""
    return next((attributes[f"{space} val"] for space in WORD_SPACES if f"{space} val" in attributes), "")


def outline_levels(content: bytes) -> dict[str, int]:
    """Id of each style that has an outline level -> that level, 1-based, its own or the one of what it is based on.

    Raises:
        Refused: not well-formed, or with a DTD.
    """
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
        space, _, local = name.rpartition(" ")
        if local not in _TOLD or space not in WORD_SPACES:
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
