import io
import shutil
from base64 import b64decode

import openpyxl
import pytest
from office import Refused

from xlpilot.form.protection import Lock, password_hash

from .conftest import PASSWORD

pytestmark = pytest.mark.libreoffice


def test_the_hash_is_salted_and_spun():
    one = password_hash("secret", b"0123456789abcdef")
    assert len(one) == 64
    assert one == password_hash("secret", b"0123456789abcdef")
    assert one != password_hash("secret", b"0123456789abcdeg")
    assert one != password_hash("Secret", b"0123456789abcdef")
    assert b64decode(Lock.of("secret", b"0123456789abcdef").hash_value) == one


def test_the_locks_say_what_excel_asks_for(issued):
    book = openpyxl.load_workbook(io.BytesIO(issued["430422"]))
    for sheet in book:
        lock = sheet.protection
        assert (lock.sheet, lock.algorithmName, lock.spinCount) == (True, "SHA-512", 100_000)
        # Inverted: False allows.
        assert not any((lock.sort, lock.autoFilter, lock.formatColumns, lock.formatRows))
        assert not any((lock.selectLockedCells, lock.selectUnlockedCells))
        assert lock.insertRows
        assert lock.deleteColumns
    assert book.security.lockStructure
    assert book.security.workbookAlgorithmName == "SHA-512"
    assert book["_xlpilot"].sheet_state == "veryHidden"


def test_libreoffice_unlocks_with_the_right_password_only(office, county):
    with office.open(county) as book:
        assert not book.unprotect("附件1", "wrong")
        assert not book.unprotect("附件1", "")
        assert book.protected("附件1")
        assert book.unprotect("附件1", PASSWORD)
        assert not book.protected("附件1")


def test_a_clerk_can_type_into_entries_only(office, county):
    with office.open(county) as book:
        for cell in ("B6", "I35", "F9", "E4", "B65"):
            book.type("附件1", cell, "甲")
            assert book.text("附件1", cell) == "甲"
        for cell in ("A6", "B5", "J6", "A1", "A2", "C4", "D4", "A66", "K6", "L9", "Z9"):
            with pytest.raises(Refused):
                book.type("附件1", cell, "甲")
        with pytest.raises(Refused):
            book.type("_xlpilot", "A1", "甲")


def test_phones_and_dates_come_out_as_typed(office, county):
    with office.open(county) as book:
        book.type("附件1", "F6", "013800138000")
        assert book.value("附件1", "F6") == "013800138000"
        book.type("附件1", "I4", "2018-9-10")
        assert book.text("附件1", "I4") == "2018年9月10日"


@pytest.mark.parametrize("suffix", [".xlsx", ".xls", ".ods"])
def test_the_stamp_survives_another_program(office, county, tmp_path, suffix):
    from python_calamine import CalamineWorkbook

    with office.open(county) as book:
        book.save(tmp_path / f"saved{suffix}")
    stamp = openpyxl.load_workbook(county)["_xlpilot"]["A1"].value
    data = (tmp_path / f"saved{suffix}").read_bytes()
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name("_xlpilot")
    assert sheet.to_python(skip_empty_area=False)[0][0] == stamp


LONG = "衡南县三塘镇联合中心学校九年一贯制实验学校" * 3


def test_a_long_name_wraps_and_its_row_grows_while_others_keep_their_height(office, county, tmp_path):
    with office.open(county) as book:
        blank = book.row_heights("附件1", 6, 6)[0]
        book.type("附件1", "B6", LONG[:60])
        book.type("附件1", "B7", "衡南县第一中学")
        tall, short = book.row_heights("附件1", 6, 7)
        assert blank == pytest.approx(27, abs=1)
        assert tall > 2.5 * blank
        assert short == pytest.approx(blank, abs=2)
        book.save(tmp_path / "printed.pdf")
    if shutil.which("pdftotext"):
        import subprocess

        text = subprocess.run(["pdftotext", str(tmp_path / "printed.pdf"), "-"], capture_output=True, text=True).stdout
        assert "".join(text.split()).count("衡南县三塘镇联合") >= 2
        assert "430422-1-" in text
        form, _ = text.split("填表说明")
        assert "自检" not in form
