from __future__ import annotations

import datetime as dt
import io
import pickle

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
    replace,
    sheet_of,
)
from xlpilot.intake import reader, scan
from xlpilot.intake.grid import CellNote, Visibility
from xlpilot.intake.guard import Package
from xlpilot.intake.refusal import Reason
from xlpilot.intake.xlsx_scan import scan_xlsx


def expected_by_openpyxl(data):
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}


def plain(value):
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date()
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


@pytest.mark.parametrize("careful", [False, True])
def test_an_issued_form_reads_as_openpyxl_reads_it(careful, monkeypatch):
    data = form(50)
    if careful:
        monkeypatch.setattr("xlpilot.intake.xlsx_scan.fast_scan", lambda *_: None)
    book = book_of(data)
    assert book.container == "xlsx"
    expected = expected_by_openpyxl(data)
    assert [grid.name for grid in book.grids] == list(expected)
    for grid in book.grids:
        other = expected[grid.name]
        for row in range(1, len(other) + 1):
            for column in range(1, len(other[row - 1]) + 1):
                assert plain(grid.at(row, column)) == (plain(other[row - 1][column - 1]) or None), (row, column)
    first = book.grids[0]
    assert first.merges == ((1, 1, 1, 5),)
    assert first.hidden_rows == {5}
    assert set(first.notes.values()) <= {CellNote.FORMULA, CellNote.UNCALCULATED}
    assert set(first.notes) == {(row, 5) for row in range(3, 53)}
    assert book.grids[1].visibility is Visibility.VERY_HIDDEN


def test_the_fast_scan_takes_what_usual_writers_write_and_agrees_with_the_careful_one():
    for data in (
        form(50),
        openpyxl_book(lambda sheet: [sheet.append([1, "甲", None, True, dt.date(2018, 9, 17)]) for _ in range(9)]),
    ):
        fast, careful = scan_xlsx(Package(data)), scan_xlsx(Package(data), careful=True)
        for one, other in zip(fast.sheets, careful.sheets, strict=True):
            assert one.where is None  # else it was not the fast scan
            assert other.where is not None
            assert (one.filled, one.notes, one.errors, one.merges, one.hidden_rows) == (
                other.filled, other.notes, other.errors, other.merges, other.hidden_rows)  # fmt: skip


def test_stamp_is_read_from_property_and_defined_name():
    book = book_of(form())
    assert book.properties["xlpilot"] == "430422|v1"
    assert book.names == {"_xlpilot_stamp": "430422|v1"}


def test_a_book_and_a_refusal_can_be_pickled():
    for result in (reader.read_book(form()), reader.read_book(b"")):
        assert pickle.loads(pickle.dumps(result)) == result


def test_rows_above_and_left_of_the_data_keep_their_numbers():
    grid = grid_of(openpyxl_book(lambda sheet: sheet.__setitem__("C7", "x")))
    assert grid.at(7, 3) == "x"
    assert grid.at(6, 3) is None
    assert grid.at(7, 1) is None


@pytest.mark.parametrize("dimension", ["A1", "A1:XFD1048576", "B7:B8"])
def test_a_wrong_dimension_changes_nothing(dimension):
    data = openpyxl_book(lambda sheet: [sheet.append([number, "甲"]) for number in range(30)])
    wrong = replace(data, '<dimension ref="A1:B30"/>', f'<dimension ref="{dimension}"/>')
    assert book_of(wrong) == book_of(data)
    assert len(book_of(wrong).grids[0].values) == 30


@pytest.mark.parametrize(
    ("cell", "note", "value"),
    [
        ('<c r="A1"><f>1+1</f><v>2</v></c>', CellNote.FORMULA, 2.0),
        ('<c r="A1" t="str"><f>B1</f><v>甲</v></c>', CellNote.FORMULA, "甲"),
        ('<c r="A1" t="str"><f>""</f><v></v></c>', CellNote.FORMULA, None),
        ('<c r="A1"><f>1+1</f><v></v></c>', CellNote.UNCALCULATED, None),
        ('<c r="A1"><f>1+1</f><v/></c>', CellNote.UNCALCULATED, None),
        ('<c r="A1"><f>1+1</f></c>', CellNote.UNCALCULATED, None),
        ('<c r="A1"><f t="shared" si="0"/></c>', CellNote.UNCALCULATED, None),
        ('<c r="A1"><f t="shared" ref="A1:A9" si="0">1+1</f><v>2</v></c>', CellNote.FORMULA, 2.0),
        ('<c r="A1" t="e"><f>B9</f><v>#REF!</v></c>', CellNote.ERROR, None),
        ('<c r="A1" t="e"><v>#SPILL!</v></c>', CellNote.ERROR, None),
        ('<c r="A1"><v>1e999</v></c>', CellNote.UNREADABLE, "1e999"),
        ('<c r="A1"><v>NaN</v></c>', CellNote.UNREADABLE, "NaN"),
        ('<c r="A1"><v>1.2.3</v></c>', CellNote.UNREADABLE, "1.2.3"),
        ('<c r="A1" t="s"><v>7</v></c>', CellNote.UNREADABLE, None),
        ('<c r="A1" t="zz"><v>7</v></c>', CellNote.UNREADABLE, "7"),
        ('<c r="A1"><v>1</v></c><c r="A1"><v>2</v></c>', CellNote.TWICE, 2.0),
        ('<c r="A1"><v>1</v><v>2</v></c>', CellNote.TWICE, 2.0),
        ('<c r="A1"><v>1</v><v>1</v></c>', None, 1.0),
        ('<c r="A1" t="inlineStr"><is><t>甲</t></is><is><t>乙</t></is></c>', CellNote.TWICE, "甲乙"),
        ('<c r="A1" t="str"><is><t>甲</t></is></c>', CellNote.UNREADABLE, "甲"),
        ('<c r="A1" t="str"><f>_xlfn.DISPIMG("ID_1",1)</f><v>=DISPIMG("ID_1",1)</v></c>', CellNote.UNREADABLE, '=DISPIMG("ID_1",1)'),
        ('<c r="A1" t="str"><v>=_xlfn.DISPIMG(&quot;ID_1&quot;,1)</v></c>', CellNote.UNREADABLE, '=_xlfn.DISPIMG("ID_1",1)'),
        ('<c r="A1" t="str"><v>看 DISPIMG( 这个词</v></c>', None, "看 DISPIMG( 这个词"),
        ('<c r="A1"><v>-43360</v></c>', None, -43360.0),
        ('<c r="A1" t="str"><v>&#65288;&#x4e2d;&#10;</v></c>', None, "（中\n"),
        ('<c r="A1"><v>1</v></c><c r="A1"/>', None, 1.0),
        ('<c r="A1"><v><![CDATA[12]]></v></c>', None, 12.0),
        ('<c r="A1"><v>1<!-- x -->2</v></c>', None, 12.0),
        ('<c r="A1" t="inlineStr"><is><t>甲</t></is></c>', None, "甲"),
        ('<c r="A1" t="inlineStr"><is><r><t>甲</t></r><r><t>乙</t></r><rPh sb="0" eb="1"><t>jia</t></rPh></is></c>', None, "甲乙"),
        ('<c r="A1" t="b"><v>1</v></c>', None, True),
        ('<c r="A1" t="d"><v>2018-09-17</v></c>', None, dt.date(2018, 9, 17)),
        ('<c r="A1"><v>1.38E+10</v></c>', None, 1.38e10),
        ('<c r="A1" t="str"><v>&lt;a&gt; &amp;&#10;&#x4e2d;</v></c>', None, "<a> &\n中"),
    ],
)  # fmt: skip
def test_what_a_cell_holds_is_told(cell, note, value):
    grid = grid_of(sheet_of(f'<row r="1">{cell}<c r="B1"><v>9</v></c></row>'))
    assert grid.at(1, 1) == value
    assert type(grid.at(1, 1)) is type(value)
    assert grid.notes.get((1, 1)) is note
    assert set(grid.notes) <= {(1, 1)}
    assert grid.at(1, 2) == 9.0


def test_errors_keep_their_text_and_do_not_spoil_the_file():
    row = "".join(
        f'<c r="{column}1" t="e"><v>{text}</v></c>'
        for column, text in (("A", "#REF!"), ("B", "#N/A"), ("C", "#SPILL!"))
    )
    grid = grid_of(sheet_of(f'<row r="1">{row}<c r="D1"><v>1</v></c></row>'))
    assert grid.errors == {(1, 1): "#REF!", (1, 2): "#N/A", (1, 3): "#SPILL!"}
    assert set(grid.notes.values()) == {CellNote.ERROR}
    assert grid.at(1, 4) == 1.0


def test_a_text_that_looks_like_an_error_is_text():
    grid = grid_of(openpyxl_book(lambda sheet: setattr(sheet.cell(1, 1, "x"), "value", "N/A #REF!")))
    assert grid.at(1, 1) == "N/A #REF!"
    assert not grid.errors


def test_only_uncalculated_formulas_are_not_a_lost_file():
    grid = grid_of(openpyxl_book(lambda sheet: sheet.append(["=1+1", "=2+2"])))
    assert grid.notes == {(1, 1): CellNote.UNCALCULATED, (1, 2): CellNote.UNCALCULATED}


def test_rows_out_of_order_are_read_where_they_belong():
    grid = grid_of(
        sheet_of('<row r="3"><c r="C3"><v>3</v></c><c r="A3"><v>1</v></c></row><row r="1"><c r="A1"><v>9</v></c></row>')
    )
    assert (grid.at(3, 1), grid.at(3, 3), grid.at(1, 1)) == (1.0, 3.0, 9.0)


def test_rows_and_cells_without_addresses_are_counted_through():
    grid = grid_of(sheet_of("<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>"))
    assert grid.values == [[1.0, 2.0], [3.0, None]]


def test_hidden_rows_merges_and_sheet_states():
    def fill(sheet):
        for row in range(1, 9):
            sheet.append([row])
        sheet.row_dimensions[3].hidden = True
        sheet.row_dimensions[7].hidden = True
        sheet.merge_cells("A4:C5")
        sheet.parent.create_sheet("隐").sheet_state = "hidden"

    data = openpyxl_book(fill)
    book = book_of(data)
    assert book.grids[0].hidden_rows == {3, 7}
    assert book.grids[0].merges == ((4, 1, 5, 3),)
    assert [grid.visibility for grid in book.grids] == [Visibility.VISIBLE, Visibility.HIDDEN]


def test_1904_dates_are_the_same_days():
    data = openpyxl_book(lambda sheet: sheet.append([dt.datetime(2018, 9, 17), dt.datetime(2018, 9, 17, 8, 30)]))
    assert grid_of(data).values == [[dt.date(2018, 9, 17), dt.datetime(2018, 9, 17, 8, 30)]]

    def to_1904(sheet):
        sheet.parent.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
        sheet.append([dt.datetime(2018, 9, 17)])

    data = openpyxl_book(to_1904)
    assert b"41898" in __import__("zipfile").ZipFile(io.BytesIO(data)).read(SHEET)
    assert grid_of(data).values == [[dt.date(2018, 9, 17)]]


@pytest.mark.parametrize("number", [14, 22, *range(27, 37), *range(50, 59)])
def test_chinese_built_in_date_formats_are_dates(number):
    data = sheet_of('<row r="1"><c r="A1" s="1"><v>43360</v></c></row>')
    styles = '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2"><xf numFmtId="0"/>' \
             f'<xf numFmtId="{number}"/></cellXfs></styleSheet>'  # fmt: skip
    assert grid_of(edit(data, "xl/styles.xml", lambda _: styles.encode())).at(1, 1) == dt.date(2018, 9, 17)


def test_a_date_format_written_in_chinese_is_a_date_and_a_day_count_is_not():
    def fill(sheet):
        sheet.append([43360, 43360])
        sheet["A1"].number_format = 'yyyy"年"m"月"d"日"'
        sheet["B1"].number_format = '0"天"'

    assert grid_of(openpyxl_book(fill)).values == [[dt.date(2018, 9, 17), 43360.0]]


def test_two_far_cells_are_refused_before_the_reader_allocates():
    for far in ("XFD1048576", "A1048576", "XFD2"):
        row = "".join(filter(str.isdigit, far))
        rows = f'<row r="1"><c r="A1"><v>1</v></c></row><row r="{row}"><c r="{far}"><v>1</v></c></row>'
        if far == "XFD1048576":
            refusal = refusal_of(sheet_of(rows))
            assert refusal.reason is Reason.TOO_LARGE
            assert "1048576" in refusal.detail
        else:
            assert grid_of(sheet_of(rows)).at(int(row), 1 if far[0] == "A" else 16_384) == 1.0


def test_far_blank_cells_with_a_format_cost_nothing():
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="0"/></row>'
    assert grid_of(sheet_of(rows)).values == [[1.0]]


@pytest.mark.parametrize("reference", ["A0", "A1048577", "XFE1", "ZZZZ1", "$1", "A-1", "", "A2"])
def test_an_address_outside_its_row_or_the_sheet_is_refused(reference):
    assert refusal_of(sheet_of(f'<row r="1"><c r="{reference}"><v>1</v></c></row>')).reason is Reason.DAMAGED


def test_a_huge_shared_string_shown_in_many_cells_is_refused(monkeypatch):
    monkeypatch.setattr("xlpilot.intake.xlsx_scan.MAX_TEXT", 1_000_000)
    strings = f"<si><t>{'x' * 30_000}</t></si>"
    rows = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 61))
    assert refusal_of(sheet_of(rows, strings=strings)).reason is Reason.TOO_LARGE
    few = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 21))
    assert len(grid_of(sheet_of(few, strings=strings)).values) == 20


def test_a_20_mb_string_used_200_times_is_refused():
    strings = f"<si><t>{'字' * 7_000_000}</t></si>"
    rows = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 201))
    assert refusal_of(sheet_of(rows, strings=strings)).reason is Reason.TOO_LARGE


@pytest.mark.parametrize("kind", ["s", "str", "inlineStr"])
def test_a_text_longer_than_a_cell_may_hold_is_kept_and_noted(kind):
    text = "长" * (scan.CELL_TEXT + 1)
    body = {"s": "<v>0</v>", "str": f"<v>{text}</v>", "inlineStr": f"<is><t>{text}</t></is>"}[kind]
    grid = grid_of(sheet_of(f'<row r="1"><c r="A1" t="{kind}">{body}</c></row>', strings=f"<si><t>{text}</t></si>"))
    assert grid.at(1, 1) == text
    assert grid.notes == {(1, 1): CellNote.OVERLONG}


def test_shared_strings_of_every_shape():
    strings = (
        "<si><t/></si><si/><si><t>甲</t></si><si><r><t>乙</t></r><r><rPr><b/></rPr><t xml:space='preserve'> 丙</t></r></si>"
        "<si><t>丁</t><rPh sb='0' eb='1'><t>ding</t></rPh><phoneticPr fontId='1'/></si><si><t><![CDATA[<戊>]]></t></si>"
    )
    row = "".join(f'<c r="{"ABCDEF"[index]}1" t="s"><v>{index}</v></c>' for index in range(6))
    expected = [[None, None, "甲", "乙 丙", "丁", "<戊>"]]
    assert grid_of(sheet_of(f'<row r="1">{row}</row>', strings=strings)).values == expected
    plain_strings = strings.replace("'", '"').replace("<si><t><![CDATA[<戊>]]></t></si>", "<si><t>&lt;戊&gt;</t></si>")
    assert grid_of(sheet_of(f'<row r="1">{row}</row>', strings=plain_strings)).values == expected
