"""The official letter: known by place, name or title; its number noted; another unit's or year's told."""

import io

import docx
import pytest

from review.county import KEY, ROOT
from xlpilot.intake.content import read_content
from xlpilot.ledger.archive import digest
from xlpilot.review.judge import Returned, judge
from xlpilot.review.letter import named_letter, numbers
from xlpilot.review.readings import LetterReading
from xlpilot.rounds.load import load_round

ROUND = load_round(ROOT / "workbook_templates" / "hengyang-2018")
PDF = b"%PDF-1.4\n1 0 obj\n"


def letter(
    number="南教字〔2018〕15号",
    title="衡南县教育局关于申报2018年教育信息化试点项目的请示",
    signed="衡南县教育局",
    head="衡南县教育局文件",
):
    document = docx.Document()
    for text in (
        head,
        number,
        title,
        "衡阳市教育局：",
        "根据衡教通〔2018〕237号文件要求，现上报如下。",
        signed,
        "2018年9月10日",
    ):
        if text:
            document.add_paragraph(text)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def review(data, path="收件/衡南县/请示.docx", **told):
    (found,) = judge(ROUND, [Returned(path, digest(data), read_content(data), **told)], KEY)
    return found


def codes(found):
    return [finding.code for finding in found.findings]


def test_a_letter_is_known_by_its_title_and_its_number_is_noted():
    found = review(letter(), "收件/衡南县/扫描0001.docx")
    assert (found.kind, found.unit, found.verdict, codes(found)) == ("official-letter", "430422", "accepted", [])
    reading = found.document
    assert isinstance(reading, LetterReading)
    assert (reading.number.value, reading.year, reading.number.paragraph) == ("南教字〔2018〕15号", 2018, 2)
    assert (reading.issuer.value, reading.issuer_unit, reading.checked) == ("衡南县教育局", "430422", True)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("南教字[2018]15号", "南教字〔2018〕15号"),
        ("南教字（2018）第015号", "南教字〔2018〕15号"),
        ("南教字【２０１８】１５ 号", "南教字〔2018〕15号"),
        ("衡南县教育局南教字〔2018〕15号", "南教字〔2018〕15号"),
        ("关于申报的请示（〔2018〕7号）", "〔2018〕7号"),
    ],
)
def test_a_number_is_noted_in_the_official_form(typed, number):
    assert numbers(typed) == [(number, 2018)]


def test_xp530_a_letter_without_number_is_told_and_a_cited_one_is_not_its_own():
    found = review(letter(number=""))
    assert codes(found) == ["XP530"]
    assert found.document.number is None
    assert found.verdict == "accepted"


def test_a_number_in_the_name_of_the_file_serves_where_the_text_has_none():
    found = review(letter(number=""), "收件/衡南县/请示（南教字〔2018〕15号）.docx")
    assert (codes(found), found.document.number.value, found.document.number.paragraph) == (
        [],
        "南教字〔2018〕15号",
        None,
    )


def test_xp531_a_letter_of_another_year_is_told():
    found = review(letter(number="南教字〔2017〕15号"))
    assert codes(found) == ["XP531"]
    assert "2017" in found.findings[0].message


def test_xp532_another_units_letter_goes_back():
    other = letter("山教字〔2018〕3号", "衡山县教育局关于申报试点项目的请示", "衡山县教育局", "衡山县教育局文件")
    found = review(other)
    assert (codes(found), found.unit, found.verdict) == (["XP532"], "430422", "returned")
    assert "衡山县" in found.findings[0].message
    assert "衡南县" in found.findings[0].message


def test_a_schools_own_letter_names_no_unit_of_the_round():
    found = review(letter("", "衡南县第一中学关于申报试点项目的请示", "衡南县第一中学", ""))
    assert (found.kind, found.document.issuer.value, found.document.issuer_unit) == (
        "official-letter",
        "衡南县第一中学",
        None,
    )
    assert codes(found) == ["XP530"]


@pytest.mark.parametrize(
    "path",
    [
        "收件/衡南县/正式文件/0001.pdf",
        "收件/衡南县.zip!公文/扫描.pdf",
        "收件/衡南县/关于申报2018年教育信息化试点项目的请示.pdf",
        "收件/衡南县/衡南县申报报告.pdf",
        "收件/衡南县/南教字[2018]15号.pdf",
        "收件/衡南县/衡南县教育局关于报送试点工作方案的函.pdf",
    ],
)
def test_xp533_a_scan_is_a_letter_by_place_and_name_and_said_to_be_not_checked(path):
    found = review(PDF, path)
    assert (found.kind, found.unit, found.verdict, found.evidence) == ("official-letter", "430422", "accepted", True)
    assert "XP533" in codes(found)
    assert {finding.severity.value for finding in found.findings} == {"info"}
    assert not found.document.checked


def test_the_number_of_a_scan_comes_from_its_name_and_another_year_is_told():
    assert review(PDF, "收件/衡南县/南教字[2018]15号.pdf").document.number.value == "南教字〔2018〕15号"
    assert sorted(codes(review(PDF, "收件/衡南县/请示.pdf"))) == ["XP530", "XP533"]
    assert sorted(codes(review(PDF, "收件/衡南县/请示（南教字〔2016〕1号）.pdf"))) == ["XP531", "XP533"]
    assert review(PDF, "收件/衡南县/转发衡教通〔2018〕237号的请示.pdf").document.number is None


@pytest.mark.parametrize(
    "name", ["可行性研究报告.pdf", "2017年工作总结报告.pdf", "盖章扫描件.png", "附件1.pdf", "汇总表.pdf"]
)
def test_other_scans_are_no_letters(name):
    assert not named_letter(f"收件/衡南县/{name}")
    assert not named_letter(f"/data/公文/2018/衡南县/{name}")


def test_the_operator_may_say_that_it_is_a_letter():
    found = review(PDF, "收件/0001.pdf", told="430422", told_kind="official-letter")
    assert (found.kind, found.unit) == ("official-letter", "430422")
    assert review(PDF, "收件/0001.pdf").kind == "unknown"


def test_a_letter_of_nobody_is_an_error_until_somebody_says_whose_it_is():
    found = review(PDF, "收件/正式文件/0001.pdf")
    assert (found.unit, found.verdict) == (None, "rejected")
    assert "XP116" in codes(found)


def test_a_letter_of_one_unit_in_anothers_folder_is_not_taken_for_its_own():
    told = review(letter(), "收件/衡山县/请示.docx", told="430422")
    assert codes(told) == ["XP115"]
    assert (told.unit, told.verdict) == ("430422", "accepted")
