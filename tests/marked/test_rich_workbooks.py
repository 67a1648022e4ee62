"""A county's own workbook full of what programs can do: nothing of it may break the copy."""

import io

import pytest
import xlsxwriter
from openpyxl.comments import Comment
from review.county import good_row, issued, shipped

from .conftest import FAULTY, listed, marked, opened, review_of, told

ROWS = [*FAULTY, good_row(4)]


def rich(name="汇总", table=True):
    """A workbook with a table, charts, shapes, sparklines, data bars, rich texts, notes, names, links, formulas."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet(name)
    fields = shipped().forms["summary"].fields
    red, bold = book.add_format({"font_color": "red", "bg_color": "#FFFF00"}), book.add_format({"bold": True})
    sheet.write_string(0, 1, "县市区教育局名称（盖章）：衡南县教育局")
    for column, field in enumerate(fields):
        sheet.write_string(2, column, field.title)
        for row, values in enumerate(ROWS, 3):
            value = values.get(field.name, "")
            if value:
                sheet.write_string(row, column, str(value), red if row % 2 else None)
    sheet.write_formula(3, 0, "=ROW()-3", None, 1)
    sheet.write_formula(6, 1, '="衡南县"&"第4中学"', None, "衡南县第4中学")
    sheet.write_array_formula("L4:L6", "{=ROW(L4:L6)*2}", None, 8)
    sheet.write_rich_string(4, 2, "同步", bold, "课堂应用", red, "之2")
    sheet.write_comment("F4", "张三：请核对" * 30, {"author": "张三", "x_scale": 2})
    sheet.write_url("L9", "https://www.example.gov.cn/", string="网站")
    sheet.write_url("L10", "internal:'说明 页'!A1", string="说明")
    sheet.conditional_format("A4:A20", {"type": "data_bar", "data_bar_2010": True})
    sheet.conditional_format("F4:F20", {"type": "duplicate", "format": red})
    sheet.add_sparkline("M4", {"range": f"'{name}'!A4:A6"})
    sheet.data_validation("D4:D20", {"validate": "list", "source": "='说明 页'!$A$1:$A$4"})
    sheet.insert_textbox("N4", "请审核")
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": f"='{name}'!$A$4:$A$6"})
    sheet.insert_chart("N9", chart)
    sheet.freeze_panes(3, 2)
    if table:
        sheet.add_table("P3:Q6", {"columns": [{"header": "甲"}, {"header": "乙"}]})
    sheet.autofilter("A3:I8")
    sheet.set_row(5, None, None, {"hidden": True})
    other = book.add_worksheet("说明 页")
    other.write_column(0, 0, [category.name for category in shipped().categories])
    _identity(book)
    book.define_name("坏名称", "=#REF!$A$1")
    book.define_name(f"'{name}'!局部", f"='{name}'!$A$1")
    book.set_custom_property("来源", "县教育局")
    book.close()
    return buffer.getvalue()


def _identity(book):
    """The hidden sheet of the issued form: without it the county would be given a fresh form, and not its own."""
    hidden = book.add_worksheet("_xlpilot")
    for line in opened(issued())["_xlpilot"].iter_rows():
        for cell in line:
            if isinstance(cell.value, str):
                hidden.write_string(cell.row - 1, cell.column - 1, cell.value)
            elif cell.value is not None:
                hidden.write_number(cell.row - 1, cell.column - 1, cell.value)
    hidden.very_hidden()


def test_a_rich_workbook_is_marked_and_what_is_lost_is_told(check_ooxml):
    data = rich()
    copy = marked(data)
    check_ooxml(data)
    check_ooxml(copy)
    before, after = review_of(data), review_of(copy)
    assert after.table.typed == before.table.typed
    assert after.unit == before.unit == "430422"
    words = told(opened(copy))
    for what in ("文本框、图形", "图表", "迷你图", "一格之内"):
        assert what in words
    book = opened(copy)
    sheet = book["汇总"]
    assert sheet["F4"].comment.text.startswith("张三：请核对")
    assert "【xlpilot" in sheet["F4"].comment.text
    assert sheet.freeze_panes == "C4"
    assert sheet.auto_filter.ref == "A3:I8"
    assert sheet.tables["Table1"].ref == "P3:Q6"
    assert sheet["L9"].hyperlink.target == "https://www.example.gov.cn/"
    assert sheet.row_dimensions[6].hidden
    assert sheet["F4"].fill.fgColor.rgb == "FFFFC7CD"
    assert sheet["A4"].value == "=ROW()-3"
    assert {prop.name for prop in book.custom_doc_props.props} == {"来源", "xlpilot-marked"}


def test_a_second_round_of_a_rich_workbook_is_clean_too(check_ooxml):
    once = marked(rich())
    twice = marked(once)
    check_ooxml(twice)
    assert [row[:2] for row in listed(opened(twice))] == [row[:2] for row in listed(opened(once))]
    assert opened(twice)["汇总"]["F4"].comment.text.count("【xlpilot") == 1
    assert opened(twice)["汇总"]["F4"].comment.author == "张三"


@pytest.mark.libreoffice
def test_libreoffice_opens_a_rich_copy(office, tmp_path):
    path = tmp_path / "rich.xlsx"
    path.write_bytes(marked(rich()))
    with office.open(path) as book:
        assert next(iter(book.sheets())) == "问题清单"
        assert book.text("汇总", "B7") == "衡南县第4中学"
        assert book.text("汇总", "L5") in ("8", "10")


def test_a_title_page_of_notes_only_survives(check_ooxml):
    def annotate(book):
        sheet = book.create_sheet("封面")
        sheet["A1"].comment = Comment("", "空批注")

    from .conftest import faulty

    check_ooxml(marked(faulty(annotate)))
