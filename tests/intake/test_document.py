"""A .docx is read within bounds as paragraphs with their places, levels and changes; nothing in it is followed."""

import io
import time
import zipfile

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE

from tests.intake.workbooks import zip_of
from xlpilot.intake import docx_styles
from xlpilot.intake.content import read_content, read_small_content
from xlpilot.intake.document import Document, Paragraph
from xlpilot.intake.docx_text import MAX_PARAGRAPHS, MAX_TEXT
from xlpilot.intake.reading import read_all
from xlpilot.intake.refusal import Reason, Refusal

SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def body(inner, head="", **parts):
    xml = f'<?xml version="1.0"?>{head}<w:document {SPACE}><w:body>{inner}</w:body></w:document>'
    return zip_of({"[Content_Types].xml": b"<Types/>", "word/document.xml": xml.encode(), **parts})


def run(text, properties=""):
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def paragraph(*runs, properties=""):
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


def read(data):
    content = read_content(data)
    assert isinstance(content, Document), content
    assert read_small_content(data) == content
    return content


def test_paragraphs_have_the_number_of_their_place_blank_ones_counted():
    found = read(body(paragraph(run("甲")) + paragraph() + paragraph(run("乙"), run(" 丙"))))
    assert found.paragraphs == (Paragraph(1, "甲"), Paragraph(3, "乙 丙"))


def test_levels_come_from_the_paragraph_its_style_or_what_the_style_is_based_on():
    document = docx.Document()
    base = document.styles.add_style("公文一级", WD_STYLE_TYPE.PARAGRAPH)
    base.base_style = document.styles["Heading 1"]
    document.add_heading("甲", 2)
    document.add_paragraph("乙", style="公文一级")
    document.add_paragraph("丙")
    buffer = io.BytesIO()
    document.save(buffer)
    assert [p.level for p in read(buffer.getvalue()).paragraphs] == [2, 1, None]
    assert read(body(paragraph(run("丁"), properties='<w:outlineLvl w:val="2"/>'))).paragraphs[0].level == 3
    assert read(body(paragraph(run("戊"), properties='<w:outlineLvl w:val="9"/>'))).paragraphs[0].level is None


def test_styles_based_on_each_other_in_a_ring_end():
    ring = "".join(
        f'<w:style w:type="paragraph" w:styleId="{a}"><w:basedOn w:val="{b}"/></w:style>' for a, b in ("AB", "BA")
    )
    styles = f"<w:styles {SPACE}>{ring}</w:styles>".encode()
    data = body(paragraph(run("甲"), properties='<w:pStyle w:val="A"/>'), **{"word/styles.xml": styles})
    assert read(data).paragraphs[0].level is None


def test_the_styles_that_plans_share_are_walked_once(monkeypatch):
    walked = []
    real = docx_styles.parse
    monkeypatch.setattr(docx_styles, "parse", lambda *more: walked.append(more[1]) or real(*more))
    styles = f'<w:styles {SPACE}><w:style w:styleId="Z"><w:name w:val="heading 3"/></w:style></w:styles>'.encode()
    properties = '<w:pStyle w:val="Z"/>'
    for text in "甲乙丙":
        found = read(body(paragraph(run(text), properties=properties), **{"word/styles.xml": styles}))
        assert found.paragraphs == (Paragraph(1, text, 3),)
    assert len(walked) == 1
    others = [styles.replace(b"heading 3", f"heading {level}".encode()) for level in (1, 2)]
    levels = [read(body(paragraph(run("丁"), properties=properties), **{"word/styles.xml": other})) for other in others]
    assert [one.paragraphs[0].level for one in levels] == [1, 2]


def test_of_styles_that_differ_no_more_than_a_few_are_remembered():
    for number in range(100):
        docx_styles.outline_levels(f'<w:styles {SPACE}><w:style w:styleId="S{number}"/></w:styles>'.encode())
    assert len(docx_styles._SEEN) == docx_styles._MOST_SEEN


def test_what_a_tracked_change_deleted_is_gone_and_what_it_inserted_is_marked():
    deleted = "<w:del><w:r><w:delText>旧</w:delText></w:r></w:del>"
    found = read(body(paragraph(deleted, f"<w:ins>{run('新')}</w:ins>") + paragraph(run("没改"))))
    assert found.paragraphs == (Paragraph(1, "新", inserted=True), Paragraph(2, "没改"))
    assert found.changes == 2


def test_a_paragraph_struck_through_is_not_meant_and_a_former_format_does_not_count():
    struck, part = paragraph(run("甲", "<w:strike/>")), paragraph(run("乙", "<w:strike/>"), run("丙"))
    off = paragraph(run("丁", '<w:strike w:val="0"/>'))
    before = paragraph(run("戊", "<w:rPrChange><w:rPr><w:strike/></w:rPr></w:rPrChange>"))
    found = read(body(struck + part + off + before))
    assert [p.struck for p in found.paragraphs] == [True, False, False, False]
    assert [p.text for p in found.lines] == ["乙丙", "丁", "戊"]


def test_a_table_gives_its_cells_as_paragraphs_and_its_rows_as_a_number():
    cell = f"<w:tc>{paragraph(run('甲'))}</w:tc>"
    inner = f"<w:tbl><w:tr>{cell}</w:tr></w:tbl>"
    found = read(body(f"<w:tbl><w:tr>{cell}<w:tc>{inner}</w:tc></w:tr><w:tr>{cell}</w:tr></w:tbl>"))
    assert found.tables == (2, 1)
    assert len(found.paragraphs) == 3


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (body("", head='<!DOCTYPE w [<!ENTITY a "b">]>'), Reason.DAMAGED),
        (body("<w:p>"), Reason.DAMAGED),
        (body(paragraph(run("甲")))[:-40], Reason.DAMAGED),
        (zip_of({"[Content_Types].xml": b"<Types/>", "word/media/1.png": b"x"}), Reason.DAMAGED),
        (body("<w:p/>" * (MAX_PARAGRAPHS + 1)), Reason.TOO_LARGE),
        (body(paragraph(run("甲" * (MAX_TEXT + 1)))), Reason.TOO_LARGE),
    ],
)
def test_a_docx_that_is_broken_or_built_to_exhaust_is_refused(data, reason):
    content = read_content(data)
    assert isinstance(content, Refusal)
    assert content.reason is reason


def test_a_large_docx_is_read_by_a_worker_and_comes_out_alike():
    large = body("".join(paragraph(run(f"第{n}段" + "字" * 30)) for n in range(30_000)))
    small = body(paragraph(run("甲")))
    assert read_small_content(large) is None
    begun = time.monotonic()
    results = dict(read_all([(1, small), (2, large), (3, small)]))
    assert time.monotonic() - begun < 20
    assert results == {1: read_content(small), 2: read_content(large), 3: read_content(small)}
    assert len(results[2].paragraphs) == 30_000


def test_a_bomb_is_refused_by_what_it_declares():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b" " * (90 << 20))
    content = read_content(buffer.getvalue())
    assert isinstance(content, Refusal)
    assert content.reason is Reason.TOO_LARGE


def test_other_text_documents_stay_evidence():
    odt = zip_of({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"})
    for data in (odt, b"{\\rtf1 x}"):
        content = read_content(data)
        assert isinstance(content, Refusal)
        assert content.reason is Reason.WORD
