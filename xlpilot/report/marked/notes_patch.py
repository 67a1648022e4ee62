"""Notes as the two parts that a sheet needs for them: their texts, and the boxes that they are shown in."""

from __future__ import annotations

from collections.abc import Mapping

from xlpilot.intake.grid import address
from xlpilot.intake.scan import Position
from xlpilot.intake.xlsx_outline import escape
from xlpilot.report.marked.notes import AUTHOR, WIDTH, height
from xlpilot.report.marked.xml_bytes import SHEET_SPACE

_BOXES = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/>'
    '</o:shapelayout><v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
    'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
    '<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_BOX = (
    '<v:shape id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;margin-left:59.25pt;margin-top:1.5pt;'
    'width:{width}px;height:{height}px;z-index:{order};visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
    '<v:fill color2="#ffffe1"/><v:shadow color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:AutoFill>False</x:AutoFill>'
    "<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
_FIRST_BOX = 1026  # what Office itself begins with


def notes_part(texts: Mapping[Position, str]) -> bytes:
    """The comments part of a sheet, from the texts of its cells."""
    notes = "".join(
        f'<comment ref="{address(*place)}" authorId="0" shapeId="0"><text><t xml:space="preserve">{escape(text)}</t>'
        "</text></comment>"
        for place, text in texts.items()
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<comments xmlns="{SHEET_SPACE.decode()}">'
        f"<authors><author>{AUTHOR}</author></authors><commentList>{notes}</commentList></comments>"
    ).encode()


def boxes_part(texts: Mapping[Position, str]) -> bytes:
    """The legacy drawing that belongs to it; without one Excel shows no note."""
    boxes = (
        _BOX.format(
            number=_FIRST_BOX + order,
            order=order + 1,
            width=WIDTH,
            height=height(text),
            row=place[0] - 1,
            column=place[1] - 1,
        )
        for order, (place, text) in enumerate(texts.items())
    )
    return f"{_BOXES}{''.join(boxes)}</xml>".encode()
