import shutil
import subprocess

import pytest

from xlpilot.form.layout import TableLayout

from .conftest import PASSWORD, issue_all
from .test_issue import changed

pytestmark = pytest.mark.libreoffice

SHEET = "附件1"
GOOD = {
    "unit": "衡南县第一中学", "project": "同步课堂", "category": "网络联校创新应用", "leader": "王小明",
    "leader_phone": "13800138000", "contact": "李小红", "contact_phone": "13900139000",
}  # fmt: skip
LINE = {"reporter": "王小红", "reporter_phone": "0734-8123456", "reported_on": "2018-9-10"}


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


def test_an_empty_sheet_says_nothing(filled):
    book = filled(line=None)
    assert book.text(SHEET, "J1") == "尚未填写"
    assert set(checks(book, 60)) == {""}
    # The line alone is no entry, and white space is none either.
    book = filled({"unit": "  "}, {"remark": "\u3000"})
    assert book.text(SHEET, "J1") == "尚未填写"
    assert checks(book, 2) == ["", ""]


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


def test_faults_are_told_in_words_errors_before_reminders(filled):
    rows = [GOOD | {"project": f"项目{n}"} | fault for n, fault in enumerate(FAULTS.values())]
    book = filled(*rows)
    assert checks(book, len(rows)) == list(FAULTS)
    assert book.text(SHEET, "J1") == "已填 10 行，还有 11 处待改，提醒 3 处"


def test_the_line_above_the_table_is_checked_and_counted(filled):
    book = filled(GOOD, line={"reporter": "王小红", "reporter_phone": "8123456", "reported_on": "近日"})
    gate = book.text(SHEET, "J1")
    assert gate.startswith("已填 1 行，还有 2 处待改")
    assert gate.endswith("表头：联系电话应为11位手机号码或带区号的座机")


def test_rows_are_compared_exactly_but_for_what_normalisation_drops(filled):
    book = filled(
        GOOD,
        GOOD | {"unit": "衡南县 第一中学\u3000", "remark": "无"},
        GOOD | {"contact_phone": "13900139001"},
        GOOD | {"project": "同步课堂2"},
    )
    assert checks(book, 4) == ["提醒：项目重名", "与上面一行重复", "提醒：项目重名", "正确"]


def test_a_row_of_which_little_is_filled_is_told(filled):
    assert checks(filled({"leader_phone": "13800138000"}), 1) == ["申报单位未填；申报项目名称未填等6处；提醒1处"]


def test_a_formula_that_shows_nothing_does_not_pass_for_an_empty_row(filled):
    book = filled(GOOD, {"unit": '=""'})
    assert checks(book, 2)[1].startswith("申报单位未填")
    assert "待改" in book.text(SHEET, "J1")


@pytest.mark.parametrize("damage", [("M9", "x"), ("Q6", ""), ("B210", "衡南县第二中学")])
def test_what_no_formula_checks_keeps_the_gate_shut(filled, damage):
    book = filled(GOOD)
    assert book.text(SHEET, "J1").startswith("可以报送")
    assert book.unprotect(SHEET, PASSWORD)
    book.put(SHEET, *damage)
    gate = book.text(SHEET, "J1")
    assert gate.startswith("已填 1 行，还有 ")
    assert "有的内容没有自检" in gate


@pytest.mark.parametrize("suffix", [".xlsx", ".xls", ".ods"])
def test_the_check_lives_on_in_another_format(filled, office, tmp_path, suffix):
    rows = [GOOD | {"project": f"项目{n}"} | fault for n, fault in enumerate(FAULTS.values())]
    saved = filled(*rows).save(tmp_path / f"saved{suffix}")
    with office.open(saved) as book:
        book.type(SHEET, "B6", "衡南县第一中学")
        assert checks(book, len(rows)) == ["正确", *list(FAULTS)[1:]]
        assert book.text(SHEET, "J1").startswith("已填 10 行，还有 10 处待改，提醒 3 处")


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


def test_a_program_that_cannot_calculate_the_check_says_so(filled, tmp_path):
    if not shutil.which("ssconvert"):
        pytest.skip("no Gnumeric")
    saved = filled(GOOD, GOOD).save(tmp_path / "saved.xlsx")
    subprocess.run(
        ["ssconvert", "--recalc", "-O", "sheet=附件1", saved, tmp_path / "out.csv"], check=True, capture_output=True
    )
    assert "有的内容没有自检" in (tmp_path / "out.csv").read_text(encoding="utf-8")
