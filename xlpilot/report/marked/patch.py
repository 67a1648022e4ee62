"""The county's own package with only those parts changed that marks need; all others byte for byte as they came.

Nothing is lost that openpyxl would drop: pictures in cells, shapes, customXml. What may do something by itself (macros,
controls, embedded files, data connections) is never passed on: a workbook that holds any, or a part of an unknown
kind, is `Unfit` and left to openpyxl, as is one that has notes where marks go or was marked before.
"""

from __future__ import annotations

import posixpath
import re
import zlib
from collections.abc import Mapping, Sequence

from xlpilot.findings import Severity
from xlpilot.form.package import Part, write_package
from xlpilot.intake.grid import address
from xlpilot.intake.guard import Package
from xlpilot.intake.scan import Area, Position, position
from xlpilot.intake.xlsx_outline import Outline, relationships, target
from xlpilot.intake.xml_part import plain_utf8
from xlpilot.report.marked.book_patch import free_link, with_first_sheet, with_links, with_property, with_types
from xlpilot.report.marked.listing import MOST, Head, lay_out
from xlpilot.report.marked.listing_patch import listing_part
from xlpilot.report.marked.looks import Record, gravest
from xlpilot.report.marked.marks import LISTING, PROPERTY, Mark, by_spot
from xlpilot.report.marked.notes import HEAD, joined, words
from xlpilot.report.marked.notes_patch import boxes_part, notes_part
from xlpilot.report.marked.sheet_patch import SheetPatch, merged_around, selected
from xlpilot.report.marked.styles_patch import StylesPatch
from xlpilot.report.marked.xml_bytes import Unfit

_MOST_XML = 16 << 20  # bytes of all sheets
_MOST_CELLS = 10_000  # of merged areas that are marked
_BEGINNING = 4_096  # bytes of a part in which its views stand
# As much as level 6 saves beyond it takes twice the time.
_LEVEL = 3
_FOLDERS = (
    "worksheets drawings theme media charts diagrams tables pivottables pivotcache comments threadedcomments persons "
    "printersettings externallinks slicers slicercaches timelines timelinecaches richdata ink"
)
_KNOWN = re.compile(
    r"\[content_types\]\.xml|_rels/\.rels|(?:docprops|docmetadata)/[^/]+|customxml/.+"
    r"|xl/(?:_rels/)?(?:workbook|cellimages)\.xml(?:\.rels)?"
    r"|xl/(?:styles|sharedstrings|calcchain|metadata|comments\d*)\.xml"
    rf"|xl/(?:{'|'.join(_FOLDERS.split())})/(?:_rels/)?[^/]+"
)
_ACTIVE = b"vba macro activex oleobject control connections querytable signature template".split()
_WORKBOOK = b"openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_BEHIND_PICTURES = re.compile(r"xl/(?:drawings|charts|diagrams|richdata|theme|pivotcache|_rels/cellimages).*\.rels")


def patched(package: Package, outline: Outline, found: Sequence[Mark], head: Head, signature: str) -> bytes:
    """The marked copy of a workbook that nobody has marked yet; the same workbook and marks give the same bytes.

    Raises:
        Unfit, ValueError: it has something that is not patched.
        Refused: a part is damaged.
    """
    _refuse(package, outline)
    return _Patch(package, outline).done(found, head, signature)


class _Patch:
    """Parts that are changed or new, by name; all others are copied."""

    def __init__(self, package: Package, outline: Outline) -> None:
        self._package = package
        self._outline = outline
        self._names = {name.lower(): name for name in package.names}
        self._parts: dict[str, bytes] = {}
        self._types: list[tuple[str, str]] = []
        self._sheets: dict[str, SheetPatch] = {}
        self._styles = StylesPatch(package.read(outline.styles))

    def done(self, found: Sequence[Mark], head: Head, signature: str) -> bytes:
        records = self._mark(found[:MOST])
        protection = next(filter(None, (self._sheet(name).protection for name, _, _ in self._outline.sheets)), b"")
        self._unselect()
        part = self._free("xl/worksheets/sheet{}.xml")
        laid = lay_out(head, found)
        self._add(part, listing_part(laid, records, self._styles, protection), "spreadsheetml.worksheet")
        names = {
            "_xlnm.Print_Area": f"'{LISTING}'!$A$1:$E${len(laid.rows)}",
            "_xlnm.Print_Titles": f"'{LISTING}'!${laid.header}:${laid.header}",
        }
        workbook = target(relationships(self._package, ""), "officeDocument")
        links = self._package.read(_links_of(workbook))
        number = free_link(links)
        self._put(_links_of(workbook), with_links(links, [(number, "worksheet", part)]))
        content = self._package.read(workbook)
        count = len(self._outline.sheets)
        self._put(workbook, with_first_sheet(content, LISTING, b"rId%d" % number, names, count))
        self._put(self._outline.styles, self._styles.content)
        for name, sheet in self._sheets.items():
            if sheet.changed:
                self._put(self._part_of(name), sheet.result())
        self._sign(signature)
        noted = any(part.endswith(".vml") for part in self._parts)
        types = self._package.read("[Content_Types].xml")
        self._put("[Content_Types].xml", with_types(types, self._types, noted))
        return write_package(self._all())

    def _mark(self, found: Sequence[Mark]) -> list[Record]:
        by_sheet: dict[str, dict[Position, Sequence[Mark]]] = {}
        for spot, its in by_spot(found).items():
            place = position(spot.cell)
            if place is not None:
                by_sheet.setdefault(spot.sheet, {})[place] = its
        records: list[Record] = []
        for name, cells in by_sheet.items():
            sheet = self._sheet(name)
            if sheet.noted:
                raise Unfit("there are notes already")
            merged = merged_around(sheet.merges, cells)
            severities = _severities(cells, merged)
            before: dict[Position, int] = {}

            def style(
                place: Position,
                format_: int,
                before: dict[Position, int] = before,
                severities: Mapping[Position, Severity] = severities,
            ) -> int:
                before[place] = format_
                return self._styles.marked(format_, severities[place])

            sheet.restyle(severities, style)
            records += [(f"{name}!{address(*at)}", *self._styles.covered(before[at])) for at in severities]
            self._note(name, sheet, _texts(cells, merged))
        return records

    def _note(self, name: str, sheet: SheetPatch, texts: Mapping[Position, str]) -> None:
        notes, boxes = self._free("xl/comments{}.xml"), self._free("xl/drawings/vmlDrawing{}.vml")
        self._add(notes, notes_part(texts), "spreadsheetml.comments")
        self._parts[boxes] = boxes_part(texts)
        part = _links_of(self._part_of(name))
        links = self._package.read(part)
        if b"omments" in links:
            raise Unfit("there are notes already")
        number = free_link(links)
        self._put(part, with_links(links, [(number, "comments", notes), (number + 1, "vmlDrawing", boxes)]))
        sheet.add_notes(b"rId%d" % (number + 1))

    def _unselect(self) -> None:
        for name, _, part in self._outline.sheets:
            if name in self._sheets or selected(self._beginning(part)):
                self._sheet(name).unselect()

    def _beginning(self, part: str) -> bytes:
        entry, raw = self._package.packed(part)
        try:
            begin = zlib.decompressobj(-15).decompress(raw, _BEGINNING) if entry.method else raw[:_BEGINNING]
        except zlib.error as error:
            raise Unfit("a damaged sheet") from error
        if not plain_utf8(begin):
            raise Unfit("a sheet that is not plain UTF-8")
        return begin

    def _sign(self, signature: str) -> None:
        links = relationships(self._package, "")
        part = target(links, "custom-properties")
        if not part:
            part = self._free("docProps/custom{}.xml", first="")
            self._types.append((part, "custom-properties"))
            content = self._package.read("_rels/.rels")
            self._put("_rels/.rels", with_links(content, [(free_link(content), "custom-properties", part)]))
        self._put(part, with_property(self._package.read(part), PROPERTY, signature))

    def _sheet(self, name: str) -> SheetPatch:
        if name not in self._sheets:
            self._sheets[name] = SheetPatch(self._package.read(self._part_of(name)))
        return self._sheets[name]

    def _part_of(self, name: str) -> str:
        return next(part for there, _, part in self._outline.sheets if there == name)

    def _free(self, pattern: str, first: str = "1") -> str:
        taken = {*self._names, *(name.lower() for name in self._parts)}
        numbers = (first, *map(str, range(2, len(taken) + 3)))
        return next(name for name in map(pattern.format, numbers) if name.lower() not in taken)

    def _add(self, part: str, content: bytes, kind: str) -> None:
        self._parts[part] = content
        self._types.append((part, kind))

    def _put(self, part: str, content: bytes) -> None:
        self._parts[self._names.get(part.lower(), part)] = content

    def _all(self) -> list[Part]:
        new = dict(self._parts)
        parts: list[Part] = []
        for name in self._package.names:
            content = new.pop(name, None)
            entry, raw = self._package.packed(name)
            if content is not None:
                parts.append(Part.of(name, content, _LEVEL))
            elif not name.endswith("/"):  # folders are no parts
                parts.append(Part(name, entry.crc, entry.size, raw, entry.method))
        return parts + [Part.of(name, content, _LEVEL) for name, content in new.items()]


def _refuse(package: Package, outline: Outline) -> None:
    """Raise Unfit for what must not be passed on, and for what was marked before."""
    names = [name for name in package.names if not name.endswith("/")]
    types = package.read("[Content_Types].xml")
    if not all(_KNOWN.fullmatch(name.lower()) and "webimage" not in name.lower() for name in names):
        raise Unfit("a part of an unknown kind")
    if any(word in types.lower() for word in _ACTIVE) or _WORKBOOK not in types:
        raise Unfit("something that acts by itself")
    sheets = [part for _, _, part in outline.sheets]
    if len({part.lower() for part in sheets}) != len(sheets) or len({name for name, _, _ in outline.sheets}) != len(
        sheets
    ):
        raise Unfit("two sheets of one name or part")
    if sum(package.packed(part)[0].size for part in sheets) > _MOST_XML:
        raise Unfit("too large")
    for name in names:
        low = name.lower()
        if low.startswith("xl/externallinks/"):
            content = package.read(name)
            if b"ddeLink" in content or b"oleLink" in content:
                raise Unfit("a link that acts by itself")
        elif _BEHIND_PICTURES.fullmatch(low) and b"External" in package.read(name):
            raise Unfit("a picture from elsewhere")
        elif "comments" in low and HEAD.encode() in package.read(name):
            raise Unfit("marked before")
    if PROPERTY in outline.properties or any(name.lower() == LISTING for name, _, _ in outline.sheets):
        raise Unfit("marked before")


def _severities(cells: Mapping[Position, Sequence[Mark]], merged: Mapping[Position, Area]) -> dict[Position, Severity]:
    """What each cell is coloured by: all of a merged area by the first of its marks."""
    found: dict[Position, Severity] = {}
    for place, its in cells.items():
        top, left, bottom, right = merged.get(place, (*place, *place))
        if (bottom - top + 1) * (right - left + 1) > _MOST_CELLS:
            raise Unfit("a huge merged area")
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                found.setdefault((row, column), gravest(its))
    return found


def _texts(cells: Mapping[Position, Sequence[Mark]], merged: Mapping[Position, Area]) -> dict[Position, str]:
    """The notes; of merged cells only the first can have one."""
    texts: dict[Position, str] = {}
    for place, its in cells.items():
        at = merged[place][:2] if place in merged else place
        texts[at] = joined(texts[at], words(its)) if at in texts else words(its)
    return texts


def _links_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")
