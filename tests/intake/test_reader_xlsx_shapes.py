"""Workbooks of unusual parts, encodings and shapes: read the same, or refused with the reason."""

from __future__ import annotations

import io

import openpyxl
import pytest

from tests.intake.workbooks import (
    SHEET,
    book_of,
    edit,
    form,
    grid_of,
    openpyxl_book,
    refusal_of,
    sheet_of,
    zip_of,
)
from xlpilot.intake import reader, scan
from xlpilot.intake.grid import CellNote, Trait
from xlpilot.intake.guard import Package
from xlpilot.intake.refusal import Reason
from xlpilot.intake.xlsx_scan import scan_xlsx


@pytest.mark.parametrize(
    "part", [SHEET, "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml", "docProps/custom.xml"]
)
def test_a_doctype_is_refused_in_any_part(part):
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    data = edit(form(), part, lambda content: content.replace(b"?>", b"?>" + bomb, 1))
    refusal = refusal_of(data)
    assert refusal.reason is Reason.DAMAGED
    assert "DTD" in refusal.detail


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-8-sig"])
def test_other_unicode_encodings_read_the_same(encoding):
    data = form()
    for part in (SHEET, "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml"):

        def change(content):
            text = content.decode()
            text = text.replace("UTF-8", "UTF-16") if "16" in encoding else text
            return (b"\xfe\xff" if encoding == "utf-16-be" else b"") + text.encode(encoding)

        assert book_of(edit(data, part, change)) == book_of(data)


def test_an_encoding_that_is_not_what_it_says_is_refused():
    data = edit(form(), "xl/sharedStrings.xml", lambda content: content.replace("校区".encode(), "校区".encode("gbk")))
    assert refusal_of(data).reason is Reason.DAMAGED
    bad = sheet_of('<row r="1"><c r="A1" t="str"><v>甲</v></c></row>')
    assert (
        refusal_of(edit(bad, SHEET, lambda content: content.replace("甲".encode(), b"\xff\xfe"))).reason
        is Reason.DAMAGED
    )


def prefixed(content: bytes) -> bytes:
    import re

    text = re.sub(r"<(/?)(?=[a-zA-Z])", r"<\1x:", content.decode())
    return text.replace(' xmlns="', ' xmlns:x="').encode()


@pytest.mark.parametrize("part", [SHEET, "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml"])
def test_any_namespace_prefix_reads_the_same(part):
    data = form()
    assert book_of(edit(data, part, prefixed)) == book_of(data)


def test_strict_ooxml_reads_the_same():
    data = form()
    for part in (
        SHEET,
        "xl/sharedStrings.xml",
        "xl/workbook.xml",
        "xl/styles.xml",
        "_rels/.rels",
        "xl/_rels/workbook.xml.rels",
        "xl/worksheets/sheet2.xml",
    ):
        data = edit(data, part, lambda content: content
                    .replace(b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", b"http://purl.oclc.org/ooxml/spreadsheetml/main")
                    .replace(b"http://schemas.openxmlformats.org/officeDocument/2006/relationships", b"http://purl.oclc.org/ooxml/officeDocument/relationships"))  # fmt: skip
    assert book_of(data) == book_of(form())


def test_pretty_printed_xml_reads_the_same():
    data = form()
    assert book_of(
        edit(data, SHEET, lambda content: content.replace(b"><c ", b">\n  <c ").replace(b"</row>", b"\n</row>\n"))
    ) == book_of(data)


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><x r="A1"><v>1</v></x></row>', '<rwo r="1"><c r="A1"><v>1</v></c></rwo>', '<row r="1"><c r="A1"><w>1</w></c></row>',
        '<row r="1"><c r="A1"><v>1</v></row>', '<row r="1">1</row>', '<row r="1"><c r="A1">1</c></row>', '<c r="A1"><v>1</v></c>',
        '<row r="x"><c r="A1"><v>1</v></c></row>', '<row r="1"><c r="A1" t="str"><v>&foo;</v></c></row>', '<row r="1"><c r="A1"><v>1<f>1</f>2</v></c></row>',
    ],
)  # fmt: skip
def test_rows_of_a_wrong_shape_are_refused_not_passed_over(rows):
    assert refusal_of(sheet_of(rows)).reason is Reason.DAMAGED


def test_cells_outside_the_sheet_data_are_refused():
    assert refusal_of(sheet_of("", after='<row r="1"><c r="A1"><v>1</v></c></row>')).reason is Reason.DAMAGED


def test_a_missing_part_is_named():
    data = edit(form(), "xl/_rels/workbook.xml.rels", lambda content: content.replace(b"sheet1.xml", b"sheet9.xml"))
    refusal = refusal_of(data)
    assert refusal.reason is Reason.DAMAGED
    assert "sheet9.xml" in refusal.detail


def test_absolute_and_unusual_part_names_are_followed():
    data = form()
    links = edit(
        data, "xl/_rels/workbook.xml.rels", lambda content: content.replace(b'"worksheets/', b'"/xl/worksheets/')
    )
    assert book_of(links) == book_of(data)


def test_too_many_sheets_are_refused():
    data = openpyxl_book(lambda sheet: [sheet.parent.create_sheet(f"s{n}") for n in range(scan.MAX_SHEETS)])
    assert refusal_of(data).reason is Reason.TOO_LARGE


def test_a_panic_of_the_reader_is_a_refusal_and_an_interrupt_is_not_caught(monkeypatch):
    def panic(_):
        raise type("PanicException", (BaseException,), {})("index out of bounds")

    def interrupt(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(reader, "CalamineWorkbook", type("Fake", (), {"from_filelike": staticmethod(panic)}))
    assert refusal_of(form()).reason is Reason.UNREADABLE
    monkeypatch.setattr(reader, "CalamineWorkbook", type("Fake", (), {"from_filelike": staticmethod(interrupt)}))
    with pytest.raises(KeyboardInterrupt):
        reader.read_book(form())


@pytest.mark.parametrize("lost", ["one", "all"])
def test_values_that_the_reader_loses_are_never_lost_silently(lost, monkeypatch):
    real = reader._calamine

    def lossy(diet, indexes):
        sheets = real(diet, indexes)
        for row in sheets[0]:
            for column in range(len(row)):
                if lost == "all" or row[column] == "申报单位":
                    row[column] = ""
        return sheets

    monkeypatch.setattr(reader, "_calamine", lossy)
    if lost == "all":
        assert refusal_of(form()).reason is Reason.UNREADABLE
    else:
        grid = grid_of(form())
        assert grid.notes[2, 2] is CellNote.UNREADABLE
        assert grid.at(2, 2) is None


def test_a_number_that_is_no_date_keeps_its_value_under_a_date_format():
    """A duration of 1e308 days brought the reader down; a negative day became midnight."""
    styles = '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs><xf numFmtId="0"/>' \
             '<xf numFmtId="14"/><xf numFmtId="46"/></cellXfs></styleSheet>'  # fmt: skip
    for number in (1e308, -1.0, -43360.0, 2_958_467.0, 13_800_138_000.0):
        data = sheet_of(f'<row r="1"><c r="A1" s="1"><v>{number}</v></c><c r="B1" s="2"><v>{number}</v></c></row>')
        value = grid_of(edit(data, "xl/styles.xml", lambda _: styles.encode())).at(1, 1)
        assert value == number


def test_styles_that_other_libraries_die_of_do_not_matter():
    """A cell style without a name, a fill of an unknown kind, a font without a size: openpyxl refuses the file."""
    data = form()
    spoilt = edit(
        data,
        "xl/styles.xml",
        lambda part: part.replace(b'<cellStyle name="Normal"', b"<cellStyle").replace(
            b'patternType="gray125"', b'patternType="zz"'
        ),
    )
    assert spoilt != data
    with pytest.raises((TypeError, ValueError)):
        openpyxl.load_workbook(io.BytesIO(spoilt))
    assert book_of(spoilt) == book_of(data)
    assert refusal_of(edit(data, "xl/styles.xml", lambda part: part[:-20])).reason is Reason.DAMAGED


def test_a_cell_format_that_does_not_exist_leaves_the_number():
    assert grid_of(sheet_of('<row r="1"><c r="A1" s="999"><v>43360</v></c></row>')).at(1, 1) == 43360.0


def test_parts_that_only_wps_knows_are_passed_over():
    data = form()
    more = {
        "customXml/item1.xml": b"<s:customData xmlns:s='http://www.wps.cn/officeDocument/2013/wpsCustomData'/>",
        "xl/cellimages.xml": b"<etc:cellImages/>", "xl/media/image1.png": b"\x89PNG",
    }  # fmt: skip
    with_them = zip_of({**{name: Package(data).read(name) for name in Package(data).names}, **more})
    assert book_of(with_them).grids == book_of(data).grids
    assert book_of(with_them).traits == {Trait.IMAGES, Trait.CELL_IMAGES}


@pytest.mark.parametrize(
    ("part", "trait"),
    [
        ("xl/vbaProject.bin", Trait.MACROS), ("xl/embeddings/oleObject1.bin", Trait.EMBEDDED), ("xl/comments1.xml", Trait.COMMENTS),
        ("xl/externalLinks/externalLink1.xml", Trait.EXTERNAL), ("xl/media/image1.jpeg", Trait.IMAGES),
    ],
)  # fmt: skip
def test_what_lies_beside_the_cells_is_told_and_not_opened(part, trait):
    data = form()
    assert book_of(data).traits == frozenset()
    package = Package(data)
    assert book_of(zip_of({**{name: package.read(name) for name in package.names}, part: b"?"})).traits == {trait}


@pytest.mark.parametrize("careful", [False, True])
def test_cells_that_are_struck_through_are_told(careful, monkeypatch):
    def fill(sheet):
        for number in range(1, 5):
            sheet.append([number, "甲"])
        for where in ("A2", "B2", "C2"):
            sheet[where].font = openpyxl.styles.Font(strike=True)
        sheet["A3"].font = openpyxl.styles.Font(strike=False, bold=True)

    if careful:
        monkeypatch.setattr("xlpilot.intake.xlsx_scan.fast_scan", lambda *_: None)
    assert grid_of(openpyxl_book(fill)).struck == {(2, 1), (2, 2)}
    assert grid_of(form()).struck == frozenset()


def test_endless_merges_are_refused():
    merges = '<mergeCell ref="A1:B2"/>' * (scan.MAX_MERGES + 1)
    refusal = refusal_of(sheet_of("", after=f"<mergeCells>{merges}</mergeCells>"))
    assert refusal.reason is Reason.TOO_LARGE
    assert "合并" in refusal.detail


@pytest.mark.parametrize("reference", ["&#0;", "&#x1;", "&#55296;", "&#1114112;"])
def test_a_character_that_cannot_be_is_refused_wherever_it_stands(reference):
    assert refusal_of(sheet_of(f'<row r="1"><c r="A1" t="str"><v>{reference}</v></c></row>')).reason is Reason.DAMAGED
    row = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'
    assert refusal_of(sheet_of(row, strings=f"<si><t>{reference}</t></si>")).reason is Reason.DAMAGED


def test_text_among_the_properties_of_a_run_is_refused():
    strings = "<si><r><rPr><t>隐</t></rPr><t>甲</t></r></si>"
    assert (
        refusal_of(sheet_of('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', strings=strings)).reason is Reason.DAMAGED
    )


def test_an_empty_part_of_shared_strings_is_not_a_workbook_without_text():
    data = edit(form(), "xl/sharedStrings.xml", lambda _: b"")
    assert refusal_of(data).reason is Reason.DAMAGED


def test_a_pretty_printed_form_is_read_the_fast_way_and_keeps_its_spaces():
    rows = '\n  <row r="1">\n    <c r="A1" t="inlineStr">\n      <is>\n        <t xml:space="preserve">  </t>\n      </is>\n    </c>\n  </row>\n'
    data = sheet_of(rows)
    assert scan_xlsx(Package(data)).sheets[0].where is None
    assert grid_of(data).at(1, 1) == "  "


@pytest.mark.parametrize("padding", [0, 1_200_000])
def test_the_formats_of_cells_are_known_whatever_formulas_they_hold(padding):
    """Cells whose formula has no value are cut out for the reader; heavy formulas are not kept."""
    styles = '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs><xf numFmtId="0"/><xf numFmtId="49"/></cellXfs></styleSheet>'
    long = "1+" * (padding // 2) + "1"
    cells = (
        f'<c r="A1" s="1"><f>{long}</f></c><c r="B1" s="1"><f>1</f><v>1</v></c><c r="C1"><f>1</f></c><c r="D1" s="1"/>'
    )
    grid = grid_of(edit(sheet_of(f'<row r="1">{cells}</row>'), "xl/styles.xml", lambda _: styles.encode()))
    assert [grid.text_formats.is_text(1, column) for column in range(1, 6)] == [True, True, False, True, False]
    assert len(grid.text_formats.rows) < 1000
    assert grid.notes == {(1, 1): CellNote.UNCALCULATED, (1, 2): CellNote.FORMULA, (1, 3): CellNote.UNCALCULATED}
