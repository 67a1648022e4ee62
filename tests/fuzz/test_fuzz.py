"""Seeded mangling of three kinds: no crash, no hang, and no value that differs from the truth without a word.

The truth is told by a reader of its own (truth.py). XLPILOT_FUZZ=N runs N cases instead of 300 or so.
"""

from __future__ import annotations

import io
import os
import random
import time
import zipfile
from functools import cache
from pathlib import Path

import pytest

from tests.fuzz import mutations
from tests.fuzz.truth import NoTruthError, differences, truth
from tests.intake.test_reader_ods import ods_of
from tests.intake.test_reader_ods import row as ods_row
from tests.intake.test_reader_ods import text as ods_text
from tests.intake.workbooks import SHEET, edit, form, openpyxl_book, sheet_of, xls_book
from tests.intake.xlsb_builder import Builder, Sheet, integer
from tests.intake.xlsb_builder import row as xlsb_row
from xlpilot.intake.cfb import CompoundFile, single_stream
from xlpilot.intake.grid import Book
from xlpilot.intake.reader import read_book
from xlpilot.intake.refusal import Refusal
from xlpilot.intake.unpack import unpack

CASES = int(os.environ.get("XLPILOT_FUZZ", "300"))
SECONDS = 5  # of CPU for one small file; a hang is far more
SAMPLES = Path(__file__).parents[2] / "samples" / "hengyang-2018"
PARTS = (SHEET, SHEET, SHEET, "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels")


def read(data: bytes) -> Book | Refusal:
    started = time.process_time()
    result = read_book(data)
    assert time.process_time() - started < SECONDS
    assert isinstance(result, Book | Refusal)
    if isinstance(result, Refusal):
        assert result.detail
        assert result.advice
    return result


def told(data: bytes) -> Book | Refusal:
    """Read, and compare with the truth."""
    result = read(data)
    if isinstance(result, Book):
        try:
            expected = truth(data)
        except NoTruthError as error:
            raise AssertionError(f"read, though it is no workbook: {error}") from error
        found = differences(expected, result)
        assert not found, found[:3]
    return result


@cache
def originals() -> tuple[bytes, ...]:
    """Small workbooks by three writers: with formulas, dates, hidden rows, rich text, phonetics, inline text."""
    rich = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row><row r="2" hidden="1"><c r="A2" t="inlineStr"><is><t>内</t></is></c>'
        '<c r="C2"><f>DISPIMG("ID_1",1)</f></c><c r="D2" t="str"><f>B1</f><v>果</v></c></row><row r="4"><c r="B4" t="e"><v>#REF!</v></c></row>'
    )
    strings = (
        '<si><r><t>甲</t></r><r><rPr><b/></rPr><t>乙</t></r></si><si><t>丙</t><rPh sb="0" eb="1"><t>bing</t></rPh></si>'
    )
    return (
        form(4),
        openpyxl_book(lambda sheet: [sheet.append([number, f"甲{number}", "=A1", True, 43360.5]) for number in range(5)]),
        sheet_of(rich, strings=strings, after='<mergeCells count="1"><mergeCell ref="A5:B6"/></mergeCells>'),
    )  # fmt: skip


@pytest.mark.parametrize("share", range(4))
def test_xml_elements_of_any_part_altered_read_as_the_truth_or_are_told(share):
    still = 0
    for number in range(share, CASES, 4):
        random_ = random.Random(f"elements {number}")
        part = random_.choice(PARTS)
        data = edit(random_.choice(originals()), part, lambda content: mutations.elements_of(content, random_))  # noqa: B023
        still += isinstance(told(data), Book)
    assert still > CASES // 4 // 10  # else the mangling is too coarse to prove anything


@pytest.mark.parametrize("share", range(2))
def test_cells_of_any_type_and_value_read_as_the_truth_or_are_told(share):
    still = 0
    for number in range(share, CASES, 2):
        random_ = random.Random(f"cells {number}")
        rows, strings = mutations.cells(random_)
        data = edit(sheet_of(rows, strings=strings), "xl/styles.xml", lambda _: mutations.STYLES)
        if random_.random() < 0.2:
            data = edit(
                data, "xl/workbook.xml", lambda content: content.replace(b"<workbookPr", b'<workbookPr date1904="1"', 1)
            )
        still += isinstance(told(data), Book)
    assert still > CASES // 2 // 4


def test_an_issued_form_whose_cells_were_altered_reads_as_the_truth_or_is_told():
    data = (SAMPLES / "430405-珠晖区.xlsx").read_bytes()
    part = next(name for name in zipfile.ZipFile(io.BytesIO(data)).namelist() if name.endswith("sheet1.xml"))
    for number in range(CASES // 15):
        random_ = random.Random(f"issued {number}")
        told(edit(data, part, lambda content: mutations.elements_of(content, random_)))  # noqa: B023


@cache
def containers() -> tuple[bytes, ...]:
    builder = Builder([Sheet("S", xlsb_row(1) + integer(1, 1) + xlsb_row(2) + integer(2, 7))])

    def fill(book):
        sheet = book.add_sheet("S")
        for number in range(20):
            sheet.write(number, 0, f"文{number}" * 9)
            sheet.write(number, 1, number * 1.5)

    ods = ods_of("".join(ods_row(ods_text(f"<text:p>甲{number}</text:p>")) for number in range(9)))
    return (*originals(), builder.build(), ods, xls_book(fill))


@pytest.mark.parametrize("share", range(2))
def test_bytes_of_a_package_altered_read_the_same_or_are_refused(share):
    """Every part that is read has a checksum, so whatever still reads must read as before."""
    for number in range(share, CASES, 2):
        random_ = random.Random(f"bytes {number}")
        data = random_.choice(containers()[:-1])
        after = read(mutations.bytes_of(data, random_))
        before = read(data)
        assert isinstance(before, Book)
        assert isinstance(after, Refusal) or after.grids == before.grids


def test_bytes_of_an_xls_altered_are_survived():
    data = containers()[-1]
    stream = CompoundFile(data).stream("Workbook")
    for number in range(CASES // 2):
        random_ = random.Random(f"xls {number}")
        read(mutations.bytes_of(data, random_))
        read(single_stream("Workbook", mutations.bytes_of(stream, random_)))


def test_an_xls_with_flipped_bits_reads_as_xlrd_reads_it_or_is_told():
    """An .xls has no checksums: whatever the bits now say must be what both readers say."""
    xlrd = pytest.importorskip("xlrd")
    stream = CompoundFile(containers()[-1]).stream("Workbook")
    compared = 0
    for number in range(CASES // 2):
        random_ = random.Random(f"xlrd {number}")
        flipped = bytearray(stream)
        for _ in range(random_.choice((1, 1, 1, 3))):
            flipped[random_.randrange(len(flipped))] ^= 1 << random_.randrange(8)
        data = single_stream("Workbook", bytes(flipped))
        result = read(data)
        try:
            other = xlrd.open_workbook(file_contents=data, logfile=io.StringIO())
        except Exception:  # it raises whatever it meets
            continue
        if isinstance(result, Book):
            compared += 1
            assert [sheet.name for sheet in other.sheets()] == [grid.name for grid in result.grids]
            for sheet, grid in zip(other.sheets(), result.grids, strict=True):
                assert not xls_differences(sheet, grid), number
    assert compared > CASES // 4


def xls_differences(sheet, grid):
    height = max(sheet.nrows, len(grid.values))
    width = max(sheet.ncols, max(map(len, grid.values), default=0))
    places = [
        (row, column) for row in range(height) for column in range(width) if (row + 1, column + 1) not in grid.notes
    ]
    found = []
    for row, column in places:
        value = sheet.cell_value(row, column) if row < sheet.nrows and column < sheet.row_len(row) else ""
        ours = grid.at(row + 1, column + 1)
        same_kind = isinstance(ours, str | float | None)
        if same_kind and (value or None) != (ours or None) and value != ours:
            found.append((row, column, value, ours))
    return found


def test_bytes_of_a_zip_or_a_mail_altered_are_survived():
    mail = (
        b"From: a@example.invalid\r\nTo: b@example.invalid\r\nSubject: =?GBK?B?u+PX3A==?=\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: multipart/mixed; boundary=BB\r\n\r\n--BB\r\nContent-Type: text/plain\r\n\r\nhello\r\n--BB\r\n"
        b"Content-Type: application/octet-stream; name==?GBK?B?u+PX3C54bHN4?=\r\nContent-Transfer-Encoding: base64\r\n"
        b"Content-Disposition: attachment; filename*=GBK''%BB%E3%D7%DC.xlsx\r\n\r\nUEsDBA==\r\n--BB--\r\n"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("衡南县/汇总.xlsx", originals()[1])
        package.writestr("a.eml", mail)
    for number in range(CASES // 2):
        random_ = random.Random(f"packages {number}")
        data = random_.choice((mail, buffer.getvalue()))
        started = time.process_time()
        for member in unpack("a", mutations.bytes_of(data, random_)):
            assert member.refusal is not None or isinstance(read(member.data), Book | Refusal)
        assert time.process_time() - started < SECONDS


def test_the_judge_sees_a_difference():
    one = sheet_of('<row r="1"><c r="A1"><v>1</v></c></row>')
    other = sheet_of('<row r="1" hidden="1"><c r="A1"><v>2</v></c><c r="B1" t="str"><v>x</v></c></row>')
    book = read_book(other)
    assert isinstance(book, Book)
    assert len(differences(truth(one), book)) == 3
    assert differences(truth(other), book) == []
