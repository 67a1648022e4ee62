import io
import json
import re
import zipfile
from dataclasses import replace

from xlpilot.form import stamp
from xlpilot.form.layout import TableLayout
from xlpilot.form.prompts import TEXT_LIMIT
from xlpilot.rounds.load import round_from_definition
from xlpilot.rounds.model import Round

from .conftest import KEY, issue_all, open_bytes


def changed(round_, forms=None, **summary):
    """The round with other forms, or with changes to its summary form."""
    data = round_.model_dump(mode="json", by_alias=True)
    data["forms"] = forms or {"summary": data["forms"]["summary"] | summary}
    return Round.model_validate_json(json.dumps(data))


def test_every_unit_gets_its_own_name_stamp_and_code(round_, form, issued):
    assert list(issued) == [unit.code for unit in round_.reporters(form)]
    codes = set()
    for unit in round_.reporters(form):
        book = open_bytes(issued[unit.code])
        text = book[stamp.SHEET][stamp.STAMP_CELL].value
        signed, mac = stamp.parse(text)
        assert stamp.genuine(text, KEY)
        assert signed == stamp.Stamp(round_.name, unit.code, "summary", round_.version, 1)
        assert book["附件1"]["C4"].value == unit.bureau
        assert book["附件1"]["I1"].value == f"表格编号：{stamp.human_code(signed, mac)}"
        assert book.defined_names[stamp.DEFINED_NAME].value == f'"{text}"'
        assert [(prop.name, prop.value) for prop in book.custom_doc_props.props] == [(stamp.PROPERTY, text)]
        codes.add(book["附件1"]["I1"].value)
    assert len(codes) == len(issued)


def test_a_reissue_has_another_serial_and_only_there(round_, form, issued):
    again = issue_all(round_, form, {"430422": 2})
    assert stamp.parse(open_bytes(again["430422"])[stamp.SHEET]["A1"].value)[0].serial == 2
    assert [code for code in issued if issued[code] != again[code]] == ["430422"]


def test_the_workbook_carries_the_whole_definition(round_, issued):
    column = [cell.value for cell in open_bytes(issued["430422"])[stamp.SHEET]["A"]]
    assert round_from_definition(stamp.join_definition(column)) == round_


def test_a_long_definition_is_carried_in_several_cells(round_, form):
    long = changed(round_, notes=("填" * 70_000,))
    column = [cell.value for cell in open_bytes(issue_all(long, long.forms["summary"])["430422"])[stamp.SHEET]["A"]]
    assert column[1] == -(-len(long.definition) // stamp.CHUNK_CHARACTERS) > 1
    assert stamp.join_definition(column) == long.definition


def test_only_the_cells_to_be_filled_are_unlocked(form, issued):
    sheet = open_bytes(issued["430422"])["附件1"]
    layout = TableLayout.of(form)
    asked = {layout.cell(row, field.name) for row in layout.entry_rows for field in form.entries}
    asked |= {layout.line_value(field.name) for field in form.line if not field.fill}
    unlocked = {cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked}
    assert unlocked == asked
    assert sheet.protection.sheet


def test_ordinals_are_filled_and_spare_rows_hidden(form, issued):
    sheet = open_bytes(issued["430422"])["附件1"]
    layout = TableLayout.of(form)
    assert [sheet[layout.cell(row, "no")].value for row in layout.entry_rows] == list(
        range(1, len(layout.entry_rows) + 1)
    )
    hidden = [row for row, size in sheet.row_dimensions.items() if size.hidden]
    assert hidden == list(layout.spare_entry_rows)
    assert "取消隐藏" in sheet.cell(layout.note_row, 1).value


def test_a_unit_with_many_projects_gets_more_rows(round_, form):
    units = tuple(replace(unit, rows=45) if unit.code == "430481" else unit for unit in round_.units)
    more = round_.model_copy(update={"units": units})
    issued = issue_all(more, form)
    for code, rows in (("430481", 45), ("430422", 30)):
        sheet = open_bytes(issued[code])["附件1"]
        visible = [row for row in range(6, 66) if not sheet.row_dimensions[row].hidden]
        assert len(visible) == rows


def test_categories_are_chosen_from_a_range_and_nothing_else_is_taken(round_, issued):
    book = open_bytes(issued["430422"])
    (rule,) = [rule for rule in book["附件1"].data_validations.dataValidation if rule.type == "list"]
    assert str(rule.sqref) == "D6:D65"
    assert (rule.errorStyle, rule.showErrorMessage, rule.showDropDown) == ("stop", True, False)
    place = book.defined_names[rule.formula1].value
    name, cells = place.split("!")
    options = [cell.value for (cell,) in book[name.strip("'")][cells.replace("$", "")]]
    assert options == [category.name for category in round_.categories]


def test_every_field_with_a_description_has_a_prompt_that_excel_takes(round_, form):
    wordy = [
        field.model_dump(mode="json", by_alias=True) | {"description": "长" * 400, "title": "题" * 40 + field.name}
        for field in form.fields
    ]
    other = changed(round_, fields=wordy)
    rules = open_bytes(issue_all(other, other.forms["summary"])["430422"])["附件1"].data_validations.dataValidation
    assert {str(rule.sqref)[0] for rule in rules if "6:" in str(rule.sqref)} == set("BCDEFGHI")
    assert max(len(rule.prompt) for rule in rules) == TEXT_LIMIT
    assert max(len(rule.promptTitle) for rule in rules) <= 32


def test_no_text_becomes_a_formula_or_an_error_value(round_, form):
    odd = changed(round_, title='=HYPERLINK("http://x")', subtitle="#N/A", attachment="=1+1")
    sheet = open_bytes(issue_all(odd, odd.forms["summary"])["430422"])["附件1"]
    with zipfile.ZipFile(io.BytesIO(issue_all(odd, odd.forms["summary"])["430422"])) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    assert not re.search(r"<f>(=?HYPERLINK|1\+1)", xml)
    assert 't="e"' not in xml
    assert sheet["A2"].value == '=HYPERLINK("http://x")'


def test_text_columns_keep_their_digits(form, issued):
    sheet = open_bytes(issued["430422"])["附件1"]
    layout = TableLayout.of(form)
    assert sheet[layout.entry(0, "leader_phone")].number_format == "@"
    assert sheet[layout.line_value("reporter_phone")].number_format == "@"
    assert sheet[layout.line_value("reported_on")].number_format == 'yyyy"年"m"月"d"日"'


def test_it_prints_on_a4_landscape_with_the_header_on_every_page(issued):
    sheet = open_bytes(issued["430422"])["附件1"]
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == "$5:$5"
    assert sheet.freeze_panes == "A6"
    assert sheet.oddFooter.center.text == "第 &P 页 共 &N 页"


def test_nothing_in_the_code_knows_this_round(round_, form):
    forms = {
        "stock": {
            "attachment": "表二",
            "title": "图书册数",
            "sheet": "册数",
            "file": "册数.xlsx",
            "audience": ["direct"],
            "rows": 2,
            "spare_rows": 0,
            "fields": [
                {"name": "grade", "title": "年级", "constraints": {"enum": ["一", "二"]}},
                {"name": "books", "title": "册数", "type": "integer"},
            ],
        }
    }
    other = changed(round_, forms)
    book = open_bytes(issue_all(other, other.forms["stock"])["HY-001"])
    assert [cell.value for cell in book["册数"][5]][:3] == ["年级", "册数", "自检"]
    assert "_xlpilot_list_grade" in book.defined_names
    assert "取消隐藏" not in book["册数"]["A8"].value


def test_excel_opens_them_without_repair(issued, round_, form, tmp_path, check_ooxml):
    paths = [tmp_path / f"{code}.xlsx" for code in issued]
    for path, data in zip(paths, issued.values(), strict=True):
        path.write_bytes(data)
    odd = changed(round_, title="=1+1", notes=("填" * 70_000,))
    paths.append(tmp_path / "odd.xlsx")
    paths[-1].write_bytes(issue_all(odd, odd.forms["summary"])["430422"])
    check_ooxml(*paths)
