"""Columns that a county has hidden: every container tells them, what they hold is read, and that is said."""

import io
import struct

import openpyxl
import pytest
from review.county import good_row, judged, returns

from tests.intake.workbooks import book_of, convert, openpyxl_book, zip_of
from tests.intake.xlsb_builder import Builder, Sheet, row, text
from xlpilot.intake.guard import Package
from xlpilot.intake.reader import read_book
from xlpilot.intake.xlsb_records import BEGIN_ROWS, COLUMN_INFO, record


def hiding(*letters):
    def edit(book):
        for letter in letters:
            book["附件1"].column_dimensions[letter].hidden = True

    return edit


def hidden(grid):
    return {column for first, last in grid.hidden_columns for column in range(first, last + 1)}


def two_hidden(sheet):
    sheet.append(["甲", "乙", "丙", "丁", "戊"])
    for letter in "BD":
        sheet.column_dimensions[letter].hidden = True


@pytest.mark.parametrize("careful", [False, True])
def test_an_xlsx_tells_its_hidden_columns(careful, monkeypatch):
    if careful:
        monkeypatch.setattr("xlpilot.intake.xlsx_scan.fast_scan", lambda *_: None)
    assert hidden(book_of(openpyxl_book(two_hidden)).grids[0]) == {2, 4}


@pytest.mark.libreoffice
@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_an_xls_and_an_ods_tell_their_hidden_columns(kind, tmp_path):
    assert hidden(book_of(convert(openpyxl_book(two_hidden), ".xlsx", kind, tmp_path)).grids[0]) == {2, 4}


def test_an_xlsb_tells_its_hidden_columns():
    package = Package(Builder([Sheet("S", row(1) + text(1, "甲"))]).build())
    parts = {name: package.read(name) for name in package.names}
    columns = b"".join(
        record(COLUMN_INFO, struct.pack("<4IH", first, last, 2560, 0, flags))
        for first, last, flags in ((0, 0, 0), (1, 2, 1))
    )
    part = "xl/worksheets/sheet1.bin"
    parts[part] = parts[part].replace(record(BEGIN_ROWS), columns + record(BEGIN_ROWS), 1)
    assert hidden(book_of(zip_of(parts)).grids[0]) == {2, 3}


def test_xp428_hidden_columns_of_the_form_are_read_and_told_by_their_letters():
    (review,) = judged(returns([good_row(1)], edit=hiding("E", "G")))
    (finding,) = [f for f in review.findings if f.code == "XP428"]
    assert (finding.severity, finding.place.cell) == ("warning", "E6")
    assert "E列“负责人”、G列“联系人”是隐藏的" in finding.message
    assert review.table.values["leader"] == (good_row(1)["leader"],)
    assert review.verdict == "accepted"


def test_xp428_hidden_columns_without_content_and_the_forms_own_are_not_told():
    for data in (returns([good_row(1)], edit=hiding("I")), returns([good_row(1)])):
        (review,) = judged(data)
        assert "XP428" not in {finding.code for finding in review.findings}


def test_a_hidden_column_without_numbers_is_no_crash():
    book = openpyxl.load_workbook(io.BytesIO(openpyxl_book(two_hidden)))
    buffer = io.BytesIO()
    book.save(buffer)
    package = Package(buffer.getvalue())
    parts = {name: package.read(name) for name in package.names}
    sheet = parts["xl/worksheets/sheet1.xml"].replace(b'min="2"', b'min="x"').replace(b'max="4"', b'max="999999999"')
    assert hidden(read_book(zip_of(parts | {"xl/worksheets/sheet1.xml": sheet})).grids[0]) == set(range(4, 16_385))
