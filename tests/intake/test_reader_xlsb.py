from __future__ import annotations

import datetime as dt
import io
import os
import random
import struct
import time

import pytest
from python_calamine import CalamineWorkbook

from tests.intake.test_reader_fuzz import SECONDS, flip, silent_differences
from tests.intake.workbooks import book_of, edit, grid_of, refusal_of, zip_of
from tests.intake.xlsb_builder import (
    CUSTOM_DATE_STYLE,
    DATE_STYLE,
    TEXT_STYLE,
    Builder,
    Sheet,
    blank,
    boolean,
    cell,
    error,
    formula,
    integer,
    real,
    record,
    rich,
    rk_real,
    row,
    shared,
    short,
    text,
)
from xlpilot.intake import scan
from xlpilot.intake.grid import Book, CellNote, Visibility
from xlpilot.intake.reader import read_book
from xlpilot.intake.refusal import Reason, Refusal

ROUNDS = int(os.environ.get("XLPILOT_SWEEP", "300"))
SHEET = "xl/worksheets/sheet1.bin"


def form(rows: int = 9) -> Builder:
    """Like an issued form: merged title, header, shared texts, dates, formulas with results, a veryHidden identity."""
    lines = row(1) + text(1, "申报汇总表")
    lines += row(2) + b"".join(shared(column, column - 1) for column in range(1, 6))
    for number in range(3, 3 + rows):
        lines += row(number, hidden=number == 5)
        lines += integer(1, number - 2) + shared(2, 5, TEXT_STYLE) + blank(3, TEXT_STYLE)
        lines += integer(4, 43_360 + number, DATE_STYLE) + formula(5, "请填写" if number % 2 else "")
    return Builder(
        [
            Sheet("附件1", lines, merges=[(1, 1, 1, 5), (9, 9, 9, 9)]),
            Sheet("_xlpilot", row(1) + shared(1, 6), state=2),
            Sheet("说明", row(1) + text(1, "见通知"), state=1),
        ],
        ["序号", "申报单位", "项目", "填报日期", "自检", "衡南县第二中学 & <校区>", "430422|v1|签名"],
        {"_xlpilot_stamp": "430422|v1", "城市": "衡阳"},
        properties={"xlpilot": "430422|v1"},
    )


def sheet_of(rows: bytes, *strings: str, **parts: bytes) -> bytes:
    return Builder([Sheet("S", rows)], strings).build(**parts)


def test_a_form_reads_with_all_that_the_other_containers_tell():
    book = book_of(form().build())
    assert book.container == "xlsb"
    assert [(grid.name, grid.visibility) for grid in book.grids] == [
        ("附件1", Visibility.VISIBLE),
        ("_xlpilot", Visibility.VERY_HIDDEN),
        ("说明", Visibility.HIDDEN),
    ]
    grid = book.grids[0]
    assert grid.at(1, 1) == "申报汇总表"
    assert list(grid.values[1]) == ["序号", "申报单位", "项目", "填报日期", "自检"]
    assert list(grid.values[2]) == [1.0, "衡南县第二中学 & <校区>", None, dt.date(2018, 9, 20), "请填写"]
    assert grid.merges == ((1, 1, 1, 5),)
    assert grid.hidden_rows == {5}
    assert grid.notes == {(number, 5): CellNote.FORMULA for number in range(3, 12)}
    assert book.grids[1].at(1, 1) == "430422|v1|签名"
    assert book.names == {"_xlpilot_stamp": "430422|v1", "城市": "衡阳"}
    assert book.properties == {"xlpilot": "430422|v1"}


def test_the_builder_is_understood_by_pyxlsb_and_by_calamine_as_meant():
    pyxlsb = pytest.importorskip("pyxlsb")
    rows = row(2) + shared(1, 0) + real(2, 1.25) + rk_real(3, 1.5) + integer(4, 12_345, hundredths=True)
    rows += row(4) + boolean(1, True) + formula(2, 2.0) + formula(3, "甲") + formula(4, True) + error(5, 0x17)
    data = Builder([Sheet("一", rows), Sheet("二", row(1) + shared(1, 1))], ["x", "二页"]).build()
    expected = {2: ["x", 1.25, 1.5, 123.45], 4: [True, 2.0, "甲", True, "0x17"]}
    with pyxlsb.open_workbook(io.BytesIO(data)) as book:
        assert book.sheets == ["一", "二"]
        read = {
            line[0].r + 1: [one.v for one in line if one.v is not None] for line in book.get_sheet(1).rows(sparse=True)
        }
        assert read == expected
        assert next(iter(book.get_sheet("二").rows(sparse=True)))[0].v == "二页"
    raw = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    assert raw[1][:4] == expected[2]
    assert raw[3][:4] == expected[4][:4]
    grid = grid_of(data)
    assert list(grid.values[1][:4]) == expected[2]
    assert list(grid.values[3][:4]) == expected[4][:4]


@pytest.mark.parametrize(
    ("content", "note", "value"),
    [
        (integer(1, -5), None, -5.0),
        (integer(1, 12_345, hundredths=True), None, 123.45),
        (rk_real(1, 150.0, hundredths=True), None, 1.5),
        (real(1, 13_812_345_678.0), None, 13_812_345_678.0),
        (integer(1, 43_360, DATE_STYLE), None, dt.date(2018, 9, 17)),
        (real(1, 43_360.0, CUSTOM_DATE_STYLE), None, dt.date(2018, 9, 17)),
        (boolean(1, False), None, False),
        (text(1, "中𠮷"), None, "中𠮷"),
        (text(1, ""), None, None),
        (rich(1, "富文本"), None, "富文本"),
        (blank(1), None, None),
        (formula(1, 2.0), CellNote.FORMULA, 2.0),
        (formula(1, "甲"), CellNote.FORMULA, "甲"),
        (formula(1, ""), CellNote.FORMULA, None),
        (formula(1, True), CellNote.FORMULA, True),
        (formula(1, b"\x17"), CellNote.ERROR, None),
        (error(1, 0x2B), CellNote.ERROR, None),
        (error(1, 0x99), CellNote.ERROR, None),
        (real(1, float("nan")), CellNote.UNREADABLE, None),
        (real(1, float("inf")), CellNote.UNREADABLE, None),
        (shared(1, 7), CellNote.UNREADABLE, None),
        (text(1, "长" * 32_768), CellNote.OVERLONG, "长" * 32_768),
    ],
)  # fmt: skip
def test_what_a_cell_holds_is_told(content, note, value):
    grid = grid_of(sheet_of(row(1) + content + text(2, "x")))
    assert grid.at(1, 1) == value
    assert type(grid.at(1, 1)) is type(value)
    assert grid.notes.get((1, 1)) is note


def test_errors_are_told_by_name():
    codes = {0: "#NULL!", 7: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
    rows = row(1) + b"".join(error(column, code) for column, code in enumerate(codes, 1))
    rows += row(2) + b"".join(formula(column, bytes((code,))) for column, code in enumerate(codes, 1))
    grid = grid_of(sheet_of(rows))
    assert grid.errors == {(line, n): name for line in (1, 2) for n, name in enumerate(codes.values(), 1)}
    assert set(grid.notes.values()) == {CellNote.ERROR}


def test_short_cells_stand_behind_the_cell_before():
    rows = row(2) + text(3, "c") + short(13, struct.pack("<i", 4 << 2 | 2)) + short(12, b"", TEXT_STYLE)
    rows += short(18, struct.pack("<I", 0)) + short(15, b"\1") + row(3) + short(16, struct.pack("<d", 0.5))
    grid = grid_of(sheet_of(rows, "共享"))
    assert list(grid.values[1]) == [None, None, "c", 4.0, None, "共享", True]
    assert grid.at(3, 1) == 0.5


def test_the_date_system_of_1904_is_kept():
    data = Builder([Sheet("S", row(1) + integer(1, 41_898, DATE_STYLE))], date1904=True).build()
    assert grid_of(data).at(1, 1) == dt.date(2018, 9, 17)


def test_chart_sheets_are_passed_over():
    builder = form()
    links = builder.parts()["xl/_rels/workbook.bin.rels"].replace(
        b"relationships/worksheet", b"relationships/chartsheet", 1
    )
    data = edit(builder.build(), "xl/_rels/workbook.bin.rels", lambda _: links)
    assert [grid.name for grid in book_of(data).grids] == ["_xlpilot", "说明"]


@pytest.mark.parametrize("box", [(0, 0, 0, 0), (0, 0xFFFFFFFE, 0, 0xFFFFFFFE), (9, 3, 9, 3)])
def test_the_declared_size_decides_nothing(box):
    right, wrong = Sheet("S", row(3) + text(2, "x")), Sheet("S", row(3) + text(2, "x"), box=box)
    assert book_of(Builder([wrong]).build()) == book_of(Builder([right]).build())
    assert len(grid_of(Builder([wrong]).build()).values) == 3


@pytest.mark.parametrize(
    "rows",
    [
        row(1) + text(1, "x") + row(1_048_576) + text(16_384, "y"),
        row(1) + text(1, "x") + text(16_384, "y") + row(400) + text(1, "z"),
    ],
)
def test_far_cells_are_refused_before_anything_is_allocated(rows):
    assert refusal_of(sheet_of(rows)).reason is Reason.TOO_LARGE


def test_far_blank_cells_are_no_content():
    grid = grid_of(sheet_of(row(1) + text(1, "x") + row(1_048_576) + blank(16_384)))
    assert [list(line) for line in grid.values] == [["x"]]


def test_text_that_is_shown_too_often_is_refused(monkeypatch):
    monkeypatch.setattr("xlpilot.intake.xlsb_scan.MAX_TEXT", 100_000)
    rows = b"".join(row(number) + shared(1, 0) for number in range(1, 51))
    assert refusal_of(sheet_of(rows, "x" * 3000)).reason is Reason.TOO_LARGE
    assert refusal_of(sheet_of(row(1) + b"".join(text(n, "x" * 3000) for n in range(1, 51)))).reason is Reason.TOO_LARGE


def test_too_many_cells_are_refused(monkeypatch):
    monkeypatch.setattr("xlpilot.intake.xlsb_scan.MAX_CELLS", 10)
    assert refusal_of(sheet_of(row(1) + b"".join(integer(n, n) for n in range(1, 12)))).reason is Reason.TOO_LARGE
    assert scan.MAX_CELLS == 100_000


ROW_1 = row(1)
BROKEN = {
    "a cell cut short": ROW_1 + record(5, bytes(12)),
    "a text longer than its record": ROW_1 + cell(6, 1, struct.pack("<I", 0x7FFFFFFF) + b"ab"),
    "a cell without a row": text(1, "x"),
    "a row cut short": record(0, bytes(4)),
    "a row beyond the sheet": row(1_048_577),
    "a column beyond the sheet": ROW_1 + cell(5, 16_385, bytes(8)),
    "rows out of order": row(2) + text(1, "x") + row(1) + text(1, "y"),
    "a row twice": ROW_1 + text(1, "x") + ROW_1 + text(1, "y"),
    "cells out of order": ROW_1 + text(2, "x") + text(1, "y"),
    "a cell twice": ROW_1 + text(1, "x") + text(1, "y"),
    "a merge cut short": ROW_1 + text(1, "x") + record(146) + record(176, bytes(8)) + record(145) + record(146),
    "a second content": ROW_1 + record(146) + record(145),
    "a cell outside the content": record(146) + text(1, "x"),
    "an unknown record among the cells": ROW_1 + record(101, bytes(8)),
    "a length of five bytes": ROW_1 + b"\x05\xff\xff\xff\xff\x01",
    "a length beyond the part": ROW_1 + b"\x05\xff\xff\xff\x7f",
    "a kind of three bytes": ROW_1 + b"\x85\x85\x05\0",
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_records_that_contradict_themselves_are_refused(name):
    assert refusal_of(sheet_of(BROKEN[name])).reason is Reason.DAMAGED


@pytest.mark.parametrize("part", ["workbook", "sheet1", "sharedStrings", "styles"])
def test_a_part_cut_off_anywhere_is_refused_or_reads_the_same(part):
    builder = form(3)
    whole, before = (
        next(content for name, content in builder.parts().items() if name.endswith(f"{part}.bin")),
        book_of(builder.build()),
    )
    for length in range(0, len(whole), 7 if len(whole) > 400 else 1):
        after = read_book(builder.build(**{part: whole[:length]}))
        if part == "styles" and isinstance(after, Book):
            continue  # a workbook without formats is sound; its dates are numbers
        assert isinstance(after, Refusal) or not silent_differences(before, after), length


@pytest.mark.parametrize(
    "part",
    [
        "xl/workbook.bin",
        "xl/_rels/workbook.bin.rels",
        "xl/worksheets/sheet1.bin",
        "xl/sharedStrings.bin",
        "xl/styles.bin",
    ],
)
def test_a_missing_part_is_refused(part):
    parts = form().parts()
    del parts[part]
    assert refusal_of(zip_of(parts)).reason in (Reason.DAMAGED, Reason.ARCHIVE, Reason.UNREADABLE)


@pytest.mark.sweep
@pytest.mark.parametrize("part", ["workbook", "sheet1", "sharedStrings", "styles"])
def test_any_bytes_in_an_xlsb_are_survived(part):
    random_ = random.Random(f"xlsb {part}")
    builder = form(4)
    whole = next(content for name, content in builder.parts().items() if name.endswith(f"{part}.bin"))
    for _ in range(ROUNDS):
        data = builder.build(**{part: flip(whole, random_, random_.choice((1, 1, 3, 30)))})
        started = time.process_time()
        assert isinstance(read_book(data), Book | Refusal)
        assert time.process_time() - started < SECONDS


@pytest.mark.sweep
def test_flipped_bits_of_an_xlsb_read_the_same_or_are_refused():
    random_ = random.Random("xlsb bits")
    data = form(4).build()
    before = book_of(data)
    for _ in range(ROUNDS):
        after = read_book(flip(data, random_, random_.choice((1, 1, 1, 5))))
        assert isinstance(after, Refusal) or not silent_differences(before, after)


def test_the_identity_sheet_alone_is_enough():
    data = Builder([Sheet("_xlpilot", row(1) + shared(1, 0), state=2)], ["stamp"]).build()
    assert grid_of(data).at(1, 1) == "stamp"
    assert grid_of(data).visibility is Visibility.VERY_HIDDEN


def test_the_parts_are_where_the_package_says_and_not_where_they_usually_are():
    data = form().build()
    moved = {
        name.replace("sheet1.bin", "binary9.bin"): content.replace(b"sheet1.bin", b"binary9.bin")
        for name, content in form().parts().items()
    }
    assert book_of(zip_of(moved)) == book_of(data)
