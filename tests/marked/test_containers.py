"""Returns that openpyxl cannot carry over as they are: other formats, macros, pictures in cells, damaged styles."""

import io
import zipfile

import pytest
from review.county import KEY, good_row, judged, plain_table, returned

from xlpilot.form import stamp
from xlpilot.intake.reader import read_book
from xlpilot.report.marked.copy import Office
from xlpilot.review.identity import read_stamp

from .conftest import FAULTY, OFFICE, faulty, listed, marked, opened, review_of, told


def repacked(data, more=None, changes=None):
    """The package with more parts, or with parts changed by functions of their text."""
    source = zipfile.ZipFile(io.BytesIO(data))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name in (changes or {}):
                content = changes[name](content.decode()).encode()
            target.writestr(name, content)
        for name, content in (more or {}).items():
            target.writestr(name, content)
    return buffer.getvalue()


def bad_fill(styles):
    return styles.replace('patternType="gray125"', 'patternType="nonsense"')


def test_a_workbook_with_macros_becomes_one_without(check_ooxml):
    types = (
        ("spreadsheetml.sheet.main+xml", "ms-excel.sheet.macroEnabled.main+xml"),
        ("application/vnd.openxmlformats-officedocument.ms-excel", "application/vnd.ms-excel"),
    )

    def macro(text):
        for old, new in types:
            text = text.replace(old, new)
        return text

    data = repacked(faulty(), {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"}, {"[Content_Types].xml": macro})
    assert read_book(data).container == "xlsm"
    copy = marked(data)
    assert read_book(copy).container == "xlsx"
    assert "宏" in told(opened(copy))
    check_ooxml(copy)


DRAWING = (
    '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing">'
    '<xdr:sp macro=""></xdr:sp><xdr:pic></xdr:pic></xdr:wsDr>'
)


ODD = {"xl/cellimages.xml": "<x/>", "customXml/item1.xml": "<x/>", "xl/drawings/drawing9.xml": DRAWING}


def test_what_is_left_behind_is_told():
    words = told(opened(marked(repacked(faulty(), ODD | {"xl/embeddings/oleObject1.bin": "x"}))))
    for what in ("单元格里的图片", "自定义数据", "文本框、图形", "图片", "嵌入的其他文件", "原件没有改动"):
        assert what in words
    assert "没有带到本件" not in told(opened(marked(faulty())))


def test_nothing_is_left_behind_where_nothing_acts_by_itself():
    copy = marked(repacked(faulty(), ODD))
    assert "没有带到本件" not in told(opened(copy))
    package = zipfile.ZipFile(io.BytesIO(copy))
    assert {name: package.read(name).decode() for name in ODD} == ODD


def test_damaged_styles_give_a_form_issued_anew(check_ooxml):
    data = repacked(faulty(), changes={"xl/styles.xml": bad_fill})
    with pytest.raises(ValueError, match="stylesheet"):
        opened(data)
    copy = marked(data)
    book = opened(copy)
    assert "样式有损坏" in told(book)
    assert book["附件1"].protection.hashValue
    assert stamp.genuine(read_stamp(read_book(copy)), KEY)
    assert review_of(copy).table.typed == review_of(data).table.typed
    check_ooxml(copy)


def test_damaged_styles_of_an_unknown_unit_give_plain_values(check_ooxml):
    data = repacked(plain_table(FAULTY), changes={"xl/styles.xml": bad_fill})
    review = review_of(data, "收件/汇总表.xlsx")
    assert review.unit is None
    copy = marked(data, "收件/汇总表.xlsx")
    book = opened(copy)
    assert "只抄录了各格的内容" in told(book)
    assert book["附件1"]["F2"].comment
    assert review_of(copy, "收件/汇总表.xlsx").table.typed == review.table.typed
    check_ooxml(copy)


def test_plain_values_keep_the_identity(check_ooxml):
    data = repacked(faulty(), changes={"xl/styles.xml": bad_fill})
    copy = marked(data, desk=Office(OFFICE.round))
    book = opened(copy)
    assert "只抄录了各格的内容" in told(book)
    assert book[stamp.SHEET].sheet_state == "veryHidden"
    assert stamp.genuine(read_stamp(read_book(copy)), KEY)
    assert review_of(copy).unit == "430422"
    check_ooxml(copy)


def test_a_form_issued_anew_names_the_original_address_too(check_ooxml):
    rows = [good_row(1), good_row(2, leader_phone="1380013")]
    data = repacked(plain_table(rows), changes={"xl/styles.xml": bad_fill})
    copy = marked(data)
    book = opened(copy)
    assert "附件1!F7（原件 附件1!F3） 负责人手机号码" in [row[1] for row in listed(book)]
    assert book["附件1"]["F7"].value == "1380013"
    assert "原件里是 附件1!F3" in book["附件1"]["F7"].comment.text
    assert "行号是原件的行号" in told(book)
    assert stamp.genuine(read_stamp(read_book(copy)), KEY)
    check_ooxml(copy)


def test_more_rows_than_the_form_has_are_not_lost(check_ooxml):
    rows = [good_row(number) for number in range(1, 41)]
    rows[39]["leader_phone"] = "1380013"
    data = repacked(plain_table(rows), changes={"xl/styles.xml": bad_fill})
    copy = marked(data)
    assert len(review_of(copy).table.rows) == 40
    assert review_of(copy).table.typed == review_of(data).table.typed
    sheet = opened(copy)["附件1"]
    assert sheet["F45"].comment
    assert not sheet.row_dimensions[45].hidden
    check_ooxml(copy)


def test_nobody_gets_a_signed_form_on_a_forged_identity(check_ooxml):
    def forge(book):
        book[stamp.SHEET]["A1"].value = book[stamp.SHEET]["A1"].value[:-1] + "0"

    data = repacked(faulty(forge), changes={"xl/styles.xml": bad_fill})
    copy = marked(data)
    assert not stamp.genuine(read_stamp(read_book(copy)), KEY)
    assert "整个文件" in [row[1] for row in listed(opened(copy))]
    check_ooxml(copy)


def test_numbers_dates_errors_and_odd_characters_come_through_a_rebuild(check_ooxml):
    rows = [
        good_row(1, leader_phone=13800138000, remark="#REF!"),
        good_row(2, leader_phone=138.5, project="=1+1"),
        good_row(3, unit="a_x000B_b", remark="带\t制表符"),
    ]
    data = repacked(faulty(rows=rows), changes={"xl/styles.xml": bad_fill})
    copy = marked(data)
    assert "样式有损坏" in told(opened(copy))
    before, after = judged(returned(data), returned(copy))
    assert after.table.typed == before.table.typed
    assert after.table.values == before.table.values
    sheet = opened(copy)["附件1"]
    assert (sheet["F6"].value, sheet["C7"].data_type, sheet["I6"].data_type) == (13800138000, "s", "e")
    check_ooxml(copy)
