from __future__ import annotations

import datetime as dt

import pytest

from tests.intake.workbooks import book_of, convert, edit, form, grid_of, refusal_of, zip_of
from xlpilot.intake.grid import CellNote, Visibility
from xlpilot.intake.refusal import Reason

SPACE = "urn:oasis:names:tc:opendocument:xmlns:"
SPACES = " ".join(f'xmlns:{name}="{SPACE}{name}:1.0"' for name in ("office", "table", "text", "style"))
CALCEXT = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
MIMETYPE = b"application/vnd.oasis.opendocument.spreadsheet"


def ods_of(rows: str, style: str = "", manifest: bytes = b"<m/>") -> bytes:
    content = (
        f"<office:document-content {SPACES} {CALCEXT}><office:automatic-styles>{style}</office:automatic-styles><office:body>"
        f'<office:spreadsheet><table:table table:name="S" table:style-name="ta1">{rows}</table:table></office:spreadsheet>'
        f"</office:body></office:document-content>"
    )
    return zip_of({"mimetype": MIMETYPE, "content.xml": content.encode(), "META-INF/manifest.xml": manifest})


def row(cells: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{cells}</table:table-row>"


def number(value: object, attributes: str = "") -> str:
    return f'<table:table-cell office:value-type="float" office:value="{value}" {attributes}/>'


def text(content: str, attributes: str = "") -> str:
    return f'<table:table-cell office:value-type="string" {attributes}>{content}</table:table-cell>'


@pytest.mark.libreoffice
def test_an_issued_form_saved_as_ods_reads_the_same(tmp_path):
    # LibreOffice saves what it has calculated; compared is all but the formula column.
    before, after = book_of(form()), book_of(convert(form(), ".xlsx", "ods", tmp_path))
    assert after.container == "ods"
    assert [grid.name for grid in after.grids] == [grid.name for grid in before.grids]
    one, other = before.grids[0], after.grids[0]
    for line in range(1, len(one.values) + 1):
        assert [one.at(line, column) for column in range(1, 5)] == [other.at(line, column) for column in range(1, 5)]
    assert set(other.notes) == set(one.notes)
    assert other.merges == one.merges
    assert other.hidden_rows == one.hidden_rows
    assert after.grids[1].visibility is Visibility.HIDDEN
    assert after.properties["xlpilot"] == before.properties["xlpilot"]
    assert after.names == before.names


def test_values_of_every_type():
    cells = (
        number(1.5) + '<table:table-cell office:value-type="percentage" office:value="0.5"/>'
        '<table:table-cell office:value-type="date" office:date-value="2018-09-17"/>'
        '<table:table-cell office:value-type="date" office:date-value="2018-09-17T08:30:00"/>'
        '<table:table-cell office:value-type="time" office:time-value="PT08H30M00S"/>'
        '<table:table-cell office:value-type="boolean" office:boolean-value="true"/>'
    )  # fmt: skip
    assert grid_of(ods_of(row(cells))).values == [
        [1.5, 0.5, dt.date(2018, 9, 17), dt.datetime(2018, 9, 17, 8, 30), dt.time(8, 30), True]
    ]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("<text:p>甲</text:p><text:p>乙</text:p>", "甲\n乙"),
        ("<text:p>甲 &amp;\n  乙<text:s text:c='3'/>丙</text:p>", "甲 & 乙   丙"),
        ("<text:p>甲<text:span>乙</text:span><text:line-break/>丙</text:p>", "甲乙\n丙"),
        ("<office:annotation><text:p>批注</text:p></office:annotation><text:p>甲</text:p>", "甲"),
        ("<text:p></text:p>", None),
    ],
)
def test_text_is_what_the_clerk_sees(content, expected):
    grid = grid_of(ods_of(row(text(content) + number(1))))
    assert grid.at(1, 1) == expected
    assert grid.at(1, 2) == 1.0


@pytest.mark.parametrize(
    ("cell", "note", "value"),
    [
        ('<table:table-cell table:formula="of:=1+1" office:value-type="float" office:value="2"/>', CellNote.FORMULA, 2.0),
        ('<table:table-cell table:formula="of:=1+1"/>', CellNote.UNCALCULATED, None),
        ('<table:table-cell table:formula="of:=B1" office:value-type="string" office:string-value=""/>', CellNote.FORMULA, None),
        ('<table:table-cell table:formula="of:=#REF!" office:value-type="string" office:string-value="" calcext:value-type="error"><text:p>#REF!</text:p></table:table-cell>', CellNote.ERROR, None),
        ('<table:table-cell table:formula="of:=1/0" office:value-type="float" office:value="0"><text:p>#DIV/0!</text:p></table:table-cell>', CellNote.ERROR, None),
        ('<table:table-cell office:value-type="float" office:value="1e999"/>', CellNote.UNREADABLE, "1e999"),
        ('<table:table-cell office:value-type="date" office:date-value="soon"/>', CellNote.UNREADABLE, "soon"),
        ('<table:table-cell office:value-type="other"><text:p>x</text:p></table:table-cell>', CellNote.UNREADABLE, "x"),
    ],
)  # fmt: skip
def test_what_a_cell_holds_is_told(cell, note, value):
    grid = grid_of(ods_of(row(cell + number(9))))
    assert grid.notes == {(1, 1): note}
    assert grid.at(1, 1) == value
    assert grid.at(1, 2) == 9.0


def test_repeats_are_unrolled_and_rows_keep_their_numbers():
    rows = (
        row("<table:table-cell/>", 'table:number-rows-repeated="3"')
        + row('<table:table-cell table:number-columns-repeated="2"/>' + number(7, 'table:number-columns-repeated="2"'), 'table:number-rows-repeated="2"')
        + row('<table:table-cell table:number-columns-repeated="16384"/>', 'table:number-rows-repeated="1048571"')
    )  # fmt: skip
    grid = grid_of(ods_of(rows))
    assert len(grid.values) == 5
    assert [grid.at(4, column) for column in range(1, 6)] == [None, None, 7.0, 7.0, None]
    assert grid.at(5, 4) == 7.0


@pytest.mark.parametrize(
    "rows",
    [
        row(number(1), 'table:number-rows-repeated="1048576"') + row(number(2)),
        row(number(1, 'table:number-columns-repeated="16384"'), 'table:number-rows-repeated="1048576"'),
        row(number(1, 'table:number-columns-repeated="99999999"')),
        row(number(1)) + row("<table:table-cell/>", 'table:number-rows-repeated="1048574"') + row('<table:table-cell table:number-columns-repeated="16383"/>' + number(1)),
        row(text(f"<text:p>{'x' * 30000}</text:p>"), 'table:number-rows-repeated="100000"'),
    ],
)  # fmt: skip
def test_bombs_of_repeats_are_refused_at_once(rows):
    assert refusal_of(ods_of(rows)).reason is Reason.TOO_LARGE


def test_hidden_rows_groups_merges_and_sheets():
    rows = (
        row(number(1, 'table:number-columns-spanned="2" table:number-rows-spanned="3"'))
        + row(number(2), 'table:visibility="collapse" table:number-rows-repeated="2"')
        + row(number(3), 'table:visibility="filter"')
        + f'<table:table-row-group table:display="false">{row(number(4))}</table:table-row-group>'
        + f"<table:table-header-rows>{row(number(5))}</table:table-header-rows>"
    )
    style = '<style:style style:name="ta1" style:family="table"><style:table-properties table:display="false"/></style:style>'
    grid = grid_of(ods_of(rows, style))
    assert grid.hidden_rows == {2, 3, 4, 5}
    assert grid.merges == ((1, 1, 3, 2),)
    assert grid.visibility is Visibility.HIDDEN
    assert [line[0] for line in grid.values] == [1.0, 2.0, 2.0, 3.0, 4.0, 5.0]


def test_an_encrypted_ods_is_refused_as_encrypted():
    data = ods_of(row(number(1)), manifest=b"<m><manifest:encryption-data/></m>")
    assert refusal_of(data).reason is Reason.ENCRYPTED


def test_a_doctype_and_broken_xml_are_refused():
    data = ods_of(row(number(1)))
    assert refusal_of(edit(data, "content.xml", lambda content: b"<!DOCTYPE x>" + content)).reason is Reason.DAMAGED
    assert refusal_of(edit(data, "content.xml", lambda content: content[:-20])).reason is Reason.DAMAGED


def test_a_table_inside_a_cell_is_refused():
    inner = f"<table:table>{row(number(5))}</table:table>"
    assert refusal_of(ods_of(row(text(inner)))).reason is Reason.DAMAGED
