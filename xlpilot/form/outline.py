"""附件3: the outline of the plan as a .docx, with the layout of an official document (GB/T 9704-2012).

Page: A4, margins 37 mm above, 35 below, 28 left, 26 right; body 仿宋 三号 (16 pt), 28 pt from line to line, first line
indented by two characters; 一、in 黑体, 1. in 楷体; page number below.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from xlpilot.form.package import Part, read_package, write_package
from xlpilot.rounds.model import Round, Unit, UnitKind

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph
    from docx.text.run import Run

_NUMBERS = "一二三四五六七八九十"
_BODY, _HEADING, _ITEM, _TITLE = "仿宋", "黑体", "楷体", "宋体"
_HINT = "（在此填写）"
_LINE = 28  # points from line to line


def heading(number: int, title: str) -> str:
    """A part's heading as it is printed: 一、概述; numbers from 1."""
    tens, ones = divmod(number, 10)
    words = ("十" if tens else "") + (_NUMBERS[ones - 1] if ones else "") if number > 10 else _NUMBERS[number - 1]
    return f"{words}、{title}"


def outline(round_: Round, unit: Unit | None = None) -> bytes:
    """The .docx for a unit, or for any; the same round and unit give the same bytes.

    Only a direct unit's name is printed: a county passes the outline on to its schools.

    Raises:
        ValueError: the round has no plan.
    """
    import docx
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    plan = round_.plan
    if plan is None:
        raise ValueError("this round has no plan")
    document = docx.Document()
    _page(document)
    _run(document.add_paragraph(), plan.attachment, _HEADING, 16)
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.space_before = title.paragraph_format.space_after = Pt(_LINE)
    _run(title, plan.title, _TITLE, 22, bold=True)
    applicant = unit.name if unit and unit.kind is UnitKind.DIRECT else ""
    for line in (f"申报单位：{applicant}", "项目名称："):
        _run(_indented(document), line, _BODY, 16)
    for number, section in enumerate(plan.sections, 1):
        paragraph = _indented(document, level=1)
        _run(paragraph, heading(number, section.title), _HEADING, 16)
        for place, item in enumerate(section.items, 1):
            _run(_indented(document, level=2), f"{place}．{item}", _ITEM, 16)
            _run(_indented(document), _HINT, _BODY, 16)
        if not section.items:
            _run(_indented(document), _HINT, _BODY, 16)
    core = document.core_properties
    core.title, core.author, core.comments = plan.title, round_.issuer, ""
    core.created = core.modified = dt.datetime(round_.year, 1, 1)
    core.last_modified_by = round_.issuer
    buffer = io.BytesIO()
    document.save(buffer)
    return write_package(_without_thumbnail(read_package(buffer.getvalue())))


def outlines(round_: Round, units: Sequence[Unit]) -> list[tuple[str, bytes]]:
    """Code and .docx of each unit, in their order; what does not name its unit is made once."""
    common = outline(round_) if any(unit.kind is not UnitKind.DIRECT for unit in units) else b""
    return [(unit.code, outline(round_, unit) if unit.kind is UnitKind.DIRECT else common) for unit in units]


def _without_thumbnail(parts: list[Part]) -> list[Part]:
    # python-docx's own template carries a picture of an empty page.
    kept = [part for part in parts if part.name != "docProps/thumbnail.jpeg"]
    return [
        Part.of(part.name, _without_line(part.content(), b"thumbnail")) if part.name == "_rels/.rels" else part
        for part in kept
    ]


def _without_line(content: bytes, word: bytes) -> bytes:
    begin, end = b"<Relationship ", b"/>"
    pieces = content.split(begin)
    kept = [pieces[0]]
    for piece in pieces[1:]:
        inside, _, rest = piece.partition(end)
        kept.append(rest if word in inside else begin + inside + end + rest)
    return b"".join(kept)


def _page(document: Document) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(28)
    normal = document.styles["Normal"]
    _dress(normal, _BODY, 16)
    # So that no line begins with a full stop, and the spelling of Chinese is left alone.
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "zh-CN")
        language.set(qn("w:eastAsia"), "zh-CN")
    layout = normal.paragraph_format
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(_LINE)
    layout.widow_control = False
    layout.space_before = layout.space_after = Pt(0)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(footer, "— ", _TITLE, 14)
    _page_number(footer)
    _run(footer, " —", _TITLE, 14)


def _page_number(paragraph: Paragraph) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    run = _run(paragraph, "", _TITLE, 14)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run._r.append(mark)


def _indented(document: Document, level: int = 0) -> Paragraph:
    """A body paragraph, its first line indented by two characters; with a level, it shows in the navigation pane."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    paragraph = document.add_paragraph()
    paragraph.paragraph_format.first_line_indent = Pt(32)
    if level:
        paragraph.paragraph_format.keep_with_next = True
        mark = OxmlElement("w:outlineLvl")
        mark.set(qn("w:val"), str(level - 1))
        paragraph._p.get_or_add_pPr().append(mark)
    return paragraph


def _run(paragraph: Paragraph, text: str, font: str, points: float, bold: bool = False) -> Run:
    run = paragraph.add_run(text)
    _dress(run, font, points)
    run.bold = bold or None
    return run


def _dress(piece: Any, font: str, points: float) -> None:
    """Set a run's or a style's font for Latin and Chinese text alike."""
    from docx.oxml.ns import qn
    from docx.shared import Pt

    piece.font.size, piece.font.name = Pt(points), font
    fonts = piece._element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia"):
        fonts.set(qn(script), font)
    # Else quotation marks and dashes are as narrow as in English.
    fonts.set(qn("w:hint"), "eastAsia")
