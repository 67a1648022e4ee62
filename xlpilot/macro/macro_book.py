"""An issued .xlsx -> the same as .xlsm with the button 校验. Parts are patched as text; all else stays as it is."""

from __future__ import annotations

import re
from functools import lru_cache
from xml.sax.saxutils import escape

from xlpilot.form import styles
from xlpilot.form.package import Part, read_package, write_package
from xlpilot.macro import found_sheet
from xlpilot.macro.button_modules import (
    ENTRY,
    WORKBOOK_CODE_NAME,
    button_modules,
    code_name,
    document_modules,
)
from xlpilot.macro.project import vba_project

_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_TYPE = "application/vnd.openxmlformats-officedocument."
_PLAIN_BOOK = _TYPE + "spreadsheetml.sheet.main+xml"
_MACRO_BOOK = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_EMU = 12_700  # of a point
_WIDTH, _HEIGHT = 96, 21  # of the button, in points


def with_button(issued: bytes, sheet: str) -> bytes:
    """A workbook that we issued, with the button on this sheet; the same workbook gives the same bytes.

    Locks, dropdowns, live formulas and identity are those of the workbook given.

    Raises:
        ValueError: it has no such sheet, or one that holds a drawing or notes already.
    """
    parts = {part.name: part for part in read_package(issued)}
    texts: dict[str, str] = {}

    def text(name: str) -> str:
        return texts.setdefault(name, parts[name].content().decode("utf-8"))

    book = text("xl/workbook.xml")
    titles = re.findall(r'<sheet\b[^>]*\bname="([^"]*)"', book)
    if escape(sheet) not in titles:
        raise ValueError(f"no sheet {sheet}")
    own = len(titles) + 1  # 问题清单 comes last, so that no sheet changes its number
    for number in range(1, own):
        name = f"xl/worksheets/sheet{number}.xml"
        texts[name] = _once(text(name), "<sheetPr>", f'<sheetPr codeName="{code_name(number)}">')
    form = f"xl/worksheets/sheet{titles.index(escape(sheet)) + 1}.xml"
    fonts, looks = found_sheet.styles_xml(_count(text("xl/styles.xml"), "fonts"))
    first_look, first_colour = (_count(text("xl/styles.xml"), name) for name in ("cellXfs", "dxfs"))
    texts["xl/styles.xml"] = _styled(text("xl/styles.xml"), fonts, looks)
    protection = re.search(r"<sheetProtection\b[^>]*/>", text(form))
    texts[form] = _form_sheet(text(form), first_colour)
    texts["xl/workbook.xml"] = _book(book, own)
    texts["xl/_rels/workbook.xml.rels"] = _once(
        text("xl/_rels/workbook.xml.rels"),
        "</Relationships>",
        f'<Relationship Type="{_RELATIONS}/worksheet" Target="/xl/worksheets/sheet{own}.xml" Id="rIdFound"/>'
        '<Relationship Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" '
        'Target="vbaProject.bin" Id="rIdMacro"/></Relationships>',
    )
    texts["[Content_Types].xml"] = _types(text("[Content_Types].xml"), own)
    added = {
        f"xl/worksheets/sheet{own}.xml": found_sheet.sheet_xml(
            protection[0] if protection else "", code_name(own), first_look
        ),
        form.replace("worksheets/", "worksheets/_rels/") + ".rels": (
            f'{_HEAD}<Relationships xmlns="{_PACKAGE}"><Relationship Id="rIdButton" '
            f'Type="{_RELATIONS}/drawing" Target="/xl/drawings/drawing1.xml"/></Relationships>'
        ),
        "xl/drawings/drawing1.xml": _button(),
    }
    result = [Part.of(name, texts[name].encode()) if name in texts else part for name, part in parts.items()]
    result += [Part.of(name, content.encode()) for name, content in added.items()]
    return write_package([*result, Part.of("xl/vbaProject.bin", _project(own))])


@lru_cache(maxsize=8)
def _project(sheets: int) -> bytes:
    return vba_project([*document_modules(sheets), *button_modules()])


def _once(text: str, old: str, new: str) -> str:
    if text.count(old) != 1:
        raise ValueError(f"{old} should stand there once")
    return text.replace(old, new)


def _count(text: str, element: str) -> int:
    match = re.search(rf'<{element} count="(\d+)"', text)
    if match is None:
        raise ValueError(f"no {element}")
    return int(match[1])


def _styled(text: str, fonts: str, looks: list[str]) -> str:
    colours = "".join(
        f'<dxf><font><color rgb="FF{letters[-6:]}"/></font>'
        f'<fill><patternFill patternType="solid"><bgColor rgb="FF{fill[-6:]}"/></patternFill></fill></dxf>'
        for fill, letters in (styles.WRONG, styles.DOUBTFUL)
    )
    for element, more, count in (
        ("fonts", fonts, fonts.count("<font>")),
        ("cellXfs", "".join(looks), len(looks)),
        ("dxfs", colours, 2),
    ):
        have = _count(text, element)
        text = _once(text, f'<{element} count="{have}"', f'<{element} count="{have + count}"')
        text = _once(text, f"</{element}>", f"{more}</{element}>")
    return text


def _form_sheet(text: str, first_colour: int) -> str:
    if re.search(r"<(?:drawing|legacyDrawing)\b", text):
        raise ValueError("the form's sheet holds a drawing already")
    area = re.search(r'<dimension ref="([^"]*)"', text)
    priorities = [int(number) for number in re.findall(r'<cfRule\b[^>]*\bpriority="(\d+)"', text)]
    colours = found_sheet.colours_xml(area[1] if area else "A1", max(priorities, default=0) + 1, first_colour)
    at = text.rfind("</conditionalFormatting>")
    if at < 0:
        raise ValueError("the form's sheet has no conditional format")
    at += len("</conditionalFormatting>")
    text = text[:at] + colours + text[at:]
    return _once(text, "</worksheet>", f'<drawing xmlns:r="{_RELATIONS}" r:id="rIdButton"/></worksheet>')


def _book(text: str, own: int) -> str:
    text = _once(text, "<workbookPr/>", f'<workbookPr codeName="{WORKBOOK_CODE_NAME}"/>')
    ids = [int(number) for number in re.findall(r'\bsheetId="(\d+)"', text)]
    entry = f'<sheet xmlns:r="{_RELATIONS}" name="{found_sheet.SHEET}" sheetId="{max(ids) + 1}" r:id="rIdFound"/>'
    text = _once(text, "</sheets>", entry + "</sheets>")
    names = "".join(
        f'<definedName name="{name}" hidden="1">{refers_to}</definedName>'
        for name, refers_to in found_sheet.names().items()
    )
    assert own == len(re.findall(r"<sheet\b", text))
    return _once(text, "</definedNames>", names + "</definedNames>")


def _types(text: str, own: int) -> str:
    text = _once(text, _PLAIN_BOOK, _MACRO_BOOK)
    overrides = (
        (f"/xl/worksheets/sheet{own}.xml", _TYPE + "spreadsheetml.worksheet+xml"),
        ("/xl/drawings/drawing1.xml", _TYPE + "drawing+xml"),
        ("/xl/vbaProject.bin", "application/vnd.ms-office.vbaProject"),
    )
    more = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in overrides)
    return _once(text, "</Types>", more + "</Types>")


def _button() -> str:
    """The button: a shape above the table, which runs the macro and is not printed."""
    return (
        f'{_HEAD}<xdr:wsDr xmlns:xdr="{_DRAWING}/spreadsheetDrawing" xmlns:a="{_DRAWING}/main">'
        "<xdr:oneCellAnchor><xdr:from><xdr:col>2</xdr:col><xdr:colOff>0</xdr:colOff>"
        f"<xdr:row>0</xdr:row><xdr:rowOff>{_EMU}</xdr:rowOff></xdr:from>"
        f'<xdr:ext cx="{_WIDTH * _EMU}" cy="{_HEIGHT * _EMU}"/>'
        f'<xdr:sp macro="[0]!{ENTRY}" textlink=""><xdr:nvSpPr><xdr:cNvPr id="2" name="校验按钮"/><xdr:cNvSpPr/>'
        '</xdr:nvSpPr><xdr:spPr><a:xfrm><a:off x="0" y="0"/>'
        f'<a:ext cx="{_WIDTH * _EMU}" cy="{_HEIGHT * _EMU}"/></a:xfrm>'
        '<a:prstGeom prst="roundRect"><a:avLst/></a:prstGeom>'
        '<a:solidFill><a:srgbClr val="1F4E79"/></a:solidFill></xdr:spPr><xdr:txBody>'
        '<a:bodyPr vertOverflow="clip" wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="ctr"/><a:lstStyle/>'
        '<a:p><a:pPr algn="ctr"/><a:r><a:rPr lang="zh-CN" sz="1200" b="1"><a:solidFill><a:srgbClr val="FFFFFF"/>'
        '</a:solidFill><a:latin typeface="宋体"/><a:ea typeface="宋体"/></a:rPr><a:t>校验</a:t></a:r></a:p>'
        '</xdr:txBody></xdr:sp><xdr:clientData fPrintsWithSheet="0"/></xdr:oneCellAnchor></xdr:wsDr>'
    )
