from __future__ import annotations

import io
import os
import zipfile

import pytest

from tests.intake.workbooks import edit, form, openpyxl_book, refusal_of, xls_book, zip_of
from xlpilot.intake.cfb import single_stream
from xlpilot.intake.refusal import Reason
from xlpilot.intake.sniff import Container, sniff

ODT = b"application/vnd.oasis.opendocument.text"
ODS = b"application/vnd.oasis.opendocument.spreadsheet"
MHT = b'MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\nContent-Type: multipart/related; boundary="x"\r\n\r\n--x\r\n'
EML = b"Received: from a by b\r\nFrom: a@b.c\r\nTo: d@e.f\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n<html>"
XML2003 = b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
HTML = b'<html xmlns:x="urn:schemas-microsoft-com:office:excel"><table><tr><td>1</td></tr></table></html>'

CASES = [
    (b"", Container.EMPTY, Reason.EMPTY),
    (b"\0" * 4096, Container.EMPTY, Reason.EMPTY),
    (single_stream("EncryptedPackage", b"x"), Container.ENCRYPTED, Reason.ENCRYPTED),
    (zip_of({"mimetype": ODS, "META-INF/manifest.xml": b"<m><manifest:encryption-data/></m>", "content.xml": b"?"}), Container.ENCRYPTED, Reason.ENCRYPTED),
    (zip_of({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}), Container.WORD, Reason.WORD),
    (single_stream("WordDocument", b"x"), Container.WORD, Reason.WORD),
    (zip_of({"mimetype": ODT, "content.xml": b"<x/>"}), Container.WORD, Reason.WORD),
    (b"{\\rtf1 x}", Container.WORD, Reason.WORD),
    (b"%PDF-1.7\n", Container.PDF, Reason.PDF),
    (b"\xff\xd8\xff\xe0JFIF", Container.IMAGE, Reason.PICTURE),
    (b"\x89PNG\r\n\x1a\n\0", Container.IMAGE, Reason.PICTURE),
    (zip_of({"衡南县/汇总.xlsx": b"x"}), Container.ZIP, Reason.ARCHIVE),
    (b"Rar!\x1a\x07\x01\0", Container.ARCHIVE, Reason.ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c\0\4", Container.ARCHIVE, Reason.ARCHIVE),
    (EML, Container.MAIL, Reason.MAIL),
    (single_stream("__properties_version1.0", b"x"), Container.MAIL, Reason.MAIL),
    (HTML, Container.HTML, Reason.DISGUISED),
    ("\ufeff<table><tr><td>甲</td></tr></table>".encode(), Container.HTML, Reason.DISGUISED),
    (XML2003, Container.SPREADSHEETML, Reason.DISGUISED),
    (XML2003.decode().encode("utf-16"), Container.SPREADSHEETML, Reason.DISGUISED),
    (MHT, Container.MHT, Reason.DISGUISED),
    ("序号,单位\n1,甲\n".encode("utf-8-sig"), Container.CSV, Reason.DISGUISED),
    ("序号,单位\n1,甲校\n".encode("gb18030"), Container.CSV, Reason.DISGUISED),
    ("序号\t单位\n1\t甲\n".encode("utf-16"), Container.TSV, Reason.DISGUISED),
    ("说明\n".encode(), Container.TEXT, Reason.DISGUISED),
    (b"[InternetShortcut]\r\nURL=https://x\r\n", Container.SHORTCUT, Reason.UNKNOWN),
    (zip_of({"xl/workbook.bin": b"x", "[Content_Types].xml": b"<x/>"}), Container.XLSB, Reason.DAMAGED),
    (bytes(range(256)) * 20, Container.UNKNOWN, Reason.UNKNOWN),
]  # fmt: skip


@pytest.mark.parametrize(("data", "container", "reason"), CASES, ids=[f"{i}-{case[1]}" for i, case in enumerate(CASES)])
def test_content_decides_and_each_kind_has_its_reason(data, container, reason):
    assert sniff(data) is container
    assert refusal_of(data).reason is reason


def test_disguised_formats_are_named_precisely_and_told_what_to_do():
    for data, word in ((HTML, "HTML"), (XML2003, "2003"), (MHT, "MHT"), (b"a,b\n1,2\n", "CSV")):
        refusal = refusal_of(data)
        assert word in refusal.detail
        assert "另存为 .xlsx" in refusal.advice


def test_workbooks_are_told_by_what_they_hold():
    data = form()
    assert sniff(data) is Container.XLSX
    buffer = io.BytesIO(data)
    with zipfile.ZipFile(buffer, "a") as package:
        package.writestr("xl/vbaProject.bin", b"x")
    assert sniff(buffer.getvalue()) is Container.XLSM
    assert sniff(zip_of({"xl/workbook.bin": b"x", "[Content_Types].xml": b"<x/>"})) is Container.XLSB
    assert sniff(zip_of({"mimetype": ODS, "content.xml": b"<x/>"})) is Container.ODS
    assert sniff(xls_book(lambda book: book.add_sheet("S").write(0, 0, "x"))) is Container.XLS


def test_a_word_file_that_embeds_a_workbook_is_a_word_file():
    # The embedded object's own "Workbook" stream lies below a storage, not below the root.
    data = bytearray(single_stream("WordDocument", b"x"))
    directory = 512 + 4096
    data[directory + 256 : directory + 384] = data[directory + 128 : directory + 256]
    name = "Workbook".encode("utf-16-le")
    data[directory + 256 : directory + 320] = name.ljust(64, b"\0")
    data[directory + 320] = len(name) + 2
    assert sniff(bytes(data)) is Container.WORD


def test_a_truncated_workbook_is_still_called_a_workbook():
    assert sniff(form()[:3000]) is Container.XLSX


@pytest.mark.parametrize("seed", range(40))
def test_sniff_survives_any_bytes(seed):
    import random

    random_ = random.Random(seed)
    for whole in (
        form(3),
        xls_book(lambda book: book.add_sheet("S").write(0, 0, "x")),
        single_stream("WordDocument", b"y"),
    ):
        data = bytearray(whole)
        for _ in range(random_.choice((1, 10, 200))):
            data[random_.randrange(len(data))] = random_.randrange(256)
        assert isinstance(sniff(bytes(data[: random_.randrange(1, len(data))])), Container)


def test_a_circular_chain_of_sectors_ends():
    data = bytearray(single_stream("Workbook", os.urandom(9000)))
    table = len(data) - 512
    data[table : table + 512] = b"\0\0\0\0" * 128  # every sector is followed by sector 0
    assert isinstance(sniff(bytes(data)), Container)
    assert refusal_of(bytes(data)).reason in (Reason.DAMAGED, Reason.UNKNOWN)


def test_an_editing_helper_leaves_the_rest_alone():
    data = openpyxl_book(lambda sheet: sheet.append([1]))
    assert sniff(edit(data, "docProps/app.xml", lambda _: b"<x/>")) is Container.XLSX
