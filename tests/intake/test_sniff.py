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
    (single_stream("__properties_version1.0", b"x"), Container.OUTLOOK, Reason.MAIL),
    (HTML, Container.HTML, Reason.DISGUISED),
    ("\ufeff<table><tr><td>甲</td></tr></table>".encode(), Container.HTML, Reason.DISGUISED),
    (XML2003, Container.SPREADSHEETML, Reason.DISGUISED),
    (XML2003.decode().encode("utf-16"), Container.SPREADSHEETML, Reason.DISGUISED),
    (MHT, Container.MHT, Reason.DISGUISED),
    ("序号,单位\n1,甲\n".encode("utf-8-sig"), Container.CSV, Reason.DISGUISED),
    ("序号,单位\n1,甲校\n".encode("gb18030"), Container.CSV, Reason.DISGUISED),
    ("序号\t单位\n1\t甲\n".encode("utf-16"), Container.TSV, Reason.DISGUISED),
    ("说明\n".encode(), Container.TEXT, Reason.DISGUISED),
    (b"[InternetShortcut]\r\nURL=https://x\r\n", Container.SHORTCUT, Reason.LINK),
    (b"[Desktop Entry]\nURL=https://x\n", Container.SHORTCUT, Reason.LINK),
    (b"<?xml version='1.0'?><plist><dict><key>URL</key><string>https://x</string></dict></plist>", Container.SHORTCUT, Reason.LINK),
    (b"L\0\0\0\x01\x14\x02\0\0\0", Container.SHORTCUT, Reason.LINK),
    (b"\x78\x9f\x3e\x22\x01\0", Container.TNEF, Reason.MAIL),
    (zip_of({"OFD.xml": b"<ofd:OFD/>", "Doc_0/Document.xml": b"<x/>"}), Container.OFD, Reason.PDF),
    (b"%TSD-Header-###%\0\0", Container.LOCKED, Reason.ENCRYPTED),
    (b"\x62\x14\x23\x65" + b"\0" * 20 + b"E-SafeNet\0LOCK", Container.LOCKED, Reason.ENCRYPTED),
    (b"\x09\0\4\0\2\0\x10\0", Container.OLD_XLS, Reason.DISGUISED),
    (b"\x09\x08\x08\0\0\5\x10\0\0\0\0\0", Container.OLD_XLS, Reason.DISGUISED),
    (b"ID;PWXL;N;E\r\nC;Y1;X1;K1\r\n", Container.SYLK, Reason.DISGUISED),
    (b'<?xml version="1.0" encoding="UTF-8"?><uof:UOF xmlns:uof="http://schemas.uof.org/cn/2003/uof"/>', Container.UOF, Reason.DISGUISED),
    (zip_of({"[Content_Types].xml": b"<x/>", "visio/document.xml": b"<x/>"}), Container.UNKNOWN, Reason.UNKNOWN),
    (zip_of({"[Content_Types].xml": b"<x/>", "ppt/presentation.xml": b"<x/>"}), Container.SLIDES, Reason.UNKNOWN),
    ('<html><head><meta charset="gb2312"></head><table><tr><td>甲</td></tr></table></html>'.encode("gbk"), Container.HTML, Reason.DISGUISED),
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


@pytest.mark.parametrize(
    ("encoding", "word"), [("utf-8-sig", "UTF-8"), ("utf-8", "UTF-8"), ("gb18030", "GBK"), ("utf-16", "UTF-16")]
)
def test_a_csv_is_refused_with_its_encoding_and_what_may_be_lost(encoding, word):
    for separator, name in ((",", "CSV"), ("\t", "TSV")):
        refusal = refusal_of(f"序号{separator}手机\n1{separator}1.38E+10\n".encode(encoding))
        assert refusal.reason is Reason.DISGUISED
        assert name in refusal.detail
        assert word in refusal.detail
        assert "开头的 0" in refusal.detail
        assert "长数字可能成了 1.38E+10" in refusal.detail
        assert "另存为 .xlsx" in refusal.advice


def test_the_encoding_of_a_long_csv_is_told_though_the_sample_cuts_a_character_in_two():
    data = ("甲乙丙,1\n" * 20_000).encode("gbk")
    assert "GBK" in refusal_of(data).detail


def test_evidence_is_told_apart_by_its_reason():
    word, picture, pdf = (refusal_of(data) for data in (b"{\\rtf1 x}", b"\xff\xd8\xff\xe0JFIF", b"%PDF-1.7\n"))
    assert [word.reason, picture.reason, pdf.reason] == [Reason.WORD, Reason.PICTURE, Reason.PDF]
    assert all("Excel 表" in refusal.advice for refusal in (word, picture, pdf))


def test_every_kind_that_is_not_read_says_what_it_is_and_what_to_do():
    from xlpilot.intake.not_a_workbook import refusal_for
    from xlpilot.intake.sniff import WORKBOOKS

    refusals = {kind: refusal_for(kind) for kind in Container if kind not in WORKBOOKS}
    unknown = refusals.pop(Container.UNKNOWN)
    assert all(refusal != unknown for refusal in refusals.values())
    assert all("请" in refusal.advice for refusal in [*refusals.values(), unknown])


@pytest.mark.parametrize(
    ("path", "container", "odd"),
    [
        ("衡南县.xlsx", "xlsx", False), ("衡南县.XLSX", "xlsx", False), ("衡南县.et", "xlsx", False), ("衡南县.et", "xls", False),
        ("衡南县.xls", "xlsx", True), ("衡南县.xlsx", "xls", True), ("a.zip!衡南县.xls", "xls", False), ("a.eml!tcmime.12.bin", "xlsx", True),
        ("衡南县", "xlsx", True), ("2018.9.17 衡南县汇总表", "xls", True), ("衡南县.ods", "ods", False), ("a.xlsx!b.csv", "xlsx", True),
    ],
)  # fmt: skip
def test_a_name_that_does_not_fit_the_content_can_be_told(path, container, odd):
    from xlpilot.intake.not_a_workbook import misnamed

    told = misnamed(path, container)
    assert (told is not None) is odd
    assert told is None or f".{container}" in told


def test_et_is_read_by_what_is_inside():
    """Kingsoft's sheet is an OLE file or a zip: both are workbooks under another name."""
    from tests.intake.workbooks import book_of

    assert book_of(form()).container == "xlsx"
    assert book_of(xls_book(lambda book: book.add_sheet("S").write(0, 0, "x"))).container == "xls"


def test_a_part_that_tells_the_kind_is_not_inflated_when_huge():
    data = zip_of({"mimetype": ODS + b" " * (2 << 20), "content.xml": b"<x/>"})
    assert sniff(data) is Container.ZIP
