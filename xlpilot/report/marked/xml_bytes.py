"""XML parts as bytes: tags found where they are, so that a few can be changed and all else stays as it is.

Only parts in which this is beyond doubt are taken: UTF-8 without comments, CDATA or processing instructions, one
default namespace, values in double quotes. All others are `Unfit`, and left to openpyxl.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from xlpilot.intake.xml_part import plain_utf8

SHEET_SPACE = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINK_SPACE = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ATTRIBUTES = rb'(?:\s+[^\s<>/="]+="[^"<]*")*'
_TAG = re.compile(rb'<(/?)([^\s<>/="]+)(' + ATTRIBUTES + rb")\s*(/?)>")
_ATTRIBUTE = re.compile(rb'\s([^\s<>/="]+)="([^"<]*)"')
_ENDINGS = (b" ", b">", b"/", b"\t", b"\n", b"\r", b"\x0b", b"\x0c")  # of a tag's name
TRUE = (b"1", b"true", b"on")
Edit = tuple[int, int, bytes]  # from, to, what stands there instead


class Unfit(Exception):  # noqa: N818 - says nothing against the file
    """The part is written in a way that is not patched; the text says which."""


def root(content: bytes, name: bytes, space: bytes) -> re.Match[bytes]:
    """The root's tag; groups: '', name, attributes, '/' where it is empty. Raises Unfit where the part is not plain."""
    if not plain_utf8(content):
        raise Unfit(f"{name.decode()} is not plain UTF-8")
    begin = content.find(b"<", content.find(b"?>") if content.lstrip(b"\xef\xbb\xbf").startswith(b"<?xml") else 0)
    match = _TAG.match(content, max(begin, 0))
    plain = match is not None and match[2] == name and attributes(match[3]).get(b"xmlns") == space
    if match is None or not plain or content.count(b"xmlns=") != 1:
        raise Unfit(f"{name.decode()} does not stand in one default namespace")
    return match


def attributes(text: bytes) -> dict[bytes, bytes]:
    """Attributes by name, from a tag or a part of one; values as written."""
    return dict(_ATTRIBUTE.findall(text))


def with_attribute(tag: bytes, name: bytes, value: bytes) -> bytes:
    """A start tag with this attribute set."""
    pattern = _setting(name)
    if pattern.search(tag):
        return pattern.sub(rb"\g<1>" + value + rb"\g<2>", tag, count=1)
    end = len(tag) - (2 if tag.endswith(b"/>") else 1)
    return tag[:end].rstrip() + b" " + name + b'="' + value + b'"' + tag[end:]


@cache
def _setting(name: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"(\s" + re.escape(name) + rb'=")[^"<]*(")')


@cache
def _start_tags(name: bytes) -> re.Pattern[bytes]:
    """Start tags of this name as we take them."""
    return re.compile(b"<" + name + b"(" + ATTRIBUTES + rb")\s*(/?)>")


def tags(content: bytes, name: bytes, begin: int = 0, end: int | None = None) -> list[re.Match[bytes]]:
    """All start tags of this name. Groups: attributes, '/' where empty. Raises Unfit where one is written oddly."""
    stop = len(content) if end is None else end
    # In whatever way they are written. Of most names there is none, and a pattern takes a while to be compiled.
    count = sum(content.count(b"<" + name + ending, begin, stop) for ending in _ENDINGS)
    found = list(_start_tags(name).finditer(content, begin, stop)) if count else []
    if len(found) != count:
        raise Unfit(f"{name.decode()} is written oddly")
    return found


def one(content: bytes, name: bytes) -> tuple[re.Match[bytes], int] | None:
    """The only element of this name: its start tag, and where its content ends; None where there is none.

    Raises Unfit where there are several.
    """
    found = tags(content, name)
    if not found:
        return None
    if len(found) > 1:
        raise Unfit(f"several {name.decode()}")
    end = found[0].end() if found[0][2] else content.find(b"</" + name, found[0].end())
    if end < 0:
        raise Unfit(f"{name.decode()} has no end")
    return found[0], end


def top_level(content: bytes, begin: int) -> Iterator[tuple[int, bytes]]:
    """Place and name of every start tag on the level where `begin` lies, and at last the tag that ends the level."""
    depth = 0
    for count, match in enumerate(_TAG.finditer(content, begin), 1):
        closing, name, _, empty = match.groups()
        depth += 0 if empty else -1 if closing else 1
        if depth < 0:
            if count != content.count(b"<", begin, match.end()):
                break
            yield match.start(), b"/" + name
            return
        if not closing and depth == (0 if empty else 1):
            yield match.start(), name
    raise Unfit("a tag is written oddly")


def edited(content: bytes, edits: Iterable[Edit]) -> bytes:
    """The content with all edits done; edits at one place stay in their order, none may overlap."""
    pieces: list[bytes] = []
    at = 0
    for begin, end, text in sorted(edits, key=lambda edit: edit[:2]):
        pieces += (content[at:begin], text)
        at = end
    pieces.append(content[at:])
    return b"".join(pieces)
