"""Comments at the cells of an .xlsx: their words, for a person to read; nothing is ever taken from them."""

from __future__ import annotations

import posixpath
import re

from xlpilot.intake.guard import Package
from xlpilot.intake.refusal import Refused
from xlpilot.intake.scan import Position, SheetScan, position
from xlpilot.intake.xlsx_outline import relationships
from xlpilot.intake.xml_part import main, parse

MOST = 50  # comments of a sheet whose words are kept; the others are counted
LONGEST = 200  # characters kept of each
_PART = 4 << 20  # bytes of a part with comments, inflated; a larger one is not looked at
_THREADED = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments "


def read_comments(package: Package, part: str, sheet: SheetScan) -> None:
    """Add the comments of a sheet's part to its scan. What is damaged or too large is left: they are no cells."""
    folder, name = posixpath.split(part)
    if posixpath.join(folder, "_rels", f"{name}.rels") not in package:
        return
    found: dict[Position, list[str]] = {}
    try:
        links = sorted(set(relationships(package, part).values()))
        for kind in ("comments", "threadedComment"):
            # A sheet has one of each; a sender may claim as many as he likes.
            for target in [target for there, target in links if there == kind][:2]:
                if target in package:
                    said = _texts(package.read(target, _PART), target, kind == "threadedComment")
                    # A conversation has a plain comment for programs that do not know conversations.
                    found |= said
    except Refused:
        sheet.comments_unread = True
    shown = sorted(found)[:MOST]
    sheet.comments = {where: _short("；".join(found[where])) for where in shown}
    sheet.more_comments = len(found) - len(shown)


def _texts(content: bytes, part: str, threaded: bool) -> dict[Position, list[str]]:
    found: dict[Position, list[str]] = {}
    where: Position | None = None
    pieces: list[str] | None = None
    path: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal where, pieces
        local = name.removeprefix(_THREADED) if threaded else main(name)
        path.append(local)
        if local == ("threadedComment" if threaded else "comment"):
            where, pieces = position(attributes.get("ref", "")), []

    def text(piece: str) -> None:
        if pieces is not None and path[-1] in ("t", "text") and "rPh" not in path:
            pieces.append(piece)

    def end(_: str) -> None:
        nonlocal where, pieces
        local = path.pop()
        if local in ("comment", "threadedComment") and pieces is not None:
            said = " ".join("".join(pieces).split())
            if where and said:
                found.setdefault(where, []).append(said)
            where, pieces = None, None

    parse(content, part, start, end, text)
    return found


def _short(text: str) -> str:
    text = re.sub(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", "", text)
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"
