"""The handler on a real xlwings.Book over a small engine with Excel's manners."""

import subprocess
import sys
from pathlib import Path

import pytest
import xlwings
from macro.conftest import buttoned, plain  # noqa: F401 - fixtures
from review.county import shipped

from button.engine import open_book
from xlpilot import button
from xlpilot.commands.check import check
from xlpilot.form.layout import TableLayout
from xlpilot.intake.grid import Book
from xlpilot.intake.reader import read_book
from xlpilot.macro import found_sheet

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "samples" / "hengyang-2018"
BOOKS = sorted(
    path
    for path in SAMPLES.iterdir()
    if path.suffix in (".xlsx", ".xls", ".ods") and isinstance(read_book(path.read_bytes()), Book)
)


def _said(judgement):
    return [(f.code, f.severity, f.place, f.value, f.message) for review in judgement.files for f in review.findings]


@pytest.mark.parametrize("path", BOOKS, ids=lambda path: path.name)
def test_it_finds_what_the_command_finds_in_every_sample(path):
    assert _said(button.judged(open_book(path.read_bytes(), path))) == _said(check(path))


def test_there_are_samples_to_compare():
    assert len(BOOKS) >= 10


@pytest.fixture
def opened(buttoned, tmp_path):  # noqa: F811
    return open_book(buttoned, tmp_path / "附件1.xlsm")


def _type(book, cell, value):
    book.sheets["附件1"].range(cell).value = value


def _lines(book):
    rows = book.names[found_sheet.FOUND_NAME].refers_to_range.options(ndim=2).value
    return {row[0]: row for row in rows if any(row)}


def _locked(book):
    return {sheet.name: {at: sheet.cells_.get(at) for at in sheet.locked or ()} for sheet in book.impl.sheets_}


def test_it_fills_the_list_and_the_gate_and_touches_nothing_locked_and_a_second_press_starts_anew(opened):
    before = _locked(opened)
    phone = TableLayout.of(shipped().forms["summary"]).entry(0, "leader_phone")
    _type(opened, phone, 1380013)
    button.check(opened)
    assert _lines(opened)[phone][1:3] == ["错误", "1380013"]
    gate = opened.names[found_sheet.GATE_NAME].refers_to_range
    assert gate[0, 0].value.startswith("还有 ")
    _type(opened, phone, "13800138000")
    button.check(opened)
    assert phone not in _lines(opened)
    assert _locked(opened) == before


def test_the_engine_refuses_a_locked_cell_as_excel_does(opened):
    with pytest.raises(Exception, match="附件1"):
        _type(opened, "A1", "x")


def test_main_says_the_outcome_in_a_box(opened, monkeypatch):
    monkeypatch.setattr(xlwings.Book, "caller", classmethod(lambda cls: opened))
    button.main()
    ((text, title),) = opened.app.impl.said
    assert title == "校验"
    assert "还有 1 处错误要改" in text


def test_main_says_in_chinese_whatever_goes_wrong(opened, monkeypatch):
    monkeypatch.setattr(xlwings.Book, "caller", classmethod(lambda cls: opened))
    opened.impl.sheets_[-1].locked |= {(found_sheet.FIRST_ROW, 1)}
    button.main()
    ((text, _),) = opened.app.impl.said
    assert "校验没有完成" in text
    assert "“自检”列照常可用" in text


def test_a_form_without_the_list_is_judged_and_nothing_is_written(plain, tmp_path):  # noqa: F811
    book = open_book(plain, tmp_path / "附件1.xlsx")
    before = [dict(sheet.cells_) for sheet in book.impl.sheets_]
    assert button.check(book).files[0].kind == "summary"
    assert [dict(sheet.cells_) for sheet in book.impl.sheets_] == before


def test_xlwings_is_imported_by_the_button_alone_and_nothing_of_its_pro():
    importing = [
        path for path in (ROOT / "xlpilot").rglob("*.py") if "import xlwings" in path.read_text(encoding="utf-8")
    ]
    assert importing == [ROOT / "xlpilot" / "button.py"]
    assert "xlwings.pro" not in importing[0].read_text(encoding="utf-8")
    code = "import sys, xlpilot.button, xlpilot.cli; sys.exit('xlwings' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT).returncode == 0
