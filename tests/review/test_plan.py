"""附件3: the outline goes out as a .docx, comes back written, and is judged by its own headings."""

import io
import re
import zipfile

import docx
import pytest

from review.county import ROOT
from xlpilot.form.outline import heading, outline
from xlpilot.intake.docx_text import read_document
from xlpilot.intake.refusal import Refused
from xlpilot.review.plan import is_plan, judge_plan, read_plan
from xlpilot.rounds.load import load_round

ROUND = load_round(ROOT / "workbook_templates" / "hengyang-2018")
PLAN = ROUND.plan
TEXTS = {
    "（起止时间）": "2018年9月至2020年8月，分三个阶段。",
    "预算及资金来源": "预算50万元，其中县财政30万元，学校自筹20万元。",
}


def saved(document):
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def written(edit=None, skip=()):
    """The issued outline as a school fills it in."""
    document = docx.Document(io.BytesIO(outline(ROUND)))
    above = ""
    for paragraph in document.paragraphs:
        text = paragraph.text
        if "XXXX" in text:
            paragraph.runs[0].text = text.replace("XXXX", "同步课堂")
        elif text == "申报单位：":
            paragraph.add_run("衡南县第一中学")
        elif text == "项目名称：":
            paragraph.add_run("同步课堂应用")
        elif text == "（在此填写）" and above not in skip:
            paragraph.runs[0].text = next((t for word, t in TEXTS.items() if word in above), "这一条我们写了许多内容。")
        above = text
    if edit:
        edit(document)
    return saved(document)


def judged(data):
    document = read_document(data)
    return judge_plan(document, PLAN, read_plan(document, PLAN))


def codes(data):
    return [finding.code for finding in judged(data)]


def texts(data):
    return [paragraph.text for paragraph in read_document(data).paragraphs]


def remove(paragraph):
    paragraph._p.getparent().remove(paragraph._p)


def starting(document, text):
    return next(paragraph for paragraph in document.paragraphs if paragraph.text.startswith(text))


def rewritten(data, change):
    """The document with its XML changed as text."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content.decode()).encode() if name == "word/document.xml" else content)
    return buffer.getvalue()


def test_the_outline_is_issued_with_all_parts_and_the_same_bytes_again():
    there = texts(outline(ROUND))
    assert outline(ROUND) == outline(ROUND)
    for number, section in enumerate(PLAN.sections, 1):
        assert heading(number, section.title) in there
        for item in section.items:
            assert any(text.endswith(item) for text in there)


def test_the_outline_has_the_margins_of_an_official_document():
    section = docx.Document(io.BytesIO(outline(ROUND))).sections[0]
    assert [round(side.mm) for side in (section.top_margin, section.bottom_margin, section.left_margin)] == [37, 35, 28]
    assert round(section.page_width.mm) == 210


def test_a_written_plan_is_clean_and_says_whose_it_is():
    document = read_document(written())
    reading = read_plan(document, PLAN)
    assert judge_plan(document, PLAN, reading) == []
    assert (reading.project.value, reading.unit.value, reading.title.value) == (
        "同步课堂应用",
        "衡南县第一中学",
        "同步课堂",
    )
    by_number = {paragraph.number: paragraph.text for paragraph in document.paragraphs}
    assert by_number[reading.unit.paragraph] == "申报单位：衡南县第一中学"
    assert "2018年9月至2020年8月" in by_number[reading.term.paragraph]
    assert "50万元" in by_number[reading.funds.paragraph]


def test_the_outline_sent_back_as_it_was_is_all_unwritten():
    found = codes(outline(ROUND))
    assert found.count("XP503") == 5
    assert {"XP504", "XP505", "XP506", "XP507"} <= set(found)
    assert "XP501" not in found


def test_xp501_a_missing_part_is_named():
    data = written(lambda document: remove(starting(document, "四、")))
    (finding,) = judged(data)
    assert finding.code == "XP501"
    assert "四、试点工作效益及风险分析" in finding.message


def test_xp502_parts_out_of_order_are_told():
    def swap(document):
        first, second = starting(document, "四、"), starting(document, "五、")
        first.runs[0].text, second.runs[0].text = second.text, first.text

    assert "XP502" in codes(written(swap))


def test_xp504_a_placeholder_left_anywhere_is_told_with_its_text():
    data = written(lambda document: document.add_paragraph("本项目为xxxx项目。"))
    (finding,) = [f for f in judged(data) if f.code == "XP504"]
    assert finding.value == "本项目为xxxx项目。"


@pytest.mark.parametrize("code", ["XP505", "XP506"])
def test_a_plan_without_term_or_funds_is_told_so(code):
    word = {"XP505": "试点工作目标、内容和期限", "XP506": "试点工作预算"}[code]

    def blur(document):
        paragraphs = document.paragraphs
        at = next(n for n, p in enumerate(paragraphs) if word in p.text)
        paragraphs[at + 1].runs[0].text = "尽快完成，经费自筹。"

    assert codes(written(blur)) == [code]


def test_xp507_evidence_may_be_listed_or_shown():
    def empty(document):
        remove(document.paragraphs[-1])

    assert codes(written(empty)) == ["XP507"]


@pytest.mark.parametrize("form", ["{}", "第{}部分 ", "（{}）", "{}. ", "{} "])
def test_headings_typed_by_hand_without_styles_are_found(form):
    document = docx.Document()
    document.add_paragraph("2018年同步课堂试点工作方案")
    for number, section in zip("一二三四五六", PLAN.sections, strict=True):
        prefix = form.format(number) if form != "{}" else f"{number}、"
        document.add_paragraph(prefix + section.title + "：")
        document.add_paragraph("内容写在这里。2018年9月至2019年8月，10万元。")
    assert codes(saved(document)) == []


def test_tracked_changes_are_read_as_accepted_and_told():
    def track(xml):
        run = re.search(r"<w:r>(?:(?!</w:r>).)*<w:t[^>]*>同步课堂应用</w:t></w:r>", xml, re.DOTALL)[0]
        old = run.replace("<w:t", "<w:delText").replace("</w:t>", "</w:delText>").replace("同步课堂应用", "旧名称")
        mark = 'w:id="1" w:author="x" w:date="2018-09-01T00:00:00Z"'
        return xml.replace(run, f"<w:del {mark}>{old}</w:del><w:ins {mark}>{run}</w:ins>")

    document = read_document(rewritten(written(), track))
    reading = read_plan(document, PLAN)
    (finding,) = judge_plan(document, PLAN, reading)
    assert finding.code == "XP508"
    assert "2 处修订" in finding.message
    assert reading.project.value == "同步课堂应用"
    (inserted,) = [paragraph for paragraph in document.paragraphs if paragraph.inserted]
    assert finding.place.paragraph == inserted.number


def test_text_in_tables_counts():
    def table(document):
        paragraph = starting(document, "2．申报单位概况")
        following = paragraph._p.getnext()
        new = document.add_table(1, 2)
        new.cell(0, 0).text = "单位"
        new.cell(0, 1).text = "衡南县第一中学概况"
        following.addprevious(new._tbl)
        following.getparent().remove(following)

    assert codes(written(table)) == []


def test_another_document_is_no_plan():
    document = docx.Document()
    document.add_paragraph("关于报送材料的函")
    assert not is_plan(read_document(saved(document)), PLAN)
    assert is_plan(read_document(written()), PLAN)


def test_what_is_no_document_is_refused_and_no_dtd_is_read():
    with pytest.raises(Refused):
        read_document(b"PK\x03\x04")
    bomb = rewritten(written(), lambda xml: xml.replace("?>", '?><!DOCTYPE w [<!ENTITY a "b">]>', 1))
    with pytest.raises(Refused):
        read_document(bomb)
