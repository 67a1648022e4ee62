"""Rows read one by one: the same as the reader gives, whatever plain cells hold, and the same when they are met again."""

from __future__ import annotations

import io
import re
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.intake.workbooks import SHEET, grid_of
from xlpilot.intake import xlsx_fast, xlsx_outline, xlsx_rows
from xlpilot.intake.grid import Book, CellNote
from xlpilot.intake.reader import read_book
from xlpilot.intake.refusal import Refusal
from xlpilot.intake.xlsx_rows import forget_rows
from xlpilot.intake.xlsx_shapes import Row, Shape

TEXTS = st.one_of(
    st.text(st.sampled_from("中a1 　\n\t<>&\"'_x000D_﹣\u00a0\u0085\u2028\u200b\U00020bb7=#"), max_size=12),
    st.sampled_from(
        [" a ", "_x000D_", "_x005F_", "a\nb", "\na", "&amp;", "=1+1", "]]>", "#REF!", "１２", "1E5", "　甲　"]
    ),
)
NUMBERS = st.one_of(
    st.integers(-(10**15), 10**15), st.floats(allow_nan=False, allow_infinity=False, width=64), st.booleans()
)
CELLS = st.one_of(st.none(), TEXTS, NUMBERS)
ROWS = st.lists(st.lists(CELLS, max_size=5), max_size=6)


def workbook(rows: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for row, cells in enumerate(rows, 2):
        for column, value in enumerate(cells, 2):
            cell = sheet.cell(row, column)
            if isinstance(value, str):
                cell.value = value
                cell.data_type = "s"
            else:
                cell.value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_shared_texts(data: bytes) -> bytes:
    """The same workbook as Excel writes it: each text once in a part of its own."""
    texts: list[str] = []

    def share(match: re.Match[str]) -> str:
        if match[1] not in texts:
            texts.append(match[1])
        return f't="s"><v>{texts.index(match[1])}</v>'

    sheet = part(data, SHEET).decode()
    sheet = re.sub(r't="inlineStr"><is>(.*?)</is>', share, sheet, flags=re.DOTALL)
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    shared = f'<sst xmlns="{space}">{"".join(f"<si>{text}</si>" for text in texts)}</sst>'
    links = part(data, "xl/_rels/workbook.xml.rels").decode()
    link = (
        '<Relationship Id="rId99" Target="sharedStrings.xml" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"/></Relationships>'
    )
    links = links.replace("</Relationships>", link)
    return with_parts(data, {SHEET: sheet, "xl/sharedStrings.xml": shared, "xl/_rels/workbook.xml.rels": links})


def part(data: bytes, name: str) -> bytes:
    return zipfile.ZipFile(io.BytesIO(data)).read(name)


def with_parts(data: bytes, parts: dict[str, str]) -> bytes:
    package = zipfile.ZipFile(io.BytesIO(data))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as new:
        for name in {*package.namelist(), *parts}:
            new.writestr(name, parts[name] if name in parts else package.read(name))
    return out.getvalue()


def compare(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    forget_rows()
    alone, again = read_book(data), read_book(data)
    with monkeypatch.context() as patch:
        patch.setattr("xlpilot.intake.xlsx_fast.read_rows", lambda *_: None)
        other = read_book(data)
    assert isinstance(other, Book)
    assert alone == again == other
    kinds = [[[type(value) for value in row] for row in book.grids[0].values] for book in (alone, other)]
    assert kinds[0] == kinds[1]


@settings(max_examples=150, deadline=None)
@given(ROWS)
def test_plain_cells_have_the_values_that_the_reader_gives(rows):
    with pytest.MonkeyPatch.context() as patch:
        data = workbook(rows)
        compare(data, patch)
        compare(with_shared_texts(data), patch)


def test_most_of_them_were_read_row_by_row(monkeypatch):
    monkeypatch.setattr("xlpilot.intake.reader._calamine", lambda *_: pytest.fail("another reader was asked"))
    data = workbook([["甲", 1, True, 2.5, None, " 乙 & 丙"], [], [None, "a\nb"]])
    for each in (data, with_shared_texts(data)):
        grid = grid_of(each)
        assert grid.values[1] == [None, "甲", 1.0, True, 2.5, None, " 乙 & 丙"]
        assert grid.values[3] == [None, None, "a\nb", None, None, None, None]


def test_a_row_met_again_under_other_texts_and_other_styles_is_read_anew():
    forget_rows()
    one, other = workbook([["甲", 1]]), workbook([["乙", 1]])
    assert [grid_of(data).values[1][1] for data in (one, other, one)] == ["甲", "乙", "甲"]
    book = openpyxl.Workbook()
    book.active["A1"] = 43353
    plain = io.BytesIO()
    book.save(plain)
    styles = part(plain.getvalue(), "xl/styles.xml").decode().replace('numFmtId="0"', 'numFmtId="14"')
    sheet = part(plain.getvalue(), SHEET).decode().replace('r="A1"', 'r="A1" s="0"')
    dated = with_parts(plain.getvalue(), {"xl/styles.xml": styles, SHEET: sheet})
    number = grid_of(plain.getvalue()).values[0][0]
    date = grid_of(dated).values[0][0]
    assert number == 43353.0
    assert str(date) == "2018-09-10"


def test_what_is_remembered_is_bounded(monkeypatch):
    monkeypatch.setattr(xlsx_rows, "_MOST_BYTES", 10_000)
    memory = xlsx_rows._Memory(xlsx_rows.Styles(b"", frozenset()))
    shape = Shape(Row(1, 1, []), ())
    for number in range(1000):
        memory.add(b"%d" % number * 100, shape)
    assert memory.find(b"999" * 100) is shape
    assert memory.find(b"1" * 100) is None
    assert sum(map(len, (*memory._young, *memory._old))) < 20_000


@settings(max_examples=60, deadline=None)
@given(st.lists(ROWS, min_size=2, max_size=4))
def test_what_was_read_before_changes_nothing_of_what_is_read_now(books):
    forget_rows()
    with pytest.MonkeyPatch.context() as patch:
        for each in (*books, *books):
            for data in (workbook(each), with_shared_texts(workbook(each))):
                met = read_book(data)
                with patch.context() as other:
                    other.setattr("xlpilot.intake.xlsx_fast.read_rows", lambda *_: None)
                    assert met == read_book(data)


CELL = '<c r="A{row}" t="inlineStr"><is><t>{text}</t></is></c><c r="B{row}"><v>{number}</v></c>'
KEPT = '<c r="C{row}" t="inlineStr"><is><t xml:space="preserve">{kept}</t></is></c><c r="D{row}" t="str"><v>{written}</v></c>'
FORMULA = '<c r="E{row}" t="str"><f>A{row}&amp;"x"</f><v>{shown}</v></c>'
USUAL = {"text": "甲", "number": "1", "kept": " 乙 ", "written": "丙", "shown": "丁"}


def rows_of(count: int, **odd: str) -> bytes:
    """A workbook of rows of one shape; the last has what is given in place of the usual."""
    rows = [
        f'<row r="{row}">{(CELL + KEPT + FORMULA).format(row=row, **{**USUAL, **(odd if row == count else {})})}</row>'
        for row in range(1, count + 1)
    ]
    data = workbook([])
    sheet = re.sub("<sheetData.*?/>|<sheetData>.*</sheetData>", "<sheetData>{}</sheetData>", part(data, SHEET).decode())
    return with_parts(data, {SHEET: sheet.replace("{}", "".join(rows))})


ODD = [
    *(
        {"number": text}
        for text in ("1_000", "inf", "NaN", "1e5", "+1", " 1", "1E+5", "-0", "1" * 41, "2.50", "１", "")
    ),
    *(
        {"text": text}
        for text in (
            "&bogus;",
            "&#0;",
            "&#13;",
            "_x000D_",
            "&#95;x000D_",
            "\x01",
            "\0",
            "a\rb",
            " a\n",
            "&amp;lt;",
            "﻿",
            "",
        )
    ),
    *({name: "&#32;a&#10;"} for name in ("text", "kept", "written", "shown")),
    *({name: "中" * 11_000} for name in ("text", "kept", "written", "shown")),
    *({name: "x</v><v>y"} for name in ("number", "written", "shown")),
    *({name: "=DISPIMG(1)"} for name in ("text", "written", "shown")),
    *({name: "]]>"} for name in ("text", "written")),
]


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: ascii(odd)[:40])
def test_an_odd_value_in_a_row_of_a_known_shape_is_what_it_is_in_any_other(odd, monkeypatch):
    forget_rows()
    for count in (3, 4, 5):
        read_book(rows_of(count, text=f"{count}"))
    data = rows_of(4, **odd)
    met = read_book(data)
    monkeypatch.setattr("xlpilot.intake.xlsx_fast.read_rows", lambda *_: None)
    assert met == read_book(data)


def test_a_text_that_is_no_utf8_is_refused_in_a_row_of_a_known_shape():
    forget_rows()
    for count in (3, 4, 5):
        read_book(rows_of(count, text=f"{count}"))
    bad = part(rows_of(4, text="Q"), SHEET).replace(b"<t>Q</t>", b"<t>\xff</t>")
    package = zipfile.ZipFile(io.BytesIO(rows_of(4)))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as new:
        for name in package.namelist():
            new.writestr(name, bad if name == SHEET else package.read(name))
    refused = read_book(out.getvalue())
    assert isinstance(refused, Refusal)
    assert "无法识别的字符" in refused.detail


def test_rows_of_a_known_shape_are_not_scanned(monkeypatch):
    forget_rows()
    for count in (3, 4):
        read_book(rows_of(count, text=f"{count}"))
    scans: list[int] = []
    match = xlsx_fast._match_rows
    monkeypatch.setattr(xlsx_fast, "_match_rows", lambda rows, sheet: scans.append(len(rows)) or match(rows, sheet))
    grid = grid_of(rows_of(4, text="戊", number="7", kept=" 己", written=" 庚 ", shown="辛&amp;"))
    assert grid.values[3] == ["戊", 7.0, " 己", " 庚 ", "辛&"]
    assert grid.notes[4, 5] is CellNote.FORMULA
    assert not scans


def test_names_and_properties_are_each_files_own_where_all_else_of_the_part_is_the_same(monkeypatch):
    def named(text: str) -> bytes:
        data = workbook([["甲"]])
        names = f'<definedNames><definedName name="n" hidden="1">"{text}"</definedName></definedNames>'
        book = part(data, "xl/workbook.xml").decode()
        book = re.sub("<definedNames ?/>", "", book).replace("</sheets>", "</sheets>" + names)
        return with_parts(data, {"xl/workbook.xml": book})

    parsed: list[str] = []
    parse = xlsx_outline.parse
    monkeypatch.setattr(xlsx_outline, "parse", lambda *given: parsed.append(given[1]) or parse(*given))
    xlsx_outline._known_workbook.cache_clear()
    texts = ["XLPILOT1|a", "XLPILOT1|b", "甲", "&quot;&quot;x", "xlpilot.constant.0.", "c d"]
    assert [read_book(named(text)).names["n"] for text in texts] == [*texts[:3], '"x', *texts[4:]]
    assert parsed.count("workbook.xml") == 3  # all plain words share one, with what looks like a mark of ours
