"""The button pressed in a real LibreOffice: VBA -> our command line -> marks in the sheet."""

import io
import os
import re
import shutil
import sys
from pathlib import Path

import openpyxl
import pytest
from office import Office, missing

from macro.conftest import ROOT
from xlpilot.macro import found_sheet

pytestmark = pytest.mark.libreoffice
BUTTON = "校验按钮"
SHEETS = {"附件1": "A1:AZ30", "填表说明": "A1:C60", "_xlpilot": "A1:L700", found_sheet.SHEET: "A1:F304"}


@pytest.fixture(scope="module")
def lonely():
    """A LibreOffice on a computer that has no xlpilot on its path."""
    why = missing()
    if why:
        if os.environ.get("XLPILOT_REQUIRE_SOFFICE"):
            pytest.fail(why)
        pytest.skip(why)
    with pytest.MonkeyPatch.context() as patch:
        soffice = str(Path(shutil.which("soffice")).parent)
        patch.setenv("PATH", os.pathsep.join(dict.fromkeys([soffice, "/usr/bin", "/bin"])))
        office = Office.start()
    yield office
    office.close()


def _book(folder, buttoned, *, program):
    path = folder / "附件1-申报汇总表.xlsm"
    path.write_bytes(buttoned)
    if program:
        script = folder / "xlpilot"
        script.write_text(
            f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m xlpilot "$@" >"{folder}/said" 2>&1\n'
        )
        script.chmod(0o755)
    return path


@pytest.fixture(scope="module")
def locked_cells(buttoned):
    """Sheet -> (row, column), from 0, of every locked cell of the areas that are compared."""
    book = openpyxl.load_workbook(io.BytesIO(buttoned))
    return {
        name: [(c.row - 1, c.column - 1) for row in book[name][cells] for c in row if c.protection.locked]
        for name, cells in SHEETS.items()
    }


def _locked(book, locked_cells):
    found = {}
    for name, cells in SHEETS.items():
        formulas = book.formulas(name, cells)
        found[name] = [(row, column, formulas[row][column]) for row, column in locked_cells[name]]
    return found


def _lines(book):
    rows = book.texts(found_sheet.SHEET, f"A{found_sheet.FIRST_ROW}:F{found_sheet.LAST_ROW}")
    return [row for row in rows if any(row)]


def test_pressing_it_checks_by_our_program_and_marks_the_sheet_and_a_second_press_starts_anew(
    lonely, buttoned, locked_cells, tmp_path
):
    with lonely.open(_book(tmp_path, buttoned, program=True), macros=True) as book:
        before = _locked(book, locked_cells)
        book.type("附件1", "B6", "衡南县一中")
        book.type("附件1", "F6", "=1+1")
        assert "XlpilotHost.XlpilotCheck" in book.press("附件1", BUTTON)
        assert _locked(book, locked_cells) == before
        cells = {row[0]: row for row in _lines(book)}
        assert cells["F6"][1:3] == ["错误", "“=1+1”"]
        assert cells["F6"][5] == "XP203"
        assert "XP203 附件1!F6" in (tmp_path / "said").read_text(encoding="utf-8")
        assert book.text(found_sheet.SHEET, "A2").startswith("还有 ")
        many = len(cells)

        book.type("附件1", "F6", "13800138000")
        book.press("附件1", BUTTON)
        cells = {row[0]: row for row in _lines(book)}
        assert "F6" not in cells
        assert len(cells) < many
        assert _locked(book, locked_cells) == before


def test_a_listed_cell_is_coloured_and_is_no_longer_once_the_list_is_cleared(lonely, buttoned, tmp_path):
    def painted(book, name):
        page = book.save(tmp_path / name).read_text(encoding="utf-8", errors="replace")
        return len(re.findall(r'bgcolor="#ffc7ce"', page, re.IGNORECASE))

    with lonely.open(_book(tmp_path, buttoned, program=False)) as book:
        none = painted(book, "before.html")
        book.type(found_sheet.SHEET, f"A{found_sheet.FIRST_ROW}", "C7")
        book.type(found_sheet.SHEET, f"B{found_sheet.FIRST_ROW}", found_sheet.ERROR)
        book.recalculate()
        assert painted(book, "listed.html") == none + 1
        book.type(found_sheet.SHEET, f"A{found_sheet.FIRST_ROW}", "")
        book.recalculate()
        assert painted(book, "cleared.html") == none


def test_without_a_program_it_says_that_the_self_check_goes_on_working(lonely, buttoned, locked_cells, tmp_path):
    with lonely.open(_book(tmp_path, buttoned, program=False), macros=True) as book:
        before = _locked(book, locked_cells)
        book.type("附件1", "F6", "1380013")
        book.press("附件1", BUTTON)
        assert "“自检”列" in book.text(found_sheet.SHEET, "A2")
        assert "没有装 xlpilot" in book.text(found_sheet.SHEET, "A2")
        assert _lines(book) == []
        assert _locked(book, locked_cells) == before
        assert book.text("附件1", "J6")


def test_a_program_that_fails_changes_nothing_and_is_told(lonely, buttoned, locked_cells, tmp_path):
    path = _book(tmp_path, buttoned, program=False)
    script = tmp_path / "xlpilot"
    script.write_text('#!/bin/sh\nprintf "xlpilot-answer\\t1\\nfinding\\tF6\\n" > "$4"\n')
    script.chmod(0o755)
    with lonely.open(path, macros=True) as book:
        before = _locked(book, locked_cells)
        book.press("附件1", BUTTON)
        assert "没有给出结果" in book.text(found_sheet.SHEET, "A2")
        assert _lines(book) == []
        assert _locked(book, locked_cells) == before
