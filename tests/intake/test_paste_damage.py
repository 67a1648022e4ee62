"""What the reader tells about dropdowns and text formats, so that a paste which destroyed them can be named."""

from __future__ import annotations

import io
import pickle

import openpyxl
import pytest
import xlsxwriter
from openpyxl.worksheet.datavalidation import DataValidation

from tests.intake.test_reader_ods import ods_of, row, text
from tests.intake.workbooks import SHEET, convert, edit, form, grid_of, openpyxl_book, replace, xls_book
from xlpilot.intake.grid import Grid

LATER = (
    '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"'
    ' xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">'
    '<x14:dataValidations xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" count="2">'
    '<x14:dataValidation type="list"><x14:formula1><xm:f>名单!$A$1:$A$9</xm:f></x14:formula1>'
    "<xm:sqref>D3:D9 F3</xm:sqref></x14:dataValidation>"
    '<x14:dataValidation type="whole"><x14:formula1><xm:f>1</xm:f></x14:formula1><xm:sqref>E3:E9</xm:sqref>'
    "</x14:dataValidation></x14:dataValidations></ext></extLst>"
)


def both_ways(data: bytes, monkeypatch: pytest.MonkeyPatch) -> list[Grid]:
    """The first sheet by the fast scan and by the careful one."""
    fast = grid_of(data)
    with monkeypatch.context() as patch:
        patch.setattr("xlpilot.intake.xlsx_scan.fast_scan", lambda *_: None)
        return [fast, grid_of(data)]


def issued() -> bytes:
    """Text columns, of which B is formatted cell by cell, D as a column, row 9 as a row; a dropdown in C."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("附件1")
    as_text, plain = book.add_format({"num_format": "@"}), book.add_format({"border": 1})
    sheet.set_column(3, 3, 12, as_text)
    for number in range(2, 7):
        sheet.write_string(number, 1, "013800138000", as_text)
        sheet.write_blank(number, 2, None, plain)
    sheet.write_number(4, 1, 13_800_138_000, plain)
    sheet.write_number(5, 1, 13_800_138_000)
    sheet.write_formula(6, 1, '="1"&"2"', as_text, "12")
    sheet.write_string(5, 3, "x", plain)
    sheet.write_string(6, 3, "x", as_text)
    sheet.set_row(8, 20, as_text)
    sheet.write_string(8, 0, "x", plain)
    sheet.data_validation("C3:C7", {"validate": "list", "source": ["甲", "乙"]})
    sheet.data_validation("E3:E7", {"validate": "integer", "criteria": ">", "value": 0})
    book.close()
    return buffer.getvalue()


def test_list_validations_are_told_and_others_are_not(monkeypatch):
    for grid in both_ways(issued(), monkeypatch):
        assert grid.dropdowns == ((3, 3, 7, 3),)


def test_list_validations_of_excel_2010_are_told(monkeypatch):
    data = replace(issued(), "</worksheet>", f"{LATER}</worksheet>")
    for grid in both_ways(data, monkeypatch):
        assert grid.dropdowns == ((3, 3, 7, 3), (3, 4, 9, 4), (3, 6, 3, 6))


def test_a_validation_of_several_areas_is_told_area_by_area(monkeypatch):
    def fill(sheet):
        validation = DataValidation(type="list", formula1='"甲,乙"')
        for area in ("B2:B9", "D4", "F2:G3"):
            validation.add(area)
        sheet.add_data_validation(validation)
        sheet["A1"] = "x"

    for grid in both_ways(openpyxl_book(fill), monkeypatch):
        assert set(grid.dropdowns or ()) == {(2, 2, 9, 2), (4, 4, 4, 4), (2, 6, 3, 7)}


@pytest.mark.parametrize("sqref", ["", "x", "B:B", "A1:", "XFE1", "A0:B9", "#REF!"])
def test_an_area_that_is_none_is_passed_over(sqref, monkeypatch):
    data = replace(issued(), 'sqref="C3:C7"', f'sqref="{sqref} H1"')
    for grid in both_ways(data, monkeypatch):
        assert (1, 8, 1, 8) in (grid.dropdowns or ())


def test_text_formats_are_told_for_cells_rows_and_columns(monkeypatch):
    expected = {(3, 2), (4, 2), (7, 2), (7, 4), (9, 2), (9, 3)} | {(line, 4) for line in (1, 2, 3, 4, 5, 8, 9, 99)}
    for grid in both_ways(issued(), monkeypatch):
        formats = grid.text_formats
        assert formats is not None
        asked = [(line, column) for line in (*range(1, 10), 99) for column in range(1, 7)]
        told = {where for where in asked if formats.is_text(*where)}
        assert told - {(9, 5), (9, 6)} == expected
        assert told >= {(9, 5), (9, 6)}


@pytest.mark.parametrize("code", ["@", " @ "])
def test_a_custom_format_of_text_is_text(code, monkeypatch):
    data = openpyxl_book(lambda sheet: sheet.append(["013", "x"]))
    data = edit(
        data,
        "xl/styles.xml",
        lambda content: content.replace(b"<numFmts count=\"0\" />", b"").replace(
            b"<fonts", f'<numFmts><numFmt numFmtId="200" formatCode="{code}"/></numFmts><fonts'.encode(), 1
        ).replace(b"</cellXfs>", b'<xf numFmtId="200"/><xf numFmtId="0"/></cellXfs>'),
    )  # fmt: skip
    data = replace(data, '<c r="A1"', '<c r="A1" s="1"')
    for grid in both_ways(data, monkeypatch):
        assert grid.text_formats is not None
        assert grid.text_formats.is_text(1, 1)
        assert not grid.text_formats.is_text(1, 2)


def test_the_default_format_may_be_text(monkeypatch):
    data = edit(
        issued(),
        "xl/styles.xml",
        lambda content: content.replace(
            b'<cellXfs count="3"><xf numFmtId="0"', b'<cellXfs count="3"><xf numFmtId="49"'
        ),
    )
    for grid in both_ways(data, monkeypatch):
        assert grid.text_formats is not None
        assert grid.text_formats.is_text(100, 100)
        assert grid.text_formats.is_text(6, 2)


def test_cells_typed_again_by_openpyxl_keep_or_lose_their_format_as_it_says(monkeypatch):
    book = openpyxl.load_workbook(io.BytesIO(issued()))
    sheet = book.active
    for line in range(3, 8):
        sheet.cell(line, 2).number_format = "General" if line % 2 else "@"
    buffer = io.BytesIO()
    book.save(buffer)
    for grid in both_ways(buffer.getvalue(), monkeypatch):
        assert grid.text_formats is not None
        assert [grid.text_formats.is_text(line, 2) for line in range(3, 8)] == [False, True, False, True, False]


def test_more_formats_than_are_kept_are_not_known(monkeypatch):
    monkeypatch.setattr("xlpilot.intake.xlsx_careful._MAX_STYLES", 5)
    monkeypatch.setattr("xlpilot.intake.xlsx_scan.fast_scan", lambda *_: None)
    assert grid_of(issued()).text_formats is None
    assert grid_of(form()).text_formats is not None  # no text format at all: known without looking


def test_a_sheet_without_any_is_told_apart_from_one_that_is_not_known():
    grid = grid_of(openpyxl_book(lambda sheet: sheet.append([1])))
    assert grid.dropdowns == ()
    assert grid.text_formats is not None
    assert not grid.text_formats.is_text(1, 1)
    for data in (xls_book(lambda book: book.add_sheet("S").write(0, 0, "x")), ods_of(row(text("<text:p>x</text:p>")))):
        assert grid_of(data).dropdowns is None
        assert grid_of(data).text_formats is None


def test_numbers_beyond_reason_are_no_formats(monkeypatch):
    long = "9" * 5000
    data = replace(issued(), '<c r="B3" s="1"', f'<c r="B3" s="{long}"')
    data = replace(data, '<col min="4"', f'<col min="{long}" max="{long}" style="1"/><col min="4"')
    for grid in both_ways(data, monkeypatch):
        assert grid.text_formats is not None
        assert not grid.text_formats.is_text(3, 2)
        assert grid.text_formats.is_text(4, 2)


def test_they_survive_pickling():
    grid = pickle.loads(pickle.dumps(grid_of(issued())))
    assert grid.dropdowns == ((3, 3, 7, 3),)
    assert grid.text_formats.is_text(3, 2)
    assert not grid.text_formats.is_text(5, 2)


@pytest.mark.libreoffice
def test_a_form_saved_by_libreoffice_tells_the_same(tmp_path):
    before = grid_of(issued())
    after = grid_of(convert(convert(issued(), ".xlsx", "ods", tmp_path), ".ods", "xlsx", tmp_path))
    assert after.dropdowns == before.dropdowns
    assert before.text_formats is not None
    assert after.text_formats is not None
    cells = [(line, column) for line in range(1, 10) for column in range(1, 5)]
    assert [after.text_formats.is_text(*where) for where in cells] == [
        before.text_formats.is_text(*where) for where in cells
    ]


def test_the_fast_scan_was_the_one_that_was_compared():
    from xlpilot.intake.guard import Package
    from xlpilot.intake.xlsx_scan import scan_xlsx

    assert scan_xlsx(Package(issued())).sheets[0].where is None
    assert SHEET.encode() in issued()
