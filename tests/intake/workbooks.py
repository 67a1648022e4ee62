"""Real workbooks made by real writers, and ways to spoil one part of them."""

from __future__ import annotations

import io
import os
import shutil
import struct
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
import xlwt

from xlpilot.intake.grid import Book, Grid
from xlpilot.intake.reader import read_book
from xlpilot.intake.refusal import Refusal

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = "xl/worksheets/sheet1.xml"


def form(rows: int = 20) -> bytes:
    """Like an issued form: merged title, text, numbers, dates, long formulas with results, a veryHidden sheet."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("附件1")
    border, date = book.add_format({"border": 1}), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.merge_range(0, 0, 0, 4, "申报汇总表", border)
    for column, title in enumerate(("序号", "申报单位", "项目", "填报日期", "自检")):
        sheet.write_string(1, column, title, border)
    for row in range(2, 2 + rows):
        sheet.write_number(row, 0, row - 1, border)
        sheet.write_string(row, 1, f"第{row}中学 & <校区>", border)
        sheet.write_blank(row, 2, None, border)
        sheet.write_number(row, 3, 43360 + row, date)
        checks = "&".join([f'IF(TRIM(B{row + 1})="","申报单位未填","")'] * 20)
        sheet.write_formula(row, 4, f"={checks}", border, "请填写" if row % 2 else "")
    sheet.set_row(4, None, None, {"hidden": True})
    hidden = book.add_worksheet("_xlpilot")
    hidden.very_hidden()
    hidden.write_string(0, 0, "stamp")
    book.define_name("_xlpilot_stamp", '="430422|v1"')
    book.set_custom_property("xlpilot", "430422|v1")
    book.close()
    return buffer.getvalue()


def openpyxl_book(fill: Callable[[openpyxl.worksheet.worksheet.Worksheet], object]) -> bytes:
    """A workbook of one sheet 'S', filled by `fill`."""
    book = openpyxl.Workbook()
    book.active.title = "S"
    fill(book.active)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def xls_book(fill: Callable[[xlwt.Workbook], object]) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    fill(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def edit(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The same zip with one part changed; every other part as it was."""
    source = zipfile.ZipFile(io.BytesIO(data))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, change(content) if name == part else content)
    return buffer.getvalue()


def replace(data: bytes, old: str, new: str, part: str = SHEET) -> bytes:
    """One replacement in one part; fails where there is nothing to replace."""

    def change(content: bytes) -> bytes:
        assert old.encode() in content, content[:2000]
        return content.replace(old.encode(), new.encode(), 1)

    return edit(data, part, change)


def sheet_of(rows: str, before: str = "", after: str = "", strings: str = "", root: str = "worksheet") -> bytes:
    """A workbook whose only sheet 'S' has exactly these rows as XML; `strings` are <si> elements."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    book.add_worksheet("S").write_string(0, 0, "x")
    book.close()
    data = buffer.getvalue()
    content = f'<{root} xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</{root}>'
    data = edit(data, SHEET, lambda _: content.encode())
    return edit(data, "xl/sharedStrings.xml", lambda _: f'<sst xmlns="{MAIN}">{strings}</sst>'.encode())


def book_of(data: bytes) -> Book:
    result = read_book(data)
    assert isinstance(result, Book), result
    return result


def grid_of(data: bytes) -> Grid:
    return book_of(data).grids[0]


def refusal_of(data: bytes) -> Refusal:
    result = read_book(data)
    assert isinstance(result, Refusal), result
    assert result.detail
    assert result.advice
    return result


def zip_of(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return buffer.getvalue()


def patch_directory(data: bytes, name: str, **fields: int) -> bytes:
    """Lie in the central directory of a zip about one entry: size, packed, flags, offset."""
    places = {"flags": (8, "<H"), "packed": (20, "<I"), "size": (24, "<I"), "offset": (42, "<I")}
    at = data.rfind(name.encode()) - 46
    assert data[at : at + 4] == b"PK\1\2"
    changed = bytearray(data)
    for field, value in fields.items():
        place, form_ = places[field]
        struct.pack_into(form_, changed, at + place, value)
    return bytes(changed)


def convert(data: bytes, suffix: str, target: str, folder: Path) -> bytes:
    """What LibreOffice makes of a file; skips where it is not installed, unless it is required."""
    soffice = shutil.which("soffice")
    if soffice is None:
        if os.environ.get("XLPILOT_REQUIRE_SOFFICE"):
            pytest.fail("soffice is required and not installed")
        pytest.skip("soffice is not installed")
    source = folder / f"in{suffix}"
    source.write_bytes(data)
    out = folder / "out"
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["timeout", "-k", "5", "90", soffice, profile, "--headless", "--convert-to", target, "--outdir", str(out)]
    subprocess.run([*command, str(source)], check=True, capture_output=True, timeout=120)
    return next(out.glob("in.*")).read_bytes()
