"""A marked .xlsx: same workbook, with colours, notes and a list."""

import io
import re
import zipfile

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Border, PatternFill, Side
from review.county import KEY, good_row, issued, judged, returned

from xlpilot.form import stamp
from xlpilot.intake.guard import Package
from xlpilot.intake.reader import read_book
from xlpilot.intake.xlsx_outline import read_outline
from xlpilot.report.marked.copy import Office
from xlpilot.report.marked.listing import location
from xlpilot.report.marked.marks import Spot
from xlpilot.review.identity import read_stamp

from .conftest import OFFICE, faulty, listed, marked, opened, review_of, told


def test_bad_cells_are_filled_by_severity_and_noted(copy):
    sheet = opened(copy)["附件1"]
    assert {address: sheet[address].fill.fgColor.rgb for address in ("F6", "D7", "E8", "C6")} == {
        "F6": "FFFFC7CD",
        "D7": "FFFFC7CD",
        "E8": "FFFFC7CD",
        "C6": "00000000",
    }
    assert sheet["F6"].border.left.style == "mediumDashed"
    note = sheet["F6"].comment
    assert note.author == "xlpilot"
    assert "填的是：1380013" in note.text
    assert "改法：" in note.text
    assert "未填写" in sheet["E8"].comment.text
    assert sheet["C6"].comment is None


def test_the_list_comes_first_and_links_to_every_cell(copy):
    book = opened(copy)
    assert book.sheetnames[0] == "问题清单"
    assert book.active.title == "问题清单"
    rows = listed(book)
    assert [row[:2] for row in rows] == [
        ["错误", "附件1!F6 负责人手机号码"],
        ["错误", "附件1!D7 申报类别"],
        ["错误", "附件1!E8 负责人"],
    ]
    assert rows[0][2] == "1380013"
    links = [cell.hyperlink.location for row in book["问题清单"].iter_rows() for cell in row if cell.hyperlink]
    assert links == ["'附件1'!F6", "'附件1'!D7", "'附件1'!E8"]
    assert "衡南县（430422）" in told(book)
    assert "文件：衡南县.xlsx" in told(book)
    assert "截止时间：2018年9月17日 23:59:59" in told(book)
    assert "发回即可" in told(book)


def test_everything_else_is_as_it_was(copy):
    before, after = opened(faulty()), opened(copy)
    assert after.sheetnames == ["问题清单", *before.sheetnames]
    for sheet in before.worksheets:
        same = after[sheet.title]
        assert same.sheet_state == sheet.sheet_state
        assert vars(same.protection) == vars(sheet.protection)
        assert same.data_validations.to_tree() is not None
        assert [(str(v.sqref), v.formula1, v.prompt) for v in same.data_validations.dataValidation] == [
            (str(v.sqref), v.formula1, v.prompt) for v in sheet.data_validations.dataValidation
        ]
        assert {str(key.sqref): [rule.formula for rule in key.rules] for key in same.conditional_formatting} == {
            str(key.sqref): [rule.formula for rule in key.rules] for key in sheet.conditional_formatting
        }
        for row in sheet.iter_rows():
            for cell in row:
                twin = same[cell.coordinate]
                assert twin.value == cell.value
                assert repr(twin.protection) == repr(cell.protection)
                assert twin.number_format == cell.number_format
    assert vars(after.security) == vars(before.security)
    assert {name: item.value for name, item in after.defined_names.items()} == {
        name: item.value for name, item in before.defined_names.items()
    }
    assert after["附件1"].print_title_rows == before["附件1"].print_title_rows
    assert after["附件1"].print_area == before["附件1"].print_area


def test_the_list_is_locked_as_the_form_is(copy):
    book = opened(copy)
    assert book["问题清单"].protection.hashValue == book["附件1"].protection.hashValue
    assert book["问题清单"].protection.sheet
    assert all(cell.protection.locked for row in book["问题清单"].iter_rows() for cell in row)


def test_identity_and_rows_are_read_from_the_copy_as_from_the_original(copy):
    assert stamp.genuine(read_stamp(read_book(copy)), KEY)
    before, after = review_of(faulty()), review_of(copy)
    assert after.unit == before.unit == "430422"
    assert after.table.typed == before.table.typed
    assert after.table.rows == before.table.rows
    assert [(f.code, f.place.cell) for f in after.findings] == [(f.code, f.place.cell) for f in before.findings]


def test_excel_would_open_it_without_repair(copy, check_ooxml):
    check_ooxml(copy, marked(copy))


def test_the_same_original_gives_the_same_bytes():
    data = faulty()
    assert marked(data) == marked(data)


def test_a_second_round_clears_the_marks_of_the_first(copy):
    def mend(book):
        sheet = book["附件1"]
        sheet["F6"].value = "13800138000"
        sheet["D7"].value = "区域智慧教育"
        sheet["B8"].value = None

    book = opened(copy)
    mend(book)
    buffer = io.BytesIO()
    book.save(buffer)
    again = opened(marked(buffer.getvalue()))
    plain = opened(faulty())
    assert again.sheetnames == ["问题清单", *plain.sheetnames]
    sheet = again["附件1"]
    for address in ("F6", "D7"):
        assert repr(sheet[address].fill) == repr(plain["附件1"][address].fill)
        assert repr(sheet[address].border) == repr(plain["附件1"][address].border)
        assert sheet[address].comment is None
    assert {row[1].split()[0] for row in listed(again)} == {"附件1!B8", "附件1!E8"}
    assert sheet["E8"].comment.text.count("【xlpilot") == 1


def test_a_fill_of_the_county_comes_back_after_mending():
    def colour(book):
        book["附件1"]["F6"].fill = PatternFill("lightUp", fgColor="FF00FF00")
        book["附件1"]["F6"].border = Border(top=Side(style="double"))

    book = opened(marked(faulty(colour)))
    book["附件1"]["F6"].value = "13800138000"
    buffer = io.BytesIO()
    book.save(buffer)
    cell = opened(marked(buffer.getvalue()))["附件1"]["F6"]
    assert (cell.fill.fill_type, cell.fill.fgColor.rgb, cell.border.top.style) == ("lightUp", "FF00FF00", "double")


def test_colours_that_a_sort_has_carried_elsewhere_are_taken_back(copy):
    book = opened(copy)
    sheet = book["附件1"]
    sheet["F9"]._style, sheet["F6"]._style = sheet["F6"]._style, sheet["F9"]._style
    sheet["F6"].value = "13800138000"
    buffer = io.BytesIO()
    book.save(buffer)
    after = opened(marked(buffer.getvalue()))["附件1"]
    assert after["F9"].fill.fill_type is None
    assert after["F9"].border.left.style == "thin"


def test_notes_of_others_are_kept_whatever_happens():
    def annotate(book):
        book["附件1"]["F6"].comment = Comment("请李主任核对", "张三")
        book["附件1"]["B6"].comment = Comment("全称", "李四")

    once = marked(faulty(annotate))
    note = opened(once)["附件1"]["F6"].comment
    assert note.author == "张三"
    assert note.text.startswith("请李主任核对\n\n【xlpilot")
    book = opened(once)
    book["附件1"]["F6"].value = "13800138000"
    buffer = io.BytesIO()
    book.save(buffer)
    twice = opened(marked(buffer.getvalue()))["附件1"]
    assert (twice["F6"].comment.author, twice["F6"].comment.text) == ("张三", "请李主任核对")
    assert (twice["B6"].comment.author, twice["B6"].comment.text) == ("李四", "全称")


def test_results_of_formulas_stay_readable():
    def formula(book):
        book["附件1"]["B9"].value = '="衡南县第"&"九中学"'
        for field, value in good_row(9).items():
            if field != "unit":
                column = {"project": "C", "category": "D", "leader": "E", "leader_phone": "F", "contact": "G"}
                book["附件1"][f"{column.get(field, 'H')}9"].value = value

    data = with_result(faulty(formula), "B9", "衡南县第九中学")
    before, after = review_of(data), review_of(marked(data))
    assert before.table.typed["unit"][3] == "衡南县第九中学"
    assert after.table.typed == before.table.typed
    assert opened(marked(data))["附件1"]["B9"].value == '="衡南县第"&"九中学"'


def with_result(data, address, text):
    """Give the formula in that cell of 附件1 a cached text, as Excel does."""
    source = zipfile.ZipFile(io.BytesIO(data))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                head, start, rest = content.decode().partition(f'<c r="{address}"')
                attributes, formula, tail = rest.partition("><f>")
                formula_text, _, tail = tail.partition("</f>")
                tail = tail.removeprefix("<v></v>").removeprefix("<v/>").removeprefix("<v />")
                content = f'{head}{start}{attributes} t="str"{formula}{formula_text}</f><v>{text}</v>{tail}'.encode()
            target.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize("text", ["=1+1", "+SUM(A1)", "@x", "-2", "=cmd|' /C calc'!A0", "_x000B_", "a\tb", "𠮷" * 40])
def test_what_a_county_typed_is_text_in_the_list_and_the_note(text, check_ooxml):
    data = faulty(rows=[good_row(1, leader_phone=text)])
    copy = marked(data)
    book = opened(copy)
    texts = [cell for row in book["问题清单"].iter_rows() for cell in row]
    assert {cell.data_type for cell in texts if cell.value is not None} == {"s"}
    assert review_of(copy).table.typed == review_of(data).table.typed
    check_ooxml(copy)


def test_a_long_text_is_cut(check_ooxml):
    data = faulty(rows=[good_row(1, project="长" * 20_000)])
    copy = marked(data)
    row = listed(opened(copy))[0]
    assert len(row[2]) == 200
    assert row[2].endswith("…")
    assert len(opened(copy)["附件1"]["C6"].comment.text) < 1_000
    assert opened(copy)["附件1"]["C6"].value == "长" * 20_000
    check_ooxml(copy)


def test_a_finding_of_the_whole_file_has_no_link():
    def forge(book):
        book[stamp.SHEET]["A1"].value = book[stamp.SHEET]["A1"].value[:-1] + "0"

    book = opened(marked(faulty(forge)))
    rows = listed(book)
    assert rows[0][:2] == ["错误", "整个文件"]
    assert book["问题清单"].cell(list_row(book), 2).hyperlink is None


def list_row(book):
    return next(row[0].row for row in book["问题清单"].iter_rows(max_col=1) if row[0].value == "程度") + 1


def test_a_link_quotes_the_name_of_the_sheet():
    assert location(Spot("it's 1 sheet", "B2")) == "'it''s 1 sheet'!B2"


def test_a_renamed_sheet_with_an_apostrophe_is_linked(check_ooxml):
    def rename(book):
        book["附件1"].title = "O'Neil 的表"

    copy = marked(faulty(rename))
    link = opened(copy)["问题清单"].cell(list_row(opened(copy)), 2).hyperlink
    assert link.location == "'O''Neil 的表'!F6"
    check_ooxml(copy)


def test_a_workbook_without_locks_gets_an_unlocked_list():
    def unlock(book):
        for sheet in book.worksheets:
            sheet.protection.sheet = False

    assert not opened(marked(faulty(unlock)))["问题清单"].protection.sheet


def test_merged_cells_are_noted_at_their_first_cell(check_ooxml):
    def merge(book):
        book["附件1"].merge_cells("F6:F7")

    copy = marked(faulty(merge))
    sheet = opened(copy)["附件1"]
    assert "1380013" in sheet["F6"].comment.text
    assert [str(merged) for merged in sheet.merged_cells.ranges if "F6" in str(merged)] == ["F6:F7"]
    check_ooxml(copy)


def test_late_files_are_not_told_to_be_sent_again():
    from dataclasses import replace

    from xlpilot.findings import Place
    from xlpilot.report.marked.copy import marked_copy
    from xlpilot.rules import BY_CODE

    data = faulty()
    review = judged(returned(data))[0]
    late = BY_CODE["XP701"].at(Place(), words={"received": "x", "deadline": "y"})
    book = opened(marked_copy(data, replace(review, findings=(late, *review.findings)), OFFICE))
    assert "发回即可" not in told(book)
    assert "是否受理" in told(book)


def test_without_secrets_an_xlsx_is_marked_all_the_same():
    assert listed(opened(marked(faulty(), desk=Office(OFFICE.round))))


def test_openpyxl_reads_the_copy_in_every_mode(copy):
    book = openpyxl.load_workbook(io.BytesIO(copy), read_only=True, data_only=True)
    assert book.sheetnames[0] == "问题清单"


def test_rows_still_grow_with_their_text(by_openpyxl):
    for data in (marked(issued()), by_openpyxl(issued())):
        line, entry = (re.search(rf'<row [^>]*r="{row}"[^>]*>', sheet_xml(data)) for row in (4, 6))
        assert "customHeight" in line[0]
        assert "customHeight" not in entry[0]


def sheet_xml(data):
    """XML of 附件1 in a marked copy."""
    package = Package(data)
    part = next(part for name, _, part in read_outline(package).sheets if name == "附件1")
    return package.read(part).decode()
