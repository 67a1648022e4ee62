from __future__ import annotations

import shutil
import struct
import subprocess

import pytest
import xlwt

from tests.intake.workbooks import book_of, convert, form, grid_of, openpyxl_book, refusal_of, xls_book
from xlpilot.intake import scan, xls_records
from xlpilot.intake.cfb import CompoundFile, single_stream
from xlpilot.intake.grid import CellNote, Visibility
from xlpilot.intake.reader import read_book
from xlpilot.intake.refusal import Reason, Refusal


def sheet_book(fill) -> bytes:
    return xls_book(lambda book: fill(book.add_sheet("S", cell_overwrite_ok=True)))


def change_record(data: bytes, kind: int, change) -> bytes:
    """The same workbook with the first record of this kind changed by `change(bytearray)`, of unchanged length."""
    stream = bytearray(CompoundFile(data).stream("Workbook"))
    at = 0
    while at + 4 <= len(stream):
        found, length = struct.unpack_from("<HH", stream, at)
        if found == kind:
            record = stream[at + 4 : at + 4 + length]
            change(record)
            stream[at + 4 : at + 4 + length] = record
            return single_stream("Workbook", bytes(stream))
        at += 4 + length
    raise AssertionError(f"no record {kind:#x}")


@pytest.mark.libreoffice
def test_an_issued_form_saved_as_xls_reads_the_same(tmp_path):
    before, after = book_of(form()), book_of(convert(form(), ".xlsx", "xls", tmp_path))
    assert after.container == "xls"
    one, other = before.grids[0], after.grids[0]
    for line in range(1, len(one.values) + 1):
        assert [one.at(line, column) for column in range(1, 5)] == [other.at(line, column) for column in range(1, 5)]
    assert set(other.notes) == set(one.notes)
    assert other.merges == one.merges
    assert other.hidden_rows == one.hidden_rows
    assert after.grids[1].visibility is Visibility.HIDDEN
    assert after.names == before.names


@pytest.mark.libreoffice
def test_errors_in_an_xls_are_told_from_blank(tmp_path):
    data = convert(
        openpyxl_book(lambda sheet: sheet.append(["=1/0", "=NA()", '=""', "x", None])), ".xlsx", "xls", tmp_path
    )
    grid = grid_of(data)
    assert grid.errors == {(1, 1): "#DIV/0!", (1, 2): "#N/A"}
    assert grid.notes == {(1, 1): CellNote.ERROR, (1, 2): CellNote.ERROR, (1, 3): CellNote.FORMULA}
    assert grid.at(1, 4) == "x"


@pytest.mark.skipif(
    shutil.which("ssconvert") is None, reason="Gnumeric, the only writer of such files here, is not installed"
)
def test_an_xls_of_the_nineties_is_read(tmp_path):
    (tmp_path / "in.xlsx").write_bytes(openpyxl_book(lambda sheet: sheet.append(["abc", 1.5, "=1/0", True])))
    command = ["ssconvert", "-T", "Gnumeric_Excel:excel_biff7", str(tmp_path / "in.xlsx"), str(tmp_path / "out.xls")]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    grid = grid_of((tmp_path / "out.xls").read_bytes())
    assert (grid.at(1, 1), grid.at(1, 2), grid.at(1, 4)) == ("abc", 1.5, True)
    assert grid.errors == {(1, 3): "#DIV/0!"}


def test_values_rows_states_and_merges():
    def fill(book):
        sheet = book.add_sheet("附件1")
        sheet.write(2, 1, "衡南县一中")
        sheet.write(2, 2, 13800138000)
        sheet.write(2, 3, True)
        sheet.write(3, 1, 1.5)
        for column in range(5, 9):
            sheet.write(3, column, column)
        sheet.row(6).hidden = True
        sheet.write(6, 0, "x")
        sheet.write_merge(8, 9, 0, 2, "合")
        other = book.add_sheet("_xlpilot")
        other.write(0, 0, "stamp")
        other.visibility = 2
        book.add_sheet("h").visibility = 1

    book = book_of(xls_book(fill))
    grid = book.grids[0]
    assert (grid.at(3, 2), grid.at(3, 3), grid.at(3, 4), grid.at(4, 2)) == ("衡南县一中", 13800138000, True, 1.5)
    assert [grid.at(4, column) for column in range(6, 10)] == [5, 6, 7, 8]
    assert grid.hidden_rows == {7}
    assert grid.merges == ((9, 1, 10, 3),)
    assert [one.visibility for one in book.grids] == [Visibility.VISIBLE, Visibility.VERY_HIDDEN, Visibility.HIDDEN]
    assert book.grids[1].at(1, 1) == "stamp"


def test_formulas_are_noted():
    grid = grid_of(sheet_book(lambda sheet: (sheet.write(0, 0, xlwt.Formula("1+1")), sheet.write(0, 1, "x"))))
    assert grid.notes == {(1, 1): CellNote.FORMULA}


def test_long_and_many_shared_strings_are_measured_across_records():
    def fill(sheet):
        for row in range(400):
            sheet.write(row, 0, ("长" if row % 2 else "a") * (row * 7 % 3000 + 1))

    data = sheet_book(fill)
    grid = grid_of(data)
    assert not grid.notes
    assert [len(line[0]) for line in grid.values] == [row * 7 % 3000 + 1 for row in range(400)]


def test_a_shared_string_shown_too_often_is_refused(monkeypatch):
    monkeypatch.setattr("xlpilot.intake.xls_scan.MAX_TEXT", 100_000)
    data = sheet_book(lambda sheet: [sheet.write(row, 0, "x" * 3000) for row in range(50)])
    assert refusal_of(data).reason is Reason.TOO_LARGE


def test_declared_sizes_do_not_decide_what_the_reader_allocates():
    data = sheet_book(lambda sheet: [sheet.write(row, 0, f"x{row}") for row in range(5)])
    far = change_record(
        data, xls_records.DIMENSIONS, lambda record: struct.pack_into("<IIHH", record, 0, 0, 0xFFFFFFF0, 0, 0xFFFF)
    )
    assert book_of(far) == book_of(data)
    many = change_record(data, xls_records.SST, lambda record: struct.pack_into("<I", record, 4, 0x7FFFFFFF))
    assert book_of(many) == book_of(data)


def test_far_cells_are_refused(monkeypatch):
    monkeypatch.setattr(scan, "MAX_BOX", 1_000_000)
    data = sheet_book(lambda sheet: (sheet.write(0, 0, "x"), sheet.write(65_535, 255, "y")))
    assert refusal_of(data).reason is Reason.TOO_LARGE


def test_a_string_that_is_not_there_is_noted():
    data = sheet_book(lambda sheet: (sheet.write(0, 0, "x"), sheet.write(0, 1, 5)))
    broken = change_record(data, xls_records.LABELSST, lambda record: struct.pack_into("<I", record, 6, 99))
    result = read_book(broken)
    assert isinstance(result, Refusal) or result.grids[0].notes == {(1, 1): CellNote.UNREADABLE}


def encrypted_xls() -> bytes:
    data = sheet_book(lambda sheet: sheet.write(0, 0, "x"))
    stream = bytearray(CompoundFile(data).stream("Workbook"))
    struct.pack_into("<H", stream, 20, xls_records.FILEPASS)  # the record behind BOF
    return single_stream("Workbook", bytes(stream))


def test_a_password_to_open_is_named():
    assert refusal_of(encrypted_xls()).reason is Reason.ENCRYPTED


@pytest.mark.parametrize("share", [0.3, 0.6, 0.8])
def test_a_truncated_xls_is_refused(share):
    data = sheet_book(lambda sheet: [sheet.write(row, 0, f"x{row}" * 20) for row in range(500)])
    assert refusal_of(data[: int(len(data) * share)]).reason in (Reason.DAMAGED, Reason.UNKNOWN)


@pytest.mark.parametrize("megabytes", [0, 1, 8, 20])
def test_a_compound_file_of_any_size_reads_back(megabytes):
    content = bytes(range(256)) * (4096 * megabytes + 3) + b"end"
    file = CompoundFile(single_stream("Workbook", content))
    assert file.names == {"Workbook"}
    assert file.stream("Workbook")[: len(content)] == content


def test_a_small_stream_is_read_from_the_mini_stream():
    data = sheet_book(lambda sheet: sheet.write(0, 0, "x"))
    assert CompoundFile(data).stream("missing") == b""
    assert CompoundFile(data).stream("Workbook")[:2] == b"\x09\x08"
