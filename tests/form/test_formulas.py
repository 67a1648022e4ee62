import io
import re

import openpyxl
from openpyxl.worksheet.formula import ArrayFormula

from xlpilot.form.backstage import Backstage
from xlpilot.form.fill_down import share
from xlpilot.form.layout import TableLayout
from xlpilot.form.self_check import hints
from xlpilot.rules import asked, faced_rules, row_rules
from xlpilot.rules.excel import LEVELS, WORDS, shared

from .conftest import issue_all, open_bytes
from .test_issue import changed

SHEET = "附件1"
# All that Excel 2010, WPS and LibreOffice share and that we use; add to it with care.
FUNCTIONS = {
    "AND", "CHAR", "CLEAN", "COLUMNS", "COUNT", "COUNTA", "COUNTIF", "DATE", "DAY", "EXACT", "FIND", "IF", "IFERROR", "INDEX", "ISBLANK",
    "ISERROR", "ISNUMBER", "LARGE", "LEFT", "LEN", "MAX", "MID", "MIN", "MOD", "MONTH", "NOT", "OR", "REPT", "ROW", "ROWS", "SMALL",
    "SUBSTITUTE", "SUM", "SUMPRODUCT", "TRIM", "VLOOKUP",
}  # fmt: skip


def formulas(data, sheet=SHEET):
    """Address -> formula, shared ones spelled out."""
    found = {}
    for row in open_bytes(data)[sheet].iter_rows():
        for cell in row:
            value = cell.value.text if isinstance(cell.value, ArrayFormula) else cell.value
            if cell.data_type == "f":
                found[cell.coordinate] = value
    return found


def levels(formula):
    """How deep functions stand within functions; texts do not count."""
    deep = deepest = 0
    for token in re.findall(r'"(?:[^"]|"")*"|[()]', formula):
        deep += (token == "(") - (token == ")")
        deepest = max(deepest, deep)
    return deepest


def test_excel_takes_every_formula(issued, round_, form):
    many = [
        {"name": f"f{n}", "title": f"第{n}项", "constraints": {"required": n % 2 == 0, "minLength": 2, "maxLength": 30},
         "format": ("default", "cn-mobile", "person-name")[n % 3]}
        for n in range(24)
    ]  # fmt: skip
    wide = changed(round_, fields=many, line=[], uniqueKeys=[["f0", "f3"]], group_by=None)
    for data in (issued["430422"], issue_all(wide, wide.forms["summary"])["430422"]):
        found = formulas(data)
        assert len(found) > 200
        for formula in found.values():
            assert len(formula) < 8192
            assert levels(formula) <= LEVELS
            assert set(re.findall(r"([A-Z][A-Z.0-9]*)\(", re.sub(r'"(?:[^"]|"")*"', "", formula))) <= FUNCTIONS


def test_every_dropdown_is_a_range(issued):
    for rule in open_bytes(issued["430422"])[SHEET].data_validations.dataValidation:
        assert len(rule.formula1 or "") <= 255
        assert not (rule.formula1 or "").startswith('"')


def test_every_excel_face_of_the_catalogue_is_in_the_sheet(round_, form):
    layout = TableLayout.of(form)
    known = {number % 1000 for number, _ in hints(layout, round_)}
    faced = {rule.code for field in (*form.entries, *form.line) for rule in faced_rules(asked(round_, field))}
    faced |= {rule.code for rule in row_rules(form) if rule.row_formula}
    assert {
        "XP201",
        "XP202",
        "XP203",
        "XP204",
        "XP205",
        "XP206",
        "XP209",
        "XP212",
        "XP301",
        "XP310",
        "XP403",
        "XP404",
    } <= faced
    assert known >= {int(code[2:]) for code in faced if code not in ("XP201",)} | {201}
    assert all(words and "{" not in words for _, words in hints(layout, round_))


def test_the_file_stays_small(issued):
    assert len(issued["430422"]) < 60_000


def test_in_protected_view_the_gate_says_that_nothing_is_filled(issued):
    sheet = openpyxl.load_workbook(io.BytesIO(issued["430422"]), data_only=True)[SHEET]
    assert sheet["J1"].value == "尚未填写"
    assert not sheet["J6"].value


def test_the_hidden_columns_are_locked_hidden_and_not_printed(issued, form):
    sheet = open_bytes(issued["430422"])[SHEET]
    back = Backstage(TableLayout.of(form))
    for column in range(back.first_column, back.last_column + 1):
        assert sheet.column_dimensions[sheet.cell(1, column).column_letter].hidden
        assert sheet.cell(6, column).protection.locked
    assert sheet.print_area == "'附件1'!$A$1:$I$65"
    # A header or a label there would be taken for the table's.
    assert not any(sheet.cell(5, column).value for column in range(back.first_column, back.last_column + 1))


def test_all_forms_of_words_that_mean_nothing_are_listed():
    words = shared()[WORDS]
    assert {"无", "Ｎ/Ａ", "n/a", "N/a", "／", "暂 无", "同上 附 件", "－－"} <= set(words)
    assert len(words) == len(set(words)) < 1000


def test_the_words_stand_in_few_rows_with_no_blank_among_them(issued):
    book = open_bytes(issued["430422"])
    sheet, _, cells = book.defined_names[WORDS].attr_text.partition("!")
    rows = [[cell.value for cell in row] for row in book[sheet][cells.replace("$", "")]]
    assert len(rows) <= 30
    assert list(dict.fromkeys(word for row in rows for word in row)) == list(shared()[WORDS])
    assert sum(row.count("无") for row in rows) == 1  # by which a form tells whether a program can compare


def test_a_form_loaded_and_saved_again_stays_small(issued):
    def spelt_out(workbook):
        return {
            cell.coordinate: cell.value for row in workbook[SHEET].iter_rows() for cell in row if cell.data_type == "f"
        }

    book = open_bytes(issued["430422"])
    before = spelt_out(book)
    share(book[SHEET])
    buffer = io.BytesIO()
    book.save(buffer)
    assert len(buffer.getvalue()) < 1.2 * len(issued["430422"])
    assert spelt_out(open_bytes(buffer.getvalue())) == before


def test_colours_follow_the_verdicts(issued, form):
    sheet = open_bytes(issued["430422"])[SHEET]
    layout = TableLayout.of(form)
    back = Backstage(layout)
    marks = {
        str(cells.sqref): [(rule.formula[0], rule.dxf.fill.bgColor.rgb[2:]) for rule in rules]
        for cells, rules in sheet.conditional_formatting._cf_rules.items()
    }
    for field in form.entries:
        verdict = back.at(back.verdict_column(field), 6)
        assert marks[layout.column_range(field.name)] == [(f"{verdict}>0", "FFC7CE"), (f"{verdict}<0", "FFEB9C")]
    assert marks["E4"][0][0] == "$N$3>0"
    assert [colour for _, colour in marks["J1:J4"]] == ["E7E6E6", "FFC7CE", "C6EFCE"]
    assert [colour for _, colour in marks["J6:J65"]] == ["FFC7CE", "FFEB9C", "C6EFCE"]
