"""The small parts that hold a package together, with what a new sheet, notes and a property need."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from xlpilot.intake.xlsx_outline import escape
from xlpilot.report.marked.xml_bytes import (
    LINK_SPACE,
    SHEET_SPACE,
    Edit,
    Unfit,
    attributes,
    edited,
    one,
    root,
    tags,
    with_attribute,
)

RELATIONS = b"http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = b"http://schemas.openxmlformats.org/package/2006/content-types"
_PROPERTIES = b"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_VALUES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_VML = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"  # of every custom property
_ID = re.compile(rb'\sId="[rR][iI][dD]([0-9]{1,9})"')


def with_first_sheet(content: bytes, name: str, link: bytes, names: Mapping[str, str], sheets: int) -> bytes:
    """workbook.xml with a sheet before all others, at which it opens; `names` are names of that sheet's own.

    What is counted by the places of the sheets is counted anew. `sheets` is how many there must be.
    """
    root(content, b"workbook", SHEET_SPACE)
    found = one(content, b"sheets")
    there = tags(content, b"sheet")
    if found is None or len(there) != sheets:
        raise Unfit("sheets that are no worksheets")
    ids = [attributes(tag[1]).get(b"sheetId", b"") for tag in there]
    if not all(number.isdigit() for number in ids):
        raise Unfit("sheets without numbers")
    free = next(n for n in range(1, len(ids) + 2) if str(n).encode() not in {number.lstrip(b"0") for number in ids})
    sheet = (f'<sheet xmlns:r="{LINK_SPACE.decode()}" name="{name}" sheetId="{free}" r:id="{link.decode()}"/>').encode()
    edits: list[Edit] = [(found[0].end(), found[0].end(), sheet)]
    for view in tags(content, b"workbookView"):
        tag = with_attribute(with_attribute(view[0], b"activeTab", b"0"), b"firstSheet", b"0")
        edits.append((view.start(), view.end(), tag))
    for defined in tags(content, b"definedName"):
        local = attributes(defined[1]).get(b"localSheetId")
        if local is not None:
            tag = with_attribute(defined[0], b"localSheetId", b"%d" % (int(local) + 1))
            edits.append((defined.start(), defined.end(), tag))
    new = "".join(
        f'<definedName name="{key}" localSheetId="0">{escape(value)}</definedName>' for key, value in names.items()
    )
    edits.append(_names(content, found[1] + len(b"</sheets>"), new.encode()))
    return edited(content, edits)


def _names(content: bytes, behind_sheets: int, new: bytes) -> Edit:
    found = one(content, b"definedNames")
    if found is not None and not found[0][2]:
        return found[0].end(), found[0].end(), new
    new = b"<definedNames>" + new + b"</definedNames>"
    if found is not None:
        return found[0].start(), found[0].end(), new
    at = behind_sheets
    for name in (b"functionGroups", b"externalReferences"):
        before = one(content, name)
        if before is not None:
            at = before[1] + (0 if before[0][2] else len(name) + 3)
    return at, at, new


def free_link(content: bytes) -> int:
    """The first number that no relationship of a part has in its id, nor any behind it."""
    return max(map(int, _ID.findall(content)), default=0) + 1


def with_links(content: bytes, links: Iterable[tuple[int, str, str]]) -> bytes:
    """A relationships part with more of them: number of the id, last word of the type, part; b'' is none so far."""
    new = "".join(
        f'<Relationship Id="rId{number}" Type="{LINK_SPACE.decode()}/{kind}" Target="/{escape(part)}"/>'
        for number, kind, part in links
    ).encode()
    if not content:
        return (
            b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns="%b">%b</Relationships>'
            % (RELATIONS, new)
        )
    return _before_end(content, b"Relationships", RELATIONS, new)


def with_types(content: bytes, parts: Iterable[tuple[str, str]], vml: bool) -> bytes:
    """[Content_Types].xml with more parts: name, last words of the type."""
    new = "".join(
        f'<Override PartName="/{escape(part)}" ContentType="application/vnd.openxmlformats-officedocument.{kind}+xml"/>'
        for part, kind in parts
    )
    root(content, b"Types", _TYPES)
    if vml:
        kinds = {
            found.get(b"Extension", b"").lower(): found.get(b"ContentType", b"")
            for found in (attributes(tag[1]) for tag in tags(content, b"Default"))
        }
        if kinds.get(b"vml", _VML.encode()) != _VML.encode():
            raise Unfit("vml is something else here")
        if b"vml" not in kinds:
            new = f'<Default Extension="vml" ContentType="{_VML}"/>{new}'
    return _before_end(content, b"Types", _TYPES, new.encode())


def with_property(content: bytes, name: str, value: str) -> bytes:
    """docProps/custom.xml with one more text; b'' is no property so far."""
    numbers = [attributes(tag[1]).get(b"pid", b"") for tag in tags(content, b"property")]
    if not all(number.isdigit() for number in numbers):
        raise Unfit("properties without numbers")
    new = (
        f'<property fmtid="{_FORMAT}" pid="{max([1, *map(int, numbers)]) + 1}" name="{name}">'
        f'<vt:lpwstr xmlns:vt="{_VALUES}">{escape(value)}</vt:lpwstr></property>'
    ).encode()
    if not content:
        return b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns="%b">%b</Properties>' % (
            _PROPERTIES,
            new,
        )
    return _before_end(content, b"Properties", _PROPERTIES, new)


def _before_end(content: bytes, name: bytes, space: bytes, new: bytes) -> bytes:
    tag = root(content, name, space)
    if tag[4]:
        raise Unfit(f"{name.decode()} is empty")
    end = content.rfind(b"</" + name)
    return content[:end] + new + content[end:]
