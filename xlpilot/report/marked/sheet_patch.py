"""A sheet with other formats for a few of its cells and a drawing of notes; cells and rows that are missing are put in.

Values, formulas and everything around the cells stay byte for byte. Rows and columns are 1-based.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from itertools import pairwise

from xlpilot.intake.grid import address
from xlpilot.intake.scan import MAX_MERGES, MAX_ROW, Area, Position, area, position
from xlpilot.intake.xml_part import plain_utf8
from xlpilot.report.marked.xml_bytes import (
    ATTRIBUTES,
    LINK_SPACE,
    SHEET_SPACE,
    TRUE,
    Edit,
    Unfit,
    attributes,
    edited,
    root,
    tags,
    top_level,
    with_attribute,
)

_BEHIND_NOTES = frozenset(
    b"legacyDrawingHF drawingHF picture oleObjects controls webPublishItems tableParts extLst "
    b"mc:AlternateContent /worksheet".split()
)
_NOTED = (b"<legacyDrawing ", b"<legacyDrawing>", b"<controls", b"<oleObjects")
_ROW = re.compile(b"<row(" + ATTRIBUTES + rb")\s*(/?)>")
_SELECTED = re.compile(rb'\stabSelected="(?:1|true|on)"')


class SheetPatch:
    """One worksheet's part, and what is to be done to it. Raises Unfit where it is not plain."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        start, self._end = content.find(b"<sheetData"), content.rfind(b"</sheetData>")
        self._head, self._tail = content[: max(start, 0)], content[self._end :]
        root(self._head, b"worksheet", SHEET_SPACE)
        if self._end < start or not content.startswith(b"<sheetData>", start):
            raise Unfit("a sheet without rows")
        # A comment that began among the rows would end here.
        if not plain_utf8(self._tail) or b"-->" in self._tail or b"xmlns=" in self._tail:
            raise Unfit("what stands behind the rows is not plain")
        self._begin = start + len(b"<sheetData>")
        self._edits: list[Edit] = []

    @property
    def changed(self) -> bool:
        """Whether anything was done."""
        return bool(self._edits)

    @property
    def protection(self) -> bytes:
        """The sheetProtection element as written where the sheet is locked, else b''."""
        found = tags(self._tail, b"sheetProtection")
        if len(found) != 1 or not found[0][2] or attributes(found[0][1]).get(b"sheet") not in TRUE:
            return b""
        return found[0][0]

    @property
    def merges(self) -> list[Area]:
        """Merged areas."""
        found = [attributes(tag[1]).get(b"ref", b"").decode() for tag in tags(self._tail, b"mergeCell")]
        areas = [place for place in map(area, found) if place]
        if len(areas) != len(found) or len(found) > MAX_MERGES:
            raise Unfit("merged cells are written oddly")
        return areas

    @property
    def noted(self) -> bool:
        """Whether there are notes or controls already."""
        return any(mark in self._tail for mark in _NOTED)

    def unselect(self) -> None:
        """Take the sheet out of the group of selected ones, in which what is typed goes into all."""
        found = _SELECTED.finditer(self._head)
        self._edits += [(match.start(), match.end(), b' tabSelected="0"') for match in found]

    def add_notes(self, link: bytes) -> None:
        """Refer to a drawing of notes by the id of its relationship."""
        # The sheet's own margins stand behind those of custom views, and behind most else.
        begin = max(self._tail.rfind(b"<pageMargins"), len(b"</sheetData>"))
        found = next((at for at, name in top_level(self._tail, begin) if name in _BEHIND_NOTES), None)
        if found is None:
            raise Unfit("a sheet that ends oddly")
        place = self._end + found
        self._edits.append((place, place, b'<legacyDrawing xmlns:r="%b" r:id="%b"/>' % (LINK_SPACE, link)))

    def restyle(self, cells: Iterable[Position], style: Callable[[Position, int], int]) -> None:
        """Give the cells the formats that `style` tells from their places and the indexes of their formats so far."""
        by_row: dict[int, list[Position]] = {}
        for place in sorted(set(cells)):
            by_row.setdefault(place[0], []).append(place)
        numbers, rows = self._row_tags(max(by_row, default=0))
        if not set(by_row) <= set(numbers):
            numbers, rows = self._row_tags(MAX_ROW)  # they might stand in another place
        for row, places in by_row.items():
            at = bisect_left(numbers, row)
            if at < len(numbers) and numbers[at] == row:
                self._restyle_row(rows[at], places, style)
            else:
                new = b"".join(_cell(place, style(place, self._inherited(b"", place[1]))) for place in places)
                before = rows[at].start() if at < len(rows) else self._end
                self._edits.append((before, before, b'<row r="%d">%b</row>' % (row, new)))
        self._enlarge([place for places in by_row.values() for place in places])

    def result(self) -> bytes:
        """The part with everything done."""
        return edited(self._content, self._edits)

    def _row_tags(self, last: int) -> tuple[list[int], list[re.Match[bytes]]]:
        """Numbers and tags of the rows up to the first one behind `last`: nothing is changed beyond."""
        numbers, rows = [0], []
        for tag in _ROW.finditer(self._content, self._begin, self._end):
            numbers.append(_number(attributes(tag[1]).get(b"r", b"")))
            rows.append(tag)
            if numbers[-1] > last:
                break
        end = rows[-1].end() if rows and numbers[-1] > last else self._end
        content = self._content
        if any(content.find(odd, self._begin, end) >= 0 for odd in (b"<!", b"<?", b"xmlns=")):
            raise Unfit("rows that are not plain")
        if len(rows) != len(tags(content, b"row", self._begin, end)) or any(a >= b for a, b in pairwise(numbers)):
            raise Unfit("rows are not in order")
        return numbers[1:], rows

    def _restyle_row(self, row: re.Match[bytes], places: list[Position], style: Callable[[Position, int], int]) -> None:
        end = row.end() if row[2] else self._content.find(b"</row>", row.end(), self._end)
        cells = [] if row[2] else tags(self._content, b"c", row.end(), end)
        if end < 0:
            raise Unfit("a row without an end")
        there = [_place(attributes(tag[1]).get(b"r", b"")) for tag in cells]
        if any(found[0] != places[0][0] for found in there) or any(a >= b for a, b in pairwise(there)):
            raise Unfit("cells are not in order")
        new: list[Edit] = []
        for place in places:
            at = bisect_left(there, place)
            if at < len(there) and there[at] == place:
                tag = cells[at]
                before = _number(attributes(tag[1]).get(b"s", b"0"))
                new.append((tag.start(), tag.end(), with_attribute(tag[0], b"s", b"%d" % style(place, before))))
            else:
                text = _cell(place, style(place, self._inherited(row[1], place[1])))
                before = cells[at].start() if at < len(cells) else end
                new.append((before, before, text))
        if any(begin == stop for begin, stop, _ in new):
            self._edits.append((row.start(), row.end(), _opened(row)))
            if row[2]:
                new = [(end, end, b"".join(text for _, _, text in new) + b"</row>")]
        self._edits += new

    def _inherited(self, row: bytes, column: int) -> int:
        """The format of a cell that is not there: that of its row, else that of its column."""
        found = attributes(row)
        if found.get(b"customFormat") in TRUE:
            return _number(found.get(b"s", b"0"))
        for tag in tags(self._head, b"col"):
            found = attributes(tag[1])
            if _number(found.get(b"min", b"")) <= column <= _number(found.get(b"max", b"")):
                return _number(found.get(b"style", b"0"))
        return 0

    def _enlarge(self, places: list[Position]) -> None:
        found = tags(self._head, b"dimension")
        box = area(attributes(found[0][1]).get(b"ref", b"").decode()) if found else None
        if box is None:
            return
        rows, columns = [row for row, _ in places], [column for _, column in places]
        first, last = (min(box[0], *rows), min(box[1], *columns)), (max(box[2], *rows), max(box[3], *columns))
        if (*first, *last) != box:
            text = f"{address(*first)}:{address(*last)}".encode()
            self._edits.append((found[0].start(), found[0].end(), with_attribute(found[0][0], b"ref", text)))


@lru_cache(maxsize=16_384)  # the same in all workbooks of a form
def _place(reference: bytes) -> Position:
    return position(reference.decode()) or (0, 0)


def selected(beginning: bytes) -> bool:
    """Whether a sheet is one of those that are selected, from the beginning of its part."""
    return bool(_SELECTED.search(beginning))


def merged_around(merges: Iterable[Area], places: Iterable[Position]) -> Mapping[Position, Area]:
    """The merged areas of those places that lie in one."""
    wanted = list(places)
    found: dict[Position, Area] = {}
    for merged in merges:
        for row, column in wanted:
            if merged[0] <= row <= merged[2] and merged[1] <= column <= merged[3]:
                found.setdefault((row, column), merged)
    return found


def _opened(row: re.Match[bytes]) -> bytes:
    """The row's tag for more cells: without `spans`, which may be too narrow now, and not empty."""
    tag = re.sub(rb'\sspans="[^"<]*"', b"", row[0])
    return tag[:-2].rstrip() + b">" if row[2] else tag


def _cell(place: Position, format_: int) -> bytes:
    return f'<c r="{address(*place)}" s="{format_}"/>'.encode()


def _number(text: bytes) -> int:
    if not text.isdigit() or len(text) > 9:
        raise Unfit("a number is written oddly")
    return int(text)
