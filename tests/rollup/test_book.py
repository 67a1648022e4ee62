"""Long lists flow into the workbook: what comes out is what XlsxWriter would have written cell by cell, at no memory."""

import datetime as dt
import io
import re
import subprocess
import sys
import tracemalloc
import zipfile
from decimal import Decimal

import openpyxl
import pandas as pd
import pytest
import python_calamine
import xlsxwriter
from office import office  # noqa: F401 - the fixture
from review.county import KEY, ROOT, good_row, returned, returns, shipped
from xlsxwriter.worksheet import Worksheet

from xlpilot.errors import XlpilotError
from xlpilot.intake.grid import Book as Read
from xlpilot.intake.reader import read_book
from xlpilot.ledger.standing import stand
from xlpilot.moments import CHINA
from xlpilot.review.judge import judge
from xlpilot.rollup import book as book_module
from xlpilot.rollup import row_xml
from xlpilot.rollup.book import Body, Book
from xlpilot.rollup.city_workbook import city_workbook
from xlpilot.rollup.listing import batched_listing, listing
from xlpilot.rollup.merge import merge
from xlpilot.rollup.row_xml import Column, Formula, Line, together
from xlpilot.rollup.sheets import CELL_LIMIT, LINK_LIMIT, Link, Looks, height, spot

CHECKER = ROOT.parent / "shared" / "ooxml" / "check_ooxml.py"
WHEN = dt.datetime(2018, 9, 17, 23, 59, 59)
HEADERS = [("单位", 8.0, "centre"), ("内容", 20.0, "text"), ("数", 6.0, "number"), ("去处", 16.0, "centre")]
# What a clerk may type, and what would be an element, an escape, a formula or a link elsewhere.
TEXTS = [
    "", " ", "衡南县第一中学", "a & b", "<b>x</b>", "]]>", '"', "'", "=1+1", "@SUM(A1)", "http://x.example/", "internal:Sheet2!A1",
    " 前", "后 ", "两  空格", "\t", "一\n二\n三", "回\r车", "\x01\x08\x1f", "_x000D_", "_x000d_x", "_x", "__x0041__", "\ufffe\uffff",
    "😀𠮷", "ａｂｃ，。", "“引号”……—·", "é" * 30, "字" * 70, "x" * 70, "长" * 33_000, "😀" * 17_000, "\u3000全角空格", "{}%s%d%", "0123", "1e5",
    "\x7f\x80\u2028", "#N/A", "TRUE", "-2+3", "{=1}",
]  # fmt: skip


def made(rows, headers=HEADERS):
    book = Book("题", "衡阳市教育局", WHEN)
    listing(book, book.sheet("清单"), "清单", headers, rows, "说明")
    return book.bytes()


def plainly(rows, headers=HEADERS):
    """The same list with every cell written by XlsxWriter."""
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    looks, sheet = Looks(workbook), workbook.add_worksheet("清单")
    for at, row in enumerate(rows, 3):
        shown = [str(one.value if isinstance(one, Link) else one) for one in row]
        sheet.set_row(at, height([(text, headers[n][1]) for n, text in enumerate(shown)]))
        for column, one in enumerate(row):
            look = looks["link"] if isinstance(one, Link) else looks[headers[column][2]]
            if isinstance(one, Link) and at < LINK_LIMIT:
                sheet.write_url(at, column, one.place, look, str(one.value))
            value = one.value if isinstance(one, Link) else one
            if isinstance(value, int):
                sheet.write_number(at, column, value, look)
            else:
                sheet.write_string(at, column, value, look)
    workbook.close()
    return buffer.getvalue()


def some_rows():
    rows = [(text, text, at, "") for at, text in enumerate(TEXTS)]
    rows += [(f"第{n}县", f"第{n}个项目", n * 1000, Link(f"清单 第{n}行", spot("清 '单'", n))) for n in range(1, 300)]
    rows += [("同一县", "字" * (n % 50), n, Link(n, spot("清单", n)) if n % 3 else "无") for n in range(1, 300)]
    return rows


def typed(value):
    """openpyxl leaves the escape of an escape in texts that stand in their cells, and takes it out of shared ones."""
    return value.replace("_x005F_", "_") if isinstance(value, str) else value


def cell(one):
    link = one.hyperlink and (one.hyperlink.ref, one.hyperlink.location, one.hyperlink.display, one.hyperlink.target)
    look = [repr(getattr(one, name)) for name in ("font", "fill", "border", "alignment", "number_format", "protection")]
    kind = one.data_type if one.value not in (None, "") else None
    return typed(one.value) or None, kind, look, link, one.parent.row_dimensions[one.row].height


def test_a_list_is_what_xlsxwriter_writes_cell_by_cell():
    ours, its = (openpyxl.load_workbook(io.BytesIO(write(some_rows())))["清单"] for write in (made, plainly))
    assert ours.max_row == its.max_row == 3 + len(some_rows())
    for row in range(4, its.max_row + 1):
        for column in range(1, 5):
            assert cell(ours.cell(row, column)) == cell(its.cell(row, column)), (row, column)
    assert ours.auto_filter.ref == f"A3:D{its.max_row}"
    assert f"$D${its.max_row}" in ours.print_area


@pytest.mark.parametrize("engine", ["openpyxl", "calamine"])
def test_pandas_reads_the_same(engine):
    ours, its = (
        pd.read_excel(io.BytesIO(write(some_rows())), engine=engine, header=None, skiprows=skip, dtype=str)
        for write, skip in ((made, 3), (plainly, 3))
    )
    its = its.dropna(how="all").reset_index(drop=True) if len(its) > len(ours) else its
    pd.testing.assert_frame_equal(ours.map(typed).fillna(""), its.fillna(""))


def test_our_own_readers_read_the_same():
    texts = [text for text in TEXTS if len(text) < CELL_LIMIT / 2 and "\ufffe" not in text]
    data = made([(text, text, 1, "") for text in texts])
    there = read_book(data)
    assert isinstance(there, Read)
    rows = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    for at, text in enumerate(texts):
        assert (there.grids[0].at(at + 4, 1) or "") == (rows[at + 3][0] or "") == text, text


@pytest.mark.libreoffice
def test_libreoffice_shows_the_same(office, tmp_path):  # noqa: F811
    # Control characters, and white space at the ends of lines, are its own affair.
    texts = [text for text in TEXTS if text.isprintable() and 0 < len(text) < 1000]
    path = tmp_path / "清单.xlsx"
    path.write_bytes(made([(text, text, at, Link("去", spot("清单", 1))) for at, text in enumerate(texts)]))
    with office.open(path) as there:
        for at, text in enumerate(texts, 4):
            assert there.text("清单", f"B{at}") == text
            assert there.value("清单", f"C{at}") == at - 4


@pytest.mark.skipif(not CHECKER.exists(), reason="the checker is not on this machine")
def test_it_is_sound_ooxml(tmp_path):
    for name, rows in (("many", some_rows()), ("one", [("a", "b", 1, "")]), ("none", [])):
        path = tmp_path / f"{name}.xlsx"
        path.write_bytes(made(rows))
        done = subprocess.run([sys.executable, CHECKER, path], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout


def test_what_looks_like_formatted_text_is_a_text():
    # XlsxWriter takes it for XML of its own.
    texts = ["<r><t>红</t></r>", "<r>&</r>", "<r></si></r>"]
    sheet = openpyxl.load_workbook(io.BytesIO(made([(text, text, 1, "") for text in texts])))["清单"]
    assert [sheet.cell(row, 2).value for row in (4, 5, 6)] == texts


def test_the_bytes_do_not_depend_on_how_many_rows_are_made_at_once(monkeypatch):
    once = made(some_rows())
    sheets = []
    for count in (1, 7, 10_000):
        monkeypatch.setattr(row_xml, "AT_ONCE", count)
        with zipfile.ZipFile(io.BytesIO(made(some_rows()))) as archive:
            sheets.append(archive.read("xl/worksheets/sheet1.xml"))
    with zipfile.ZipFile(io.BytesIO(once)) as archive:
        assert archive.testzip() is None
        assert sheets == [archive.read("xl/worksheets/sheet1.xml")] * 3
    monkeypatch.undo()
    assert made(some_rows()) == once


def test_links_end_where_excel_would_follow_no_more(monkeypatch):
    monkeypatch.setattr(row_xml, "LINK_LIMIT", 6)
    data = made([("a", "b", n, Link(n, spot("清单", n))) for n in range(1, 9)])
    book = Book("题", "局", WHEN)
    looks = book.looks
    columns = [Column(8, looks["link"], leads=("溯'源", 3))]
    batched_listing(
        book, book.sheet("清单"), "清单", [("序号", 8, "number"), ("", 8, "number")], columns, 8, [[range(1, 9)]]
    )
    for made_of, column in ((data, "D"), (book.bytes(), "A")):
        sheet = openpyxl.load_workbook(io.BytesIO(made_of))["清单"]
        assert [bool(sheet[f"{column}{row}"].hyperlink) for row in range(4, 12)] == [True] * 3 + [False] * 5
    assert sheet["A5"].hyperlink.location == "'溯''源'!A5"


def test_numbers_tints_formulas_and_single_lines_look_as_they_should():
    book = Book("题", "局", WHEN)
    looks, sheet = book.looks, book.sheet("表")
    tints = {"甲": looks.category(1), "乙": looks.category(2)}
    columns = [
        Column(8, looks["centre"], tints=tints), Column(8, looks["text"], amount=looks.amount(2)),
        Column(8, looks["number"], formula=f"LEN(A{row_xml.OWN_ROW}&\"<%>\")+B{row_xml.OWN_ROW}"),
    ]  # fmt: skip
    pieces = [[["甲", "丙"], [Decimal("1.50"), "未填"], [1, 2]], [["乙"], [3], [0.1]]]
    code = []
    lines = [Line(26, [(0, looks["total"], None), (1, looks["total"], Formula('IF(1<2,"是","")', "是"))]),
             Line(None, [(1, looks["text"], lambda: code[0])])]  # fmt: skip
    book.fill(sheet, Body(1, 3, columns, together(pieces), 2, lines))
    code.append("7K3FQ")
    there = openpyxl.load_workbook(io.BytesIO(book.bytes()))["表"]
    assert [[one.value for one in row] for row in there.iter_rows()] == [
        ["甲", 1.5, '=LEN(A1&"<%>")+B1'], ["丙", "未填", '=LEN(A2&"<%>")+B2'], ["乙", 3, '=LEN(A3&"<%>")+B3'],
        [None, '=IF(1<2,"是","")', None], [None, "7K3FQ", None],
    ]  # fmt: skip
    assert [there[f"A{row}"].number_format for row in (1, 2, 3)] == ['"①"@', "@", '"②"@']
    assert [there[f"B{row}"].number_format for row in (1, 2)] == ["#,##0.00", "@"]
    assert (there.row_dimensions[4].height, there.row_dimensions[5].height) == (26.25, None)


def test_a_list_longer_than_a_sheet_can_be_is_the_operators_to_mend(monkeypatch):
    monkeypatch.setattr(book_module, "MOST_ROWS", 10)
    assert made([("a", "b", 1, "")] * 7)
    with pytest.raises(XlpilotError, match="“清单”要写到第 11 行"):
        made([("a", "b", 1, "")] * 8)


def test_ten_times_as_many_rows_take_no_more_memory():
    def peak(count):
        book = Book("题", "局", WHEN)
        columns = [Column(width, book.looks[look]) for _, width, look in HEADERS]
        pieces = ([[f"第{n}县"], [f"项目{n}"], [n], [str(n * n)]] for n in range(count))
        batched_listing(book, book.sheet("清单"), "清单", HEADERS, columns, count, together(pieces))
        stream = io.BytesIO()
        stream.write = len  # what is written is not ours to keep
        stream.seek = lambda *_: None
        tracemalloc.start()
        book.save(stream)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(100)
    assert peak(20_000) < 1.1 * peak(2_000)


def summed(count):
    rows = [good_row(n, unit=f"第{n}中学") for n in range(count)]
    files = [returned(returns(rows), "收件/甲.xlsx", dt.datetime(2018, 9, 10, tzinfo=CHINA))]
    return merge(stand(shipped(), "summary", judge(shipped(), files, KEY)))


def test_xlsxwriter_writes_no_cell_more_for_more_rows(monkeypatch):
    calls = []
    for name in ("write_string", "write_number", "write_url", "write_formula", "write_blank", "set_row"):
        real = getattr(Worksheet, name)

        def counted(*arguments, _real=real, **more):
            calls.append(1)
            return _real(*arguments, **more)

        monkeypatch.setattr(Worksheet, name, counted)
    counts = []
    for count in (2, 14):
        calls.clear()
        summary = summed(count)
        assert len(summary.included) == count
        city_workbook(summary)
        counts.append(len(calls))
    assert counts[0] == counts[1]


def test_a_page_that_shows_no_more_than_the_pictures_shows_their_numbers():
    """Programs that calculate nothing draw what is kept beside the references."""
    with zipfile.ZipFile(io.BytesIO(city_workbook(summed(3)))) as archive:
        first, second = (archive.read(f"xl/charts/chart{n}.xml").decode() for n in (1, 2))
    units = len(shipped().units)
    # For each of four categories the units' names, and how many projects they have.
    assert first.count(f'<c:ptCount val="{units}"/>') == 8
    counts = re.findall("<c:numCache>.*?</c:numCache>", first)
    assert sum(int(value) for one in counts for value in re.findall("<c:v>([0-9]+)</c:v>", one)) == 3
    assert f"<c:v>{units}</c:v>" in second
