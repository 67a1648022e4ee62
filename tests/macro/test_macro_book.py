"""The .xlsm with the button against the .xlsx that it is made from."""

import io
import re
import zipfile

import openpyxl
import pytest
from oletools.olevba import VBA_Parser
from review.county import HENGNAN, found, good_row, judged, returned, shipped

from xlpilot.intake.reader import read_book
from xlpilot.macro import found_sheet
from xlpilot.macro.button_modules import MODULES, button_modules
from xlpilot.macro.macro_book import with_button
from xlpilot.macro.project import Kind, Module, vba_project


def parts(data):
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def replaced(data, **changes):
    """The package with other bytes for some parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in (parts(data) | changes).items():
            package.writestr(name, content)
    return out.getvalue()


def test_excel_would_open_it_without_repair(buttoned, tmp_path, check_ooxml):
    path = tmp_path / "附件1.xlsm"
    path.write_bytes(buttoned)
    check_ooxml(path)


def test_the_same_workbook_gives_the_same_bytes(plain, buttoned):
    assert with_button(plain, "附件1") == buttoned


def test_locks_dropdowns_formulas_and_identity_stay(plain, buttoned):
    one, other = (openpyxl.load_workbook(io.BytesIO(data), keep_vba=True) for data in (plain, buttoned))
    assert one.security.workbookHashValue == other.security.workbookHashValue
    assert other.security.lockStructure
    for sheet in one.worksheets:
        twin = other[sheet.title]
        assert sheet.protection.hashValue == twin.protection.hashValue
        assert twin.protection.sheet
        assert twin.protection.formatCells == sheet.protection.formatCells
        assert sheet.sheet_state == twin.sheet_state
        for row, twins in zip(sheet.iter_rows(), twin.iter_rows(), strict=True):
            for cell, same in zip(row, twins, strict=True):
                assert (cell.value, cell.protection.locked) == (same.value, same.protection.locked), cell.coordinate
        assert [(str(v.sqref), v.formula1) for v in sheet.data_validations.dataValidation] == [
            (str(v.sqref), v.formula1) for v in twin.data_validations.dataValidation
        ]
    assert one.defined_names["_xlpilot_stamp"].attr_text == other.defined_names["_xlpilot_stamp"].attr_text
    before, after = read_book(plain), read_book(buttoned)
    assert after.container == "xlsm"
    assert after.grids[: len(before.grids)] == before.grids
    assert dict(before.properties) == dict(after.properties)


def test_only_the_lines_to_fill_are_unlocked_on_the_list(buttoned):
    sheet = openpyxl.load_workbook(io.BytesIO(buttoned))[found_sheet.SHEET]
    assert sheet.protection.sheet
    unlocked = {cell.row for row in sheet.iter_rows() for cell in row if not cell.protection.locked}
    assert unlocked == {found_sheet.GATE_ROW, *range(found_sheet.FIRST_ROW, found_sheet.LAST_ROW + 1)}
    assert {cell.number_format for row in sheet.iter_rows(min_row=found_sheet.FIRST_ROW) for cell in row} == {"@"}


def test_the_macros_in_it_are_the_reviewed_text_and_every_sheet_has_its_module(buttoned, tmp_path):
    path = tmp_path / "附件1.xlsm"
    path.write_bytes(buttoned)
    read = {name.rpartition(".")[0]: code for _, _, name, code in VBA_Parser(str(path)).extract_all_macros()}
    expected = {module.name: module.source.decode("gbk").replace("\r\n", "\n") for module in button_modules()}
    assert {name: code.replace("\r\n", "\n") for name, code in read.items() if name in MODULES} == expected
    sheets = [
        content.decode() for name, content in sorted(parts(buttoned).items()) if name.startswith("xl/worksheets/sheet")
    ]
    codes = [re.search(r'<sheetPr codeName="(\w+)"', sheet)[1] for sheet in sheets]
    assert set(read) == {*MODULES, "ThisWorkbook", *codes}
    assert len(set(codes)) == len(sheets)


def test_the_vba_refers_to_no_add_in_and_only_the_host_touches_the_system():
    project = vba_project(button_modules())
    assert b"REFERENCE" not in project
    portable = next(module.text for module in button_modules() if module.name == "XlpilotMarks")
    code = "\n".join(line for line in portable.splitlines() if not line.strip().startswith("'"))
    assert not re.search(r"\b(Shell|CreateObject|GetObject|Open|Kill|Dir|Environ|Declare|Application|MsgBox)\b", code)
    host = next(module.text for module in button_modules() if module.name == "XlpilotHost")
    assert not re.search(r"\bAs (?!Object|String|Long|Integer|Boolean|Variant|Double)\w", host + portable)
    assert "Declare " not in host


def test_a_sheet_with_a_drawing_is_refused(buttoned):
    with pytest.raises(ValueError, match="once"):
        with_button(buttoned, "附件1")


# --- coming back -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def filled(buttoned):
    """The .xlsm filled in by a program that keeps macros."""
    from xlpilot.form.layout import TableLayout

    layout = TableLayout.of(shipped().forms["summary"])
    book = openpyxl.load_workbook(io.BytesIO(buttoned), keep_vba=True)
    sheet = book["附件1"]
    for name, value in good_row(1).items():
        sheet[layout.entry(0, name)] = value
    for name, value in {"reporter": "周建国", "reporter_phone": "0734-8123456", "reported_on": "2018-9-10"}.items():
        sheet[layout.line_value(name)] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_returned_xlsm_with_our_own_macros_is_accepted(filled):
    (review,) = judged(returned(filled, "收件/衡南县.xlsm"))
    assert review.verdict == "accepted"
    assert review.unit == HENGNAN
    assert found(review, "XP120") == []
    assert found(review, "XP140") == []
    assert found(review, "XP426") == []


@pytest.mark.parametrize(
    "change",
    [
        lambda modules: [*modules, Module("Module1", 'Sub Auto_Open()\nShell "calc"\nEnd Sub')],
        lambda modules: [Module(m.name, m.text.replace("120", "121"), m.kind) for m in modules],
        lambda modules: [Module("ThisWorkbook", 'Sub Workbook_Open()\nKill "C:\\*"\nEnd Sub', Kind.WORKBOOK), *modules],
    ],
    ids=["added", "changed", "in the workbook's own module"],
)
def test_xp140_a_macro_that_is_not_ours_is_told_and_the_cells_are_read_all_the_same(filled, change):
    data = replaced(filled, **{"xl/vbaProject.bin": vba_project(change(list(button_modules())))})
    (review,) = judged(returned(data, "收件/衡南县.xlsm"))
    ((code, _),) = found(review, "XP140")
    assert code == "XP140"
    assert review.table.values["project"] == (good_row(1)["project"],)
    assert review.verdict == "accepted"


def test_what_excel_changes_on_saving_does_not_make_our_macros_foreign(filled):
    texts = [
        Module(m.name, m.text.replace("Dim row", "dim  Row".replace("  ", " ")).replace("\n", "  \n\n"), m.kind)
        for m in button_modules()
    ]
    data = replaced(filled, **{"xl/vbaProject.bin": vba_project(texts)})
    (review,) = judged(returned(data, "收件/衡南县.xlsm"))
    assert found(review, "XP140") == []


def test_macros_that_cannot_be_made_out_or_hide_under_another_name_are_told(filled):
    (damaged,) = judged(returned(replaced(filled, **{"xl/vbaProject.bin": b"x" * 900}), "衡南县.xlsm"))
    assert len(found(damaged, "XP120")) == 1
    content = parts(filled)
    types = content["[Content_Types].xml"].replace(b"/xl/vbaProject.bin", b"/xl/other.bin")
    moved = {name: data for name, data in content.items() if name != "xl/vbaProject.bin"}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, data in (
            moved | {"[Content_Types].xml": types, "xl/other.bin": content["xl/vbaProject.bin"]}
        ).items():
            package.writestr(name, data)
    (hidden,) = judged(returned(out.getvalue(), "衡南县.xlsm"))
    assert len(found(hidden, "XP120")) == 1
