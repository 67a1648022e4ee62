import shutil
import subprocess

import pytest

from .conftest import issue_all, open_bytes
from .test_issue import changed

SHEET = "填表说明"


def texts(data):
    return [cell.value for row in open_bytes(data)[SHEET].iter_rows() for cell in row if cell.value is not None]


def test_the_second_sheet_tells_what_the_round_asks(round_, form, issued):
    book = open_bytes(issued["430422"])
    assert book.sheetnames[:2] == ["附件1", SHEET]
    assert book[SHEET].sheet_state == "visible"
    assert book[SHEET].protection.sheet
    said = texts(issued["430422"])
    whole = "\n".join(said)
    for field in (*form.line, *form.fields):
        assert field.title in said
        assert field.description in whole
    for category in round_.categories:
        assert category.name in whole
    for part in (
        round_.submit_to,
        "2018年9月17日（含当日）",
        round_.contact.office,
        round_.contact.person,
        round_.contact.phone,
        *form.notes,
    ):
        assert part in whole
    assert "同时选中第 35 行和第 66 行" in whole
    for word in ("红色", "黄色", "可以报送", "尚未填写"):
        assert word in whole


def test_colours_shown_are_those_of_the_marks(issued):
    sheet = open_bytes(issued["430422"])[SHEET]
    colours = {
        cell.value: cell.fill.fgColor.rgb[2:] for (cell, *_) in sheet.iter_rows() if cell.value in ("红色", "黄色")
    }
    assert colours == {"红色": "FFC7CE", "黄色": "FFEB9C"}


def test_another_round_is_told_as_it_is(round_):
    field = {"name": "books", "title": "册数", "description": "=1+1"}
    other = changed(round_, spare_rows=0, notes=[], fields=[field], line=[], uniqueKeys=[], group_by=None)
    said = "\n".join(texts(issue_all(other, other.forms["summary"])["430422"]))
    assert "册数" in said
    assert "=1+1" in said
    assert "负责人" not in said
    assert "取消隐藏" not in said


@pytest.mark.libreoffice
def test_it_fits_one_page(office, county, tmp_path):
    with office.open(county) as book:
        pdf = book.save(tmp_path / "form.pdf")
    if not shutil.which("pdftotext"):
        pytest.skip("no pdftotext")
    pages = subprocess.run(["pdftotext", str(pdf), "-"], capture_output=True, text=True).stdout.split("\f")
    assert sum("一、填什么" in page or "六、有疑问时" in page for page in pages) == 1
