"""How people really write a plan: own words for titles, tables of contents, items left out, dates in Chinese."""

import io
import time

import docx
import pytest

from review.county import KEY
from review.test_plan import PLAN, ROUND, codes, judged, remove, saved, starting, written
from xlpilot.intake.document import Document, Paragraph
from xlpilot.intake.docx_text import MAX_PARAGRAPHS, MAX_TEXT, read_document
from xlpilot.review import plan_outline
from xlpilot.review.judge import Returned, judge
from xlpilot.review.plan import read_plan

BODY = "2018年9月至2019年8月，共10万元。"


def plan(*changes, title="2018年同步课堂试点工作方案", before=(), numbers="一二三四五六"):
    """A plan typed into an empty document: (section's number from 1, its heading instead), None leaves it out."""
    headings = {number: f"{numbers[number - 1]}、{section.title}" for number, section in enumerate(PLAN.sections, 1)}
    headings |= dict(changes)
    document = docx.Document()
    for text in (title, *before):
        document.add_paragraph(text)
    for heading in headings.values():
        if heading:
            document.add_paragraph(heading)
            document.add_paragraph(BODY)
    return saved(document)


def test_a_paragraph_is_made_comparable_once_however_many_items_it_is_compared_with(monkeypatch):
    document = read_document(written())
    made = []
    real = plan_outline.key
    monkeypatch.setattr(plan_outline, "key", lambda text: made.append(text) or real(text))
    plan_outline._short.cache_clear()
    first = plan_outline.parts(document, PLAN)
    again = len(made)
    assert plan_outline.parts(document, PLAN) == first
    # What stands before a colon is told apart each time, where a number stands before it.
    numbered = sum(plan_outline._NUMBER.match(line.text) is not None for line in document.lines)
    items = sum(len(section.items) for section in PLAN.sections)
    assert len(made) - again <= 2 * (numbered + items + len(PLAN.sections))
    plan_outline._short.cache_clear()
    plan_outline.heading("长" * 2_000)
    assert plan_outline._short.cache_info().currsize == 0  # an endless one is not kept


def told(data):
    return [(finding.code, finding.severity.value) for finding in judged(data)]


@pytest.mark.parametrize(
    "heading", ["三、实施方案", "三、试点实施方案", "第三部分 试点工作的实施方案", "三、试点工作实施方案及进度"]
)
def test_a_heading_in_other_words_is_a_warning_with_its_place_and_no_error(heading):
    (finding,) = judged(plan((3, heading)))
    assert (finding.code, finding.severity.value, finding.value) == ("XP501", "warning", heading)
    assert finding.place.paragraph == 6


def test_a_heading_of_something_else_does_not_stand_for_the_missing_one():
    assert told(plan((4, "四、经费使用明细"))) == [("XP501", "error")]


def test_a_table_of_contents_is_not_taken_for_the_parts():
    titles = [f"{n}、{section.title}" for n, section in zip("一二三四五六", PLAN.sections, strict=True)]
    assert told(plan(before=["目录", *titles])) == []
    assert told(plan(before=["目录", *(f"{title}……{n}" for n, title in enumerate(titles))])) == []


def test_text_behind_a_heading_counts():
    data = plan((5, "五、结论：本项目切实可行，请予批准。"))
    assert told(data) == []
    reading = read_plan(read_document(data), PLAN)
    assert reading.parts[4].text[0] == "本项目切实可行，请予批准。"


@pytest.mark.parametrize(
    "text",
    [
        "试点期限为2018年9月—2020年8月，经费五十万元。", "2018.9－2019.8，共需资金20.5万", "二〇一八年九月至二〇二〇年八月，无需经费",
        "２０１８年９月到１２月，预算３万元", "为期两年，投入300000元",
    ],
)  # fmt: skip
def test_term_and_funds_are_known_however_they_are_written(text):
    document = docx.Document()
    for number, section in zip("一二三四五六", PLAN.sections, strict=True):
        document.add_paragraph(f"{number}、{section.title}")
        document.add_paragraph(text if number == "一" else "这里写了内容。")
    assert codes(saved(document)) == []
    reading = read_plan(read_document(saved(document)), PLAN)
    assert (reading.term.paragraph, reading.funds.paragraph) == (2, 2)


@pytest.mark.parametrize("text", ["1" * 4000, "2018年" * 500, "南教字〔2018〕" * 40, "一、" + "试点工作" * 9])
def test_a_document_built_to_make_a_search_long_is_judged_in_seconds(text):
    count = min(MAX_PARAGRAPHS, MAX_TEXT // len(text))
    document = Document(tuple(Paragraph(number, text) for number in range(1, count + 1)))
    returned = Returned("收件/衡南县/工作方案.docx", "0", document)
    begun = time.monotonic()
    assert judge(ROUND, [returned], KEY)[0].kind == "plan"
    assert time.monotonic() - begun < 15


@pytest.mark.parametrize("text", ["惠及学生3万人，经费自筹", "建筑面积2.5万平方米，经费自筹"])
def test_a_number_of_people_or_metres_is_no_money(text):
    document = docx.Document(io.BytesIO(plan()))
    for paragraph in document.paragraphs:
        if paragraph.text == BODY:
            paragraph.runs[0].text = f"2018年9月至2019年8月，{text}。"
    assert codes(saved(document)) == ["XP506"]


def test_an_item_left_as_the_outline_has_it_is_an_error_and_one_left_empty_a_warning():
    def leave(document):
        paragraphs = document.paragraphs
        at = next(n for n, p in enumerate(paragraphs) if p.text.startswith("2．试点工作实施原则"))
        paragraphs[at + 1].runs[0].text = "（在此填写）"
        at = next(n for n, p in enumerate(paragraphs) if p.text.startswith("2．试点工作必要性分析"))
        remove(paragraphs[at + 1])

    findings = judged(written(leave))
    assert [(f.code, f.severity.value) for f in findings] == [("XP503", "warning"), ("XP503", "error")]
    assert "试点工作必要性分析" in findings[0].message
    assert "试点工作实施原则" in findings[1].message
    assert "提纲原来的字样" in findings[1].message


def test_a_missing_item_is_a_warning_where_the_others_are_there_and_nothing_where_none_is():
    def drop(document):
        item = starting(document, "2．试点工作实施原则")
        following = item._p.getnext()
        remove(item)
        following.getparent().remove(following)

    (finding,) = judged(written(drop))
    assert (finding.code, finding.severity.value) == ("XP501", "warning")
    assert "试点工作实施原则" in finding.message
    assert told(plan()) == []


def test_the_issued_outlines_hint_beside_own_text_does_not_matter():
    def keep(document):
        starting(document, "2．试点工作实施原则")._p.getnext().addprevious(document.add_paragraph("坚持应用为先。")._p)

    assert codes(written(keep)) == []


@pytest.mark.parametrize(
    ("title", "project"),
    [
        ("2018年同步课堂试点工作方案", "同步课堂"), ("《2018年“同步课堂”试点工作方案》", "同步课堂"),
        ("2018 年 同步课堂 试点工作方案", "同步课堂"), ("同步课堂试点工作方案", "同步课堂"), ("2018年XXXX试点工作方案", None),
    ],
)  # fmt: skip
def test_the_title_names_the_project(title, project):
    reading = read_plan(read_document(plan(title=title)), PLAN)
    assert (reading.project and reading.project.value) == project


def test_a_title_on_two_lines_names_the_project():
    reading = read_plan(read_document(plan(title="2018年衡南县同步课堂", before=["试点工作方案"])), PLAN)
    assert (reading.title.value, reading.title.paragraph) == ("衡南县同步课堂", 1)


def test_what_stands_at_the_item_comes_before_the_title():
    data = plan(before=["申报单位： 衡南县 第一中学", "1．项目名称", "《网络联校环境下的同步课堂》"])
    reading = read_plan(read_document(data), PLAN)
    assert reading.project.typed == "《网络联校环境下的同步课堂》"
    assert reading.project.paragraph == 4
    assert reading.unit.value.replace(" ", "") == "衡南县第一中学"


def test_parts_without_numbers_but_with_styles_and_numbers_without_titles():
    document = docx.Document()
    for section in PLAN.sections:
        document.add_heading(section.title, 1)
        document.add_paragraph(BODY)
    assert codes(saved(document)) == []


def test_no_evidence_may_be_said_in_a_word():
    document = docx.Document(io.BytesIO(plan()))
    document.paragraphs[-1].runs[0].text = "无"
    assert codes(saved(document)) == []
