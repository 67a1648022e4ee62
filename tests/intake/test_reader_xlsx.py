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
    zip_of,
)
from xlpilot.intake import reader, scan
from xlpilot.intake.grid import CellNote, Trait, Visibility
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
