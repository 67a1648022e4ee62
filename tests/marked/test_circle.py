"""The full circle with a real LibreOffice: faulty return, marked copy, mended and saved by a clerk, accepted."""

import shutil
import subprocess
from dataclasses import replace

import pytest
from office import Refused
from review.county import KEY, found, good_row, judged, returned

from xlpilot.form import stamp
from xlpilot.intake.reader import read_book
from xlpilot.review.identity import read_stamp
from xlpilot.review.judge import Verdict

from .conftest import faulty, listed, marked, opened, review_of, told

pytestmark = pytest.mark.libreoffice

MENDED = (("F6", "13800138000"), ("D7", "区域智慧教育"), ("E8", "王小明"))


def opened_by(office, data, folder, name="copy.xlsx"):
    path = folder / name
    path.write_bytes(data)
    return office.open(path)


@pytest.mark.parametrize("suffix", [".xlsx", ".xls", ".ods"])
def test_a_marked_copy_mended_in_libreoffice_is_accepted(office, copy, tmp_path, suffix):
    with opened_by(office, copy, tmp_path) as book:
        for cell, text in MENDED:
            book.type("附件1", cell, text)
        path = book.save(tmp_path / f"衡南县{suffix}")
    review = judged(returned(path.read_bytes(), "收件/x.xlsx"))[0]
    assert found(review) == []
    assert review.verdict is Verdict.ACCEPTED
    assert review.unit == "430422"
    assert stamp.genuine(read_stamp(read_book(path.read_bytes())), KEY)


@pytest.mark.parametrize("suffix", [".xls", ".ods"])
def test_another_format_comes_back_as_the_issued_form_and_is_mended(office, tmp_path, check_ooxml, suffix):
    with opened_by(office, faulty(), tmp_path, "county.xlsx") as book:
        original = book.save(tmp_path / f"county{suffix}").read_bytes()
    copy = marked(original, f"收件/衡南县{suffix}")
    check_ooxml(copy)
    assert review_of(copy).table.typed == review_of(original).table.typed
    first = opened(copy)
    assert first["附件1"].protection.hashValue
    assert first["附件1"].data_validations.dataValidation
    assert "原件不是 .xlsx" in told(first)
    assert [row[1].split()[0] for row in listed(first)] == ["附件1!F6", "附件1!D7", "附件1!E8"]
    with opened_by(office, copy, tmp_path) as book:
        with pytest.raises(Refused):
            book.type("附件1", "A6", "9")
        for cell, text in MENDED:
            book.type("附件1", cell, text)
        path = book.save(tmp_path / "mended.xlsx")
    review = judged(returned(path.read_bytes(), "收件/x.xlsx"))[0]
    assert (review.verdict, review.unit) == (Verdict.ACCEPTED, "430422")
    assert read_stamp(read_book(path.read_bytes())) == read_stamp(read_book(original))


def test_marks_of_an_earlier_round_are_known_after_libreoffice_saved_them(office, copy, tmp_path, check_ooxml):
    with opened_by(office, copy, tmp_path) as book:
        book.type("附件1", "F6", "13800138000")
        data = book.save(tmp_path / "half.xlsx").read_bytes()
    again = marked(data)
    check_ooxml(again)
    book = opened(again)
    assert book.sheetnames.count("问题清单") == 1
    assert len([name for name in book.sheetnames if name.startswith("问题清单")]) == 1
    sheet = book["附件1"]
    assert sheet["F6"].fill.fill_type is None
    assert sheet["F6"].border.left.style == "thin"
    assert sheet["F6"].comment is None
    assert sheet["D7"].fill.fgColor.rgb == "FFFFC7CD"
    assert sheet["D7"].comment.text.count("【xlpilot") == 1
    assert [row[1].split()[0] for row in listed(book)] == ["附件1!D7", "附件1!E8"]


def test_libreoffice_shows_list_notes_and_links(office, copy, tmp_path):
    with opened_by(office, copy, tmp_path) as book:
        assert next(iter(book.sheets())) == "问题清单"
        assert not book.sheets()[stamp.SHEET]
        assert book.protected("问题清单")
        texts = book.texts("问题清单", "A1:E14")
        assert ["错误", "附件1!F6 负责人手机号码", "1380013"] in [row[:3] for row in texts]
        with pytest.raises(Refused):
            book.type("问题清单", "A1", "x")
        path = book.save(tmp_path / "again.xlsx")
    saved = opened(path.read_bytes())
    links = [cell.hyperlink for row in saved["问题清单"].iter_rows() for cell in row if cell.hyperlink]
    assert {(link.location or link.target).replace("'", "").lstrip("#") for link in links} == {
        "附件1!F6",
        "附件1!D7",
        "附件1!E8",
    }


@pytest.mark.skipif(shutil.which("ssconvert") is None, reason="no Gnumeric")
def test_gnumeric_keeps_identity_and_rows_of_a_copy(copy, tmp_path):
    (tmp_path / "copy.xlsx").write_bytes(copy)
    command = ["ssconvert", "--export-type=Gnumeric_Excel:xlsx2", tmp_path / "copy.xlsx", tmp_path / "saved.xlsx"]
    subprocess.run(command, check=True, capture_output=True)
    data = (tmp_path / "saved.xlsx").read_bytes()
    review = review_of(data)
    assert review.unit == "430422"
    assert review.table.values == review_of(copy).table.values
    again = opened(marked(data))
    assert again.sheetnames.count("问题清单") == 1
    assert again["附件1"]["F6"].comment.text.count("【xlpilot") == 1


def test_rows_beyond_the_form_get_a_longer_one(office, tmp_path, check_ooxml):
    rows = [good_row(number) for number in range(1, 41)]
    rows[39]["leader_phone"] = "1380013"
    from review.county import fill, issued, shipped

    bigger = replace(shipped().unit_by_code["430422"], rows=60)
    assert bigger.rows == 60
    with opened_by(office, fill(issued(), rows[:15]), tmp_path, "county.xlsx") as book:
        for number, row in enumerate(rows[15:], 21):
            for column, name in zip(
                "BCDEFGH",
                ("unit", "project", "category", "leader", "leader_phone", "contact", "contact_phone"),
                strict=True,
            ):
                book.put("附件1", f"{column}{number}", row[name] if column not in "FH" else f"'{row[name]}")
        original = book.save(tmp_path / "county.ods").read_bytes()
    before = review_of(original, "收件/衡南县.ods")
    assert len(before.table.rows) >= 40
    copy = marked(original, "收件/衡南县.ods")
    check_ooxml(copy)
    assert review_of(copy).table.values == before.table.values
    assert opened(copy)["附件1"].protection.hashValue
