"""A plan goes back as the school's own .docx with comments at its paragraphs; the original stays as it was."""

import io
import subprocess
import zipfile

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from office import missing
from review.county import KEY
from review.test_plan import ROUND, remove, rewritten, saved, starting, written

from xlpilot.intake.content import read_content
from xlpilot.ledger.archive import digest
from xlpilot.report.marked.document_copy import made_from, marked_document
from xlpilot.review.judge import Returned, judge


def fault(document):
    remove(starting(document, "四、"))
    document.add_paragraph("XXXX 还没有改")


def review_of(data):
    (review,) = judge(ROUND, [Returned("收件/衡南县/方案.docx", digest(data), read_content(data))], KEY)
    return review


def marked(data):
    return marked_document(data, review_of(data), ROUND)


def comments(data):
    """Text of each comment, and of the paragraph at which it stands ('' where nowhere)."""
    document = docx.Document(io.BytesIO(data))
    where = {}
    for paragraph in document.paragraphs:
        for mark in paragraph._p.iter("{*}commentReference"):
            where[mark.get(mark.keys()[0])] = paragraph.text
    return [(comment.text, where.get(str(comment.comment_id), "")) for comment in document.comments]


def test_every_fault_is_a_comment_at_its_paragraph_and_what_is_missing_stands_at_the_first():
    data = written(fault)
    copy = marked(data)
    (first, at), (second, there) = comments(copy)
    assert at == "附件3"
    assert "XP501" in first
    assert "四、试点工作效益及风险分析" in first
    assert "刘阳" in first
    assert there == "XXXX 还没有改"
    assert "XP504" in second
    assert [p.text for p in docx.Document(io.BytesIO(copy)).paragraphs] == [
        p.text for p in docx.Document(io.BytesIO(data)).paragraphs
    ]


def test_the_same_original_gives_the_same_bytes_and_says_from_what_it_was_made():
    data = written(fault)
    assert marked(data) == marked(data)
    assert made_from(marked(data))[0] == digest(data)
    assert made_from(data) is None


def test_the_comments_of_an_earlier_round_are_gone_and_the_schools_own_stay():
    def own(document):
        fault(document)
        document.add_comment(starting(document, "一、").runs, "老师自己的批注", "周老师", "周")

    again = marked(marked(written(own)))
    texts = [text for text, _ in comments(again)]
    assert len(texts) == 3
    assert "老师自己的批注" in texts
    assert all(place for _, place in comments(again))


def test_a_fault_in_a_text_box_is_told_beside_it():
    box = (
        f"<w:p {nsdecls('w')} xmlns:v='urn:schemas-microsoft-com:vml'><w:r><w:pict><v:shape><v:textbox><w:txbxContent>"
        "<w:p><w:r><w:t>框里的 XXXX</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
    )

    def put(document):
        starting(document, "五、")._p.addprevious(parse_xml(box))

    copy = marked(written(put))
    with zipfile.ZipFile(io.BytesIO(copy)) as archive:
        xml = archive.read("word/document.xml").decode()
    inside = xml[xml.index("<w:txbxContent>") : xml.index("</w:txbxContent>")]
    assert "comment" not in inside
    assert sum("XP504" in text for text, _ in comments(copy)) == 1


def test_a_document_that_cannot_be_marked_goes_back_as_a_list():
    data = written(fault)
    strange = rewritten(data, lambda xml: xml)
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(strange)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "word/settings.xml":
                content = b'<!DOCTYPE x [<!ENTITY a "b">]>' + content
            new.writestr(name, content)
    data = buffer.getvalue()
    copy = marked(data)
    text = "\n".join(p.text for p in docx.Document(io.BytesIO(copy)).paragraphs)
    assert "问题清单" in text
    assert "XP501" in text
    assert "XP504" in text
    assert made_from(copy)[0] == digest(data)


@pytest.mark.libreoffice
@pytest.mark.skipif(bool(missing()), reason=missing())
def test_libreoffice_opens_the_copy_keeps_the_comments_and_its_own_docx_is_read_alike(tmp_path):
    data = written(fault)
    (tmp_path / "plan.docx").write_bytes(data)
    (tmp_path / "copy.docx").write_bytes(marked(data))
    subprocess.run(
        ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", "docx",
         "--outdir", tmp_path / "out", tmp_path / "plan.docx", tmp_path / "copy.docx"],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    plan, copy = ((tmp_path / "out" / name).read_bytes() for name in ("plan.docx", "copy.docx"))
    assert [text for text, _ in comments(copy)] == [text for text, _ in comments(marked(data))]
    before, after = review_of(data), review_of(plan)
    assert [(f.code, f.message) for f in after.findings] == [(f.code, f.message) for f in before.findings]
    assert after.document.project.value == before.document.project.value
    assert [p.level for p in read_content(plan).paragraphs] == [p.level for p in read_content(data).paragraphs]


def test_what_a_new_document_by_hand_lacks_is_made(tmp_path):
    document = docx.Document()
    for text in ("2018年同步课堂试点工作方案", "一、概述", "我们学校的情况。", "五、结论", "结论写在这里。"):
        document.add_paragraph(text)
    copy = marked(saved(document))
    assert "XP501" in comments(copy)[0][0]
