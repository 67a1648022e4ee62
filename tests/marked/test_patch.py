"""A marked copy made by patching says what one made with openpyxl says, and leaves everything else as it came."""

import io
import re
import zipfile

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill, Protection
from openpyxl.workbook.defined_name import DefinedName
from review.county import ROOT

from xlpilot.findings import Severity
from xlpilot.intake.guard import Package
from xlpilot.intake.xlsx_outline import read_outline
from xlpilot.report.marked.comments import annotate
from xlpilot.report.marked.copy import patched_copy
from xlpilot.report.marked.dress import dress
from xlpilot.report.marked.listing import Head
from xlpilot.report.marked.listing_sheet import add_listing
from xlpilot.report.marked.marks import SALVAGED, Mark, Spot, by_spot
from xlpilot.report.marked.patch import patched
from xlpilot.report.marked.xml_bytes import Unfit

from .alike import assert_alike, assert_untouched
from .conftest import OFFICE, faulty, listed, marked, opened, review_of, told
from .test_containers import repacked
from .test_rich_workbooks import rich

SAMPLES = sorted((ROOT / "samples" / "hengyang-2018").glob("4*.xlsx"))
SHEET = "xl/worksheets/sheet1.xml"
HEAD = Head(("单位：某县",), "下一步")


def by_patch(data):
    """The patched copy, None where it is left to openpyxl."""
    return patched_copy(data, review_of(data), OFFICE.round)


def saved(book):
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_every_sample_is_patched_as_openpyxl_would_mark_it(path, by_openpyxl, check_ooxml):
    data = path.read_bytes()
    review = review_of(data, path.name)
    copy = patched_copy(data, review, OFFICE.round)
    assert copy is not None
    assert_untouched(copy, data)
    check_ooxml(copy)
    if not {f.code for f in review.findings} & SALVAGED:  # those are made anew
        assert marked(data, path.name) == copy
        assert_alike(copy, by_openpyxl(data, path.name), looks="430481" not in path.name)
    assert review_of(copy, path.name).table.typed == review.table.typed


def made(data, marks):
    package = Package(data)
    return patched(package, read_outline(package), marks, HEAD, "x")


def loaded(data, marks):
    book = openpyxl.load_workbook(io.BytesIO(data))
    cells = by_spot(marks)
    records = dress(book, cells)
    annotate(book, cells)
    add_listing(book, HEAD, marks, records)
    book.custom_doc_props.append(openpyxl.packaging.custom.StringProperty(name="xlpilot-marked", value="x"))
    return saved(book)


ADDRESSES = [f"{column}{row}" for column in "ABCZ" for row in (1, 2, 3, 5, 40)]
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=8).filter(
    lambda text: "_x" not in text
)


@st.composite
def workbooks(draw):
    """A workbook of one to three sheets as bytes, and marks on cells that are there and that are not."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    names = draw(st.lists(st.sampled_from(["甲", "乙 表", "O'Neil", "Sheet1"]), min_size=1, max_size=3, unique=True))
    for name in names:
        sheet = book.create_sheet(name)
        for address in draw(st.lists(st.sampled_from(ADDRESSES), unique=True)):
            cell = sheet[address]
            cell.value = draw(st.one_of(st.integers(-5, 5), TEXTS, st.booleans()))
            if cell.data_type == "f":
                cell.data_type = "s"
            if draw(st.booleans()):
                cell.fill = PatternFill("solid", fgColor=draw(st.sampled_from(["FF00FF00", "FF112233"])))
            if draw(st.booleans()):
                cell.protection = Protection(locked=False)
            cell.number_format = draw(st.sampled_from(["General", "@", "0.00", "yyyy-mm-dd"]))
        if draw(st.booleans()):
            sheet.merge_cells(draw(st.sampled_from(["A1:B2", "C3:C5", "B5:C5"])))
        if draw(st.booleans()):
            sheet.row_dimensions[draw(st.sampled_from([2, 3, 7]))].height = 30
        sheet.protection.sheet = draw(st.booleans())
        if draw(st.booleans()):
            sheet.print_area = "A1:C5"
        if draw(st.booleans()):
            sheet.defined_names["局部"] = DefinedName("局部", attr_text=f"'{name.replace(chr(39), chr(39) * 2)}'!$A$1")
        sheet.sheet_view.tabSelected = draw(st.booleans())
    book.active = draw(st.integers(0, len(names) - 1))
    spots = draw(st.lists(st.tuples(st.sampled_from(names), st.sampled_from(ADDRESSES)), min_size=1, unique=True))
    severities = [draw(st.sampled_from([Severity.ERROR, Severity.WARNING])) for _ in spots]
    marks = [
        Mark(severity, Spot(sheet, cell), f"{sheet}!{cell}", draw(TEXTS), "不对", "改正 & <重填>")
        for severity, (sheet, cell) in zip(severities, spots, strict=True)
    ]
    return saved(book), sorted(marks, key=lambda mark: mark.severity.rank)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(workbooks())
def test_any_small_workbook_is_patched_as_openpyxl_would_mark_it(drawn):
    data, marks = drawn
    copy = made(data, marks)
    assert copy == made(data, marks)
    assert_untouched(copy, data)
    assert_alike(copy, loaded(data, marks))


def test_excel_would_open_small_patched_workbooks_without_repair(check_ooxml):
    copies = []

    @settings(max_examples=15, deadline=None, database=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(workbooks())
    def collect(drawn):
        copies.append(made(*drawn))

    collect()
    check_ooxml(*copies)


def test_what_openpyxl_drops_stays(check_ooxml):
    data = rich(note=False)
    copy = by_patch(data)
    assert copy == marked(data)
    check_ooxml(copy)
    assert_untouched(copy, data)
    assert "没有带到本件" not in told(opened(copy))
    package = zipfile.ZipFile(io.BytesIO(copy))
    assert b"xdr:sp " in package.read("xl/drawings/drawing1.xml")
    sheet = package.read(SHEET)
    assert b"x14:sparklineGroup " in sheet
    assert sheet.index(b"<drawing ") < sheet.index(b"<legacyDrawing ") < sheet.index(b"<tableParts")
    assert review_of(copy).table.typed == review_of(data).table.typed
    assert opened(copy)["汇总"].defined_names["局部"].value == "'汇总'!$A$1"


@pytest.mark.libreoffice
def test_libreoffice_opens_a_patched_copy_with_its_notes_list_and_locks(office, tmp_path):
    path = tmp_path / "copy.xlsx"
    path.write_bytes(by_patch(SAMPLES[3].read_bytes()))
    with office.open(path) as book:
        assert next(iter(book.sheets())) == "问题清单"
        assert book.protected("附件1")
        assert book.protected("问题清单")
        back = book.save(tmp_path / "again.xlsx").read_bytes()
    again = opened(back)
    noted = {c.coordinate for row in again["附件1"].iter_rows() for c in row if c.comment}
    assert noted == {row[1].split()[0].partition("!")[2] for row in listed(again)} - {""}  # of the whole file


def test_a_cell_that_is_not_there_keeps_its_columns_look_and_lock():
    def unlock(book):
        sheet = book.create_sheet("空")
        sheet.column_dimensions["C"].protection = Protection(locked=False)
        sheet.column_dimensions["C"].number_format = "@"
        sheet["A1"].value = "x"
        sheet["A9"].value = "x"

    marks = [Mark(Severity.ERROR, Spot("空", cell), cell, "", "空着", "请填写") for cell in ("C1", "C5", "B5")]
    sheet = opened(made(faulty(unlock), marks))["空"]
    for cell in ("C1", "C5"):
        assert (sheet[cell].fill.fgColor.rgb, sheet[cell].number_format) == ("FFFFC7CD", "@")
        assert not sheet[cell].protection.locked
    assert sheet["B5"].protection.locked


def test_only_the_list_is_selected_so_that_typing_goes_nowhere_else():
    def select(book):
        for sheet in book.worksheets:
            sheet.sheet_view.tabSelected = True

    copy = opened(by_patch(faulty(select)))
    assert [sheet.title for sheet in copy.worksheets if sheet.sheet_view.tabSelected] == ["问题清单"]


def test_notes_stand_before_what_schema_puts_behind_them_not_in_a_conditional_format(check_ooxml):
    rule = (
        '<conditionalFormatting sqref="A1"><cfRule type="cellIs" priority="99" operator="equal"><formula>1</formula>'
        '<extLst><ext uri="{x}"/></extLst></cfRule></conditionalFormatting>'
    )

    def extend(text):
        text = text.replace("<conditionalFormatting", rule + "<conditionalFormatting", 1)
        return text.replace("</worksheet>", '<extLst><ext uri="{y}"/></extLst></worksheet>')

    copy = by_patch(repacked(faulty(), changes={SHEET: extend}))
    sheet = zipfile.ZipFile(io.BytesIO(copy)).read(SHEET).decode()
    assert re.search(r'<legacyDrawing [^<>]*/><extLst><ext uri="\{y\}"/></extLst></worksheet>$', sheet)
    check_ooxml(copy)


ACTING = {
    "macro": ({"xl/vbaProject.bin": "x"}, {}),
    "embedded file": ({"xl/embeddings/oleObject1.bin": "x"}, {}),
    "control": ({"xl/activeX/activeX1.xml": "<x/>"}, {}),
    "data connection": ({"xl/connections.xml": "<x/>"}, {}),
    "DDE": ({"xl/externalLinks/externalLink1.xml": "<externalLink><ddeLink/></externalLink>"}, {}),
    "picture from the web": ({"xl/richData/rdRichValueWebImage.xml": "<x/>"}, {}),
    "linked picture": (
        {"xl/drawings/_rels/drawing9.xml.rels": '<Relationships><Relationship TargetMode="External"/></Relationships>'},
        {},
    ),
    "signature": ({"_xmlsignatures/sig1.xml": "<x/>"}, {}),
    "unknown": ({"xl/new/thing.xml": "<x/>"}, {}),
    "macro under another name": (
        {"xl/media/image9.bin": "x"},
        {"[Content_Types].xml": lambda t: t.replace(
            "</Types>", '<Override PartName="/xl/media/image9.bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
        )},
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", ACTING)
def test_what_may_act_by_itself_is_not_passed_on(what):
    more, changes = ACTING[what]
    data = repacked(faulty(), more, changes)
    assert by_patch(data) is None
    copy = marked(data)
    assert not set(more) & set(zipfile.ZipFile(io.BytesIO(copy)).namelist())
    assert listed(opened(copy))


def quoted(text):
    return text.replace(' r="F6"', " r='F6'")


def commented(text):
    return text.replace("<sheetData>", "<sheetData><!-- x -->")


def prefixed(text):
    text = re.sub(r"<(/?)(?=[a-zA-Z])", r"<\1x:", text)
    return text.replace('<x:worksheet xmlns="', '<x:worksheet xmlns:x="')


def unordered(text):
    row = re.search(r'<row r="20".*?</row>', text, re.DOTALL)[0]
    return text.replace(row, "").replace("<sheetData>", f"<sheetData>{row}")


def unnumbered(text):
    return re.sub(r'<row r="6"', "<row", text)


@pytest.mark.parametrize("change", [quoted, commented, prefixed, unordered, unnumbered])
def test_a_sheet_written_in_another_way_is_left_to_openpyxl_or_to_a_new_form(change):
    data = repacked(faulty(), changes={SHEET: change})
    with pytest.raises(Unfit):
        made(data, [Mark(Severity.ERROR, Spot("附件1", "F6"), "", "", "", "")])
    assert listed(opened(marked(data)))


def test_a_sheet_in_utf_16_is_left_to_openpyxl():
    source = zipfile.ZipFile(io.BytesIO(faulty()))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == SHEET:
                content = b"\xff\xfe" + ('<?xml version="1.0" encoding="UTF-16"?>' + content.decode()).encode(
                    "utf-16-le"
                )
            target.writestr(name, content)
    assert by_patch(buffer.getvalue()) is None


def test_a_workbook_with_notes_or_marks_is_left_to_openpyxl(copy):
    def annotate_(book):
        book["附件1"]["B9"].comment = Comment("全称", "李四")

    assert by_patch(faulty(annotate_)) is None
    assert by_patch(copy) is None


def test_notes_on_other_sheets_stay_as_they_are(check_ooxml):
    def annotate_(book):
        book["填表说明"]["A1"].comment = Comment("全称", "李四")

    data = faulty(annotate_)
    copy = by_patch(data)
    assert_untouched(copy, data)
    assert opened(copy)["填表说明"]["A1"].comment.text == "全称"
    assert opened(copy)["附件1"]["F6"].comment
    check_ooxml(copy)


def test_a_workbook_without_custom_properties_gets_them(check_ooxml):
    from review.county import plain_table

    from .conftest import FAULTY

    data = plain_table(FAULTY)
    assert "docProps/custom.xml" not in Package(data)
    review = review_of(data, "收件/430422-衡南县.xlsx")
    copy = patched_copy(data, review, OFFICE.round)
    assert {prop.name for prop in opened(copy).custom_doc_props.props} == {"xlpilot-marked"}
    check_ooxml(copy)


def test_no_workbook_is_loaded_with_openpyxl_for_a_plain_return(monkeypatch):
    data = faulty()
    review = review_of(data)

    def refuse(*_, **__):
        raise AssertionError("openpyxl loads a workbook")

    monkeypatch.setattr("openpyxl.reader.excel.ExcelReader.read", refuse)
    from xlpilot.report.marked.copy import marked_copy

    assert marked_copy(data, review, OFFICE)


def test_a_huge_merged_area_is_left_to_openpyxl():
    def merge(book):
        book.create_sheet("大").merge_cells("A1:Z999")

    with pytest.raises(Unfit):
        made(faulty(merge), [Mark(Severity.ERROR, Spot("大", "B2"), "", "", "", "")])
