"""The same content gives the same values and the same findings, whatever program saved it in whatever format."""

import datetime as dt
import io

import pytest
import xlwt

from review.county import cell, good_row, judged, returned, returns
from xlpilot.intake.reader import read_book

ROWS = [
    good_row(1),
    good_row(2, leader_phone=13800138000.0, category="②", leader="王 小明", remark="无"),
    good_row(3, leader_phone="1380013", category="智慧课堂", contact=""),
    good_row(4, contact="#REF!", project="项" * 61),
    None,
    good_row(5, unit="=1+1", remark="@SUM(A1)", leader="𠮷田·古丽"),
]
LINE = {"reporter": "周建国", "reporter_phone": "0734 8123456", "reported_on": dt.date(2018, 9, 10)}


@pytest.fixture(scope="module")
def xlsx():
    return returns(ROWS, line=LINE)


@pytest.fixture(scope="module")
def plain(xlsx):
    return seen(xlsx)


def seen(data, suffix=".xlsx"):
    """What is judged of a file: values, what was typed, and every finding but its path."""
    (review,) = judged(returned(data, f"收件/衡南县{suffix}"))
    findings = sorted(
        (f.code, f.severity, f.place.sheet, f.place.cell or "", f.value, f.message) for f in review.findings
    )
    line = {name: value.value for name, value in review.table.line.items()}
    return review.unit, review.verdict, review.table.rows, review.table.values, line, findings


def test_the_content_is_worth_comparing(plain):
    codes = {finding[0] for finding in plain[-1]}
    assert codes >= {"XP201", "XP202", "XP203", "XP204", "XP206", "XP221"}
    assert plain[1] == "returned"


def as_xls(data):
    """Every value written anew by xlwt, as an old program would."""
    source = read_book(data)
    book = xlwt.Workbook(encoding="utf-8")
    date = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for grid in source.grids:
        sheet = book.add_sheet(grid.name)
        for r, line in enumerate(grid.values):
            for c, value in enumerate(line):
                if (r + 1, c + 1) in grid.errors:
                    sheet.row(r).set_cell_error(c, grid.errors[r + 1, c + 1])
                elif isinstance(value, dt.date):
                    sheet.write(r, c, value, date)
                elif value is not None:
                    sheet.write(r, c, value)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_xls_by_xlwt(xlsx, plain):
    assert seen(as_xls(xlsx), ".xls") == plain


def test_a_name_that_lies_about_the_format_changes_nothing(xlsx, plain):
    (review,) = judged(returned(xlsx, "收件/衡南县.xls"))
    assert review.table.values == plain[3]
    (review,) = judged(returned(as_xls(xlsx), "收件/衡南县.et"))
    assert review.table.values == plain[3]


@pytest.mark.libreoffice
@pytest.mark.parametrize("suffix", [".xlsx", ".xls", ".ods"])
def test_saved_again_by_libreoffice(xlsx, plain, office, tmp_path, suffix):
    source, target = tmp_path / "source.xlsx", tmp_path / f"target{suffix}"
    source.write_bytes(xlsx)
    with office.open(source) as book:
        book.save(target)
    again = seen(target.read_bytes(), suffix)
    assert again[:2] == plain[:2]
    assert again[2:5] == plain[2:5]
    assert again[5] == plain[5]


@pytest.mark.libreoffice
@pytest.mark.parametrize("suffix", [".xlsx", ".xls", ".ods"])
def test_typed_in_libreoffice(office, tmp_path, suffix):
    source, target = tmp_path / "source.xlsx", tmp_path / f"target{suffix}"
    source.write_bytes(returns([], line={}))
    typed = good_row(1, leader_phone="13800138000")
    with office.open(source) as book:
        for name, value in typed.items():
            if value:
                book.type("附件1", cell(0, name), value)
        for address, value in {"E4": "周建国", "G4": "0734-8123456", "I4": "2018-9-10"}.items():
            book.type("附件1", address, value)
        book.save(target)
    (review,) = judged(returned(target.read_bytes(), f"收件/衡南县{suffix}"))
    assert review.findings == ()
    assert {name: column[0] for name, column in review.table.values.items() if column[0]} == {
        k: v for k, v in typed.items() if v
    }
