import io
import re
import shutil
import subprocess

import openpyxl
import pytest
from openpyxl.worksheet.formula import ArrayFormula

from xlpilot.form.backstage import Backstage
from xlpilot.form.layout import TableLayout
from xlpilot.form.self_check import hints
from xlpilot.rules import asked, cell_rules, row_rules
from xlpilot.rules.excel import LEVELS, WORDS, shared

from .conftest import PASSWORD, issue_all, open_bytes
from .test_issue import changed

SHEET = "附件1"
GOOD = {
    "unit": "衡南县第一中学", "project": "同步课堂", "category": "网络联校创新应用", "leader": "王小明",
    "leader_phone": "13800138000", "contact": "李小红", "contact_phone": "13900139000",
}  # fmt: skip
LINE = {"reporter": "王小红", "reporter_phone": "0734-8123456", "reported_on": "2018-9-10"}
# All that Excel 2010, WPS and LibreOffice share and that we use; add to it with care.
FUNCTIONS = {
    "AND", "CHAR", "CLEAN", "COLUMNS", "COUNT", "COUNTA", "COUNTIF", "DATE", "DAY", "EXACT", "FIND", "IF", "IFERROR", "ISBLANK",
    "ISERROR", "ISNUMBER", "LARGE", "LEFT", "LEN", "MAX", "MID", "MIN", "MOD", "MONTH", "NOT", "OR", "REPT", "ROWS", "SMALL",
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


@pytest.fixture
def filled(office, county, form):
    """Open the workbook with these rows (field -> value) from the first entry on; None leaves the line blank."""
    opened = []
    layout = TableLayout.of(form)

    def open_filled(*rows, line=LINE, path=county):
        book = office.open(path)
        opened.append(book)
        for index, row in enumerate(rows):
            for name, value in row.items():
                put = book.put if value.startswith("=") else book.type
                put(SHEET, layout.entry(index, name), value)
        for name, value in (line or {}).items():
            book.type(SHEET, layout.line_value(name), value)
        return book

    yield open_filled
    for book in opened:
        book.close()


def checks(book, count):
    return [row[0] for row in book.texts(SHEET, f"J6:J{5 + count}")]


def test_excel_takes_every_formula(issued, round_, form):
    many = [
        {"name": f"f{n}", "title": f"第{n}项", "constraints": {"required": n % 2 == 0, "minLength": 2, "maxLength": 30},
         "format": ("default", "cn-mobile", "person-name")[n % 3]}
        for n in range(30)
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
    faced = {
        rule.code for field in (*form.entries, *form.line) for rule in cell_rules(asked(round_, field)) if rule.formula
    }
    faced |= {rule.code for rule in row_rules(form) if rule.row_formula}
    assert {"XP201", "XP202", "XP203", "XP204", "XP205", "XP206", "XP209", "XP212", "XP301", "XP403", "XP404"} <= faced
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
    assert sheet.print_area == "'附件1'!$A$1:$I$205"
    # A header or a label there would be taken for the table's.
    assert not any(sheet.cell(5, column).value for column in range(back.first_column, back.last_column + 1))


def test_all_forms_of_words_that_mean_nothing_are_listed():
    words = shared()[WORDS]
    assert {"无", "Ｎ/Ａ", "n/a", "N/a", "／", "暂 无", "同上 附 件", "－－"} <= set(words)
    assert len(words) == len(set(words)) < 1000


@pytest.mark.libreoffice
def test_an_empty_sheet_says_nothing(filled):
    book = filled(line=None)
    assert book.text(SHEET, "J1") == "尚未填写"
    assert set(checks(book, 200)) == {""}
    # The line alone is no entry, and white space is none either.
    book = filled({"unit": "  "}, {"remark": "\u3000"})
    assert book.text(SHEET, "J1") == "尚未填写"
    assert checks(book, 2) == ["", ""]


@pytest.mark.libreoffice
def test_a_full_sheet_may_be_sent(filled):
    book = filled(GOOD, GOOD | {"project": "智慧校园", "contact_phone": "13800138000、0734-8123456", "remark": "无"})
    assert checks(book, 3) == ["正确", "正确", ""]
    assert book.text(SHEET, "J1") == "可以报送（共 2 行）"


FAULTS = {
    "申报单位未填": {"unit": "待定"},
    "申报项目名称应不少于2字、不超过60字": {"project": "甲"},
    "申报类别请从下拉列表选": {"category": "智慧课堂"},
    "提醒：负责人请核对": {"leader": "张三、李四"},
    "负责人手机号码应为11位": {"leader_phone": "1380013800"},
    "联系人是错误值": {"contact": "=1/0"},
    "提醒：联系人手机号码是座机，请核对": {"contact_phone": "0734-8123456"},
    "备注应不超过200字": {"remark": "长" * 201},
    "申报单位是错误值；申报类别请从下拉列表选": {"unit": "#REF!", "category": "网络联校"},
    "申报单位未填；申报项目名称未填等3处；提醒1处": {"unit": " ", "project": "—", "leader": "9", "contact": "\u200b无"},
}


@pytest.mark.libreoffice
def test_faults_are_told_in_words_errors_before_reminders(filled):
    rows = [GOOD | {"project": f"项目{n}"} | fault for n, fault in enumerate(FAULTS.values())]
    book = filled(*rows)
    assert checks(book, len(rows)) == list(FAULTS)
    assert book.text(SHEET, "J1") == "已填 10 行，还有 11 处待改，提醒 3 处"


@pytest.mark.libreoffice
def test_the_line_above_the_table_is_checked_and_counted(filled):
    book = filled(GOOD, line={"reporter": "王小红", "reporter_phone": "8123456", "reported_on": "近日"})
    gate = book.text(SHEET, "J1")
    assert gate.startswith("已填 1 行，还有 2 处待改")
    assert gate.endswith("表头：联系电话应为11位手机号码或带区号的座机")


@pytest.mark.libreoffice
def test_rows_are_compared_exactly_but_for_what_normalisation_drops(filled):
    book = filled(
        GOOD,
        GOOD | {"unit": "衡南县 第一中学\u3000", "remark": "无"},
        GOOD | {"contact_phone": "13900139001"},
        GOOD | {"project": "同步课堂2"},
    )
    assert checks(book, 4) == ["提醒：项目重名", "与上面一行重复", "提醒：项目重名", "正确"]


@pytest.mark.libreoffice
def test_a_row_of_which_little_is_filled_is_told(filled):
    assert checks(filled({"leader_phone": "13800138000"}), 1) == ["申报单位未填；申报项目名称未填等6处；提醒1处"]


@pytest.mark.libreoffice
def test_a_formula_that_shows_nothing_does_not_pass_for_an_empty_row(filled):
    book = filled(GOOD, {"unit": '=""'})
    assert checks(book, 2)[1].startswith("申报单位未填")
    assert "待改" in book.text(SHEET, "J1")


@pytest.mark.libreoffice
@pytest.mark.parametrize("damage", [("L9", "x"), ("P6", ""), ("B210", "衡南县第二中学")])
def test_what_no_formula_checks_keeps_the_gate_shut(filled, damage):
    book = filled(GOOD)
    assert book.text(SHEET, "J1").startswith("可以报送")
    assert book.unprotect(SHEET, PASSWORD)
    book.put(SHEET, *damage)
    gate = book.text(SHEET, "J1")
    assert gate.startswith("已填 1 行，还有 ")
    assert "有的内容没有自检" in gate


@pytest.mark.libreoffice
@pytest.mark.parametrize("suffix", [".xlsx", ".xls", ".ods"])
def test_the_check_lives_on_in_another_format(filled, office, tmp_path, suffix):
    rows = [GOOD | {"project": f"项目{n}"} | fault for n, fault in enumerate(FAULTS.values())]
    saved = filled(*rows).save(tmp_path / f"saved{suffix}")
    with office.open(saved) as book:
        book.type(SHEET, "B6", "衡南县第一中学")
        assert checks(book, len(rows)) == ["正确", *list(FAULTS)[1:]]
        assert book.text(SHEET, "J1").startswith("已填 10 行，还有 10 处待改，提醒 3 处")


@pytest.mark.libreoffice
def test_nothing_in_the_check_knows_this_round(round_, office, tmp_path):
    forms = {
        "stock": {
            "attachment": "表二", "title": "图书", "sheet": "册 数", "file": "册数.xlsx", "audience": ["direct"], "rows": 3, "spare_rows": 0,
            "fields": [
                {"name": "grade", "title": "年级", "constraints": {"enum": ["一", "二"]}},
                {"name": "books", "title": "册数", "type": "integer", "constraints": {"required": True}},
            ],
        }
    }  # fmt: skip
    other = changed(round_, forms)
    path = tmp_path / "册数.xlsx"
    path.write_bytes(issue_all(other, other.forms["stock"])["HY-001"])
    with office.open(path) as book:
        for cell, text in (("A6", "一"), ("B6", "12"), ("A7", "三"), ("A8", "")):
            book.type("册 数", cell, text)
        assert [row[0] for row in book.texts("册 数", "C6:C8")] == ["正确", "年级请从下拉列表选；册数未填；提醒1处", ""]
        assert book.text("册 数", "C1") == "已填 2 行，还有 2 处待改，提醒 1 处"


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
    assert marks["E4"][0][0] == "$M$4>0"
    assert [colour for _, colour in marks["J1:J4"]] == ["E7E6E6", "FFC7CE", "C6EFCE"]
    assert [colour for _, colour in marks["J6:J205"]] == ["FFC7CE", "FFEB9C", "C6EFCE"]


@pytest.mark.libreoffice
def test_a_program_that_cannot_calculate_the_check_says_so(filled, tmp_path):
    if not shutil.which("ssconvert"):
        pytest.skip("no Gnumeric")
    saved = filled(GOOD, GOOD).save(tmp_path / "saved.xlsx")
    subprocess.run(
        ["ssconvert", "--recalc", "-O", "sheet=附件1", saved, tmp_path / "out.csv"], check=True, capture_output=True
    )
    assert "有的内容没有自检" in (tmp_path / "out.csv").read_text(encoding="utf-8")
