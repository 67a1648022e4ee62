"""A styles part with more cell formats: copies of those that are there in our colours, and those of the list.

Nothing that is there is changed or moved; what is added stands behind it.
"""

from __future__ import annotations

import re

from xlpilot.findings import Severity
from xlpilot.report.marked.looks import COLOURS, Look, marked
from xlpilot.report.marked.xml_bytes import (
    ATTRIBUTES,
    SHEET_SPACE,
    Edit,
    Unfit,
    attributes,
    edited,
    one,
    root,
    with_attribute,
)

_MOST = 64_000  # formats of cells that Excel allows
_BUILT_IN = {"General": "0", "@": "49"}
_WORDS = {
    b"patternType": frozenset(
        b"none solid mediumGray darkGray lightGray darkHorizontal darkVertical darkDown darkUp darkGrid darkTrellis "
        b"lightHorizontal lightVertical lightDown lightUp lightGrid lightTrellis gray125 gray0625".split()
    ),
    b"horizontal": frozenset(b"general left center right fill justify centerContinuous distributed".split()),
    b"vertical": frozenset(b"top center bottom justify distributed".split()),
    b"style": frozenset(
        b"none thin medium dashed dotted thick double hair mediumDashed dashDot mediumDashDot dashDotDot "
        b"mediumDashDotDot slantDashDot".split()
    ),
}
_WORD = re.compile(rb'\s(patternType|horizontal|vertical|style)="([^"<]*)"')
_ID = re.compile(rb'\s(fontId|fillId|borderId|xfId|numFmtId|theme|indexed)="(?![0-9]+")')
_RGB = re.compile(rb'\srgb="(?!(?:[0-9A-Fa-f]{2})?[0-9A-Fa-f]{6}")')


class StylesPatch:
    """Formats are asked for by their index; `content` is the part with those that were asked for.

    Raises Unfit where the part is not plain, is damaged, or has colours of ours from an earlier round.
    """

    def __init__(self, content: bytes) -> None:
        self._content = content
        root(content, b"styleSheet", SHEET_SPACE)
        capitals = content.upper()
        if any(colour.encode() in capitals for colour in COLOURS):
            raise Unfit("marked before")
        _refuse_damage(content)
        self._blocks = {name: _Block(content, name + b"s", name) for name in (b"font", b"fill", b"border")}
        self._blocks[b"xf"] = _Block(content, b"cellXfs", b"xf")
        self._done: dict[tuple[object, ...], int] = {}
        for xf in self._blocks[b"xf"].items:
            ids = attributes(xf[: xf.find(b">") + 1])
            for name in (b"font", b"fill", b"border"):
                if int(ids.get(name + b"Id", b"0")) >= len(self._blocks[name].items):
                    raise Unfit("a format points beyond the fonts, fills or borders")

    def marked(self, format_: int, severity: Severity) -> int:
        """The format of a cell that has `format_`, in our colours; all else stays, locks and number format too."""
        if (format_, severity) not in self._done:
            fill, border = marked(severity)
            item = self._format(format_)
            tag = item[: item.find(b">") + 1]
            new = tag
            for name, text in ((b"fill", fill), (b"border", border)):
                new = with_attribute(new, name + b"Id", b"%d" % self._blocks[name].index(text.encode()))
                new = with_attribute(new, b"apply" + name.capitalize(), b"1")
            self._done[format_, severity] = self._blocks[b"xf"].index(new + item[len(tag) :])
        return self._done[format_, severity]

    def covered(self, format_: int) -> tuple[str, str]:
        """Fill and border of a format, as elements."""
        item = self._format(format_)
        ids = attributes(item[: item.find(b">") + 1])
        fill, border = (self._blocks[name].items[int(ids.get(name + b"Id", b"0"))] for name in (b"fill", b"border"))
        return fill.decode(), border.decode()

    def look(self, look: Look) -> int:
        """The format of a cell of ours."""
        key = ("look", id(look))
        if key not in self._done:
            ids = (
                self._blocks[b"font"].index(look.font.encode()),
                self._blocks[b"fill"].index(look.fill.encode()) if look.fill else 0,
                self._blocks[b"border"].index(look.border.encode()) if look.border else 0,
            )
            number = _BUILT_IN[look.number_format].encode()
            self._done[key] = self._blocks[b"xf"].index(
                b'<xf numFmtId="%s" fontId="%d" fillId="%d" borderId="%d" xfId="0" applyNumberFormat="1" applyFont="1" '
                b'applyFill="1" applyBorder="1" applyAlignment="1">%s</xf>' % (number, *ids, look.alignment.encode())
            )
        return self._done[key]

    @property
    def content(self) -> bytes:
        """The whole part."""
        return edited(self._content, [edit for block in self._blocks.values() for edit in block.edits()])

    def _format(self, number: int) -> bytes:
        formats = self._blocks[b"xf"].items
        if number >= len(formats):
            raise Unfit("a cell has a format that is not there")
        return formats[number]


class _Block:
    """A list of a styles part, such as its fills: what is in it, and what is to come behind."""

    def __init__(self, content: bytes, name: bytes, item: bytes) -> None:
        found = one(content, name)
        if found is None or found[0][2]:
            raise Unfit(f"no {name.decode()}")
        self._tag, self._end = found
        pattern = rb"\s*(<%b%b\s*(?:/>|>.*?</%b>))\s*" % (item, ATTRIBUTES, item)
        inner = content[self._tag.end() : self._end]
        matches = list(re.compile(pattern, re.DOTALL).finditer(inner))
        self.items = [match[1] for match in matches]
        if not self.items or sum(len(match[0]) for match in matches) != len(inner) or len(self.items) > _MOST - 1_000:
            raise Unfit(f"{name.decode()} are written oddly")
        self._before = len(self.items)
        self._indexes: dict[bytes, int] = {}

    def index(self, item: bytes) -> int:
        """Index of an item, which is put behind the others at its first use."""
        if item not in self._indexes:
            self._indexes[item] = len(self.items)
            self.items.append(item)
        return self._indexes[item]

    def edits(self) -> list[Edit]:
        added = self.items[self._before :]
        if not added:
            return []
        tag = with_attribute(self._tag[0], b"count", b"%d" % len(self.items))
        return [(self._tag.start(), self._tag.end(), tag), (self._end, self._end, b"".join(added))]


def _refuse_damage(content: bytes) -> None:
    """Refuse what Excel would repair, and openpyxl not load: such a workbook is better issued anew."""
    for name, value in _WORD.findall(content):
        if value not in _WORDS[name]:
            raise Unfit("styles are damaged")
    if _ID.search(content) or _RGB.search(content):
        raise Unfit("styles are damaged")
