"""What a workbook holds beside its cells, and a name that does not fit: told, and the cells are read all the same."""

import io
import zipfile

import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font

from review.county import found, good_row, judged, returned, returns
from tests.intake.workbooks import zip_of
from xlpilot.intake.guard import Package


def with_part(data, name, content=b"x"):
    buffer = io.BytesIO(data)
    with zipfile.ZipFile(buffer, "a") as package:
        package.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("part", "severity", "word"),
    [
        ("xl/vbaProject.bin", "warning", "宏"),
        ("xl/embeddings/oleObject1.bin", "warning", "嵌入"),
        ("xl/externalLinks/externalLink1.xml", "warning", "链接"),
        ("xl/media/image1.png", "info", "图片"),
    ],
)
def test_xp120_says_what_was_not_run_opened_or_read(part, severity, word):
    (review,) = judged(with_part(returns([good_row(1)]), part))
    (finding,) = [f for f in review.findings if f.code == "XP120"]
    assert finding.severity == severity
    assert word in finding.message
    assert review.table.values["project"] == (good_row(1)["project"],)
    assert review.verdict == "accepted"


def test_xp121_a_comment_is_told_with_its_words_and_those_of_a_marked_copy_are_not():
    def comment(book):
        book["附件1"]["B6"].comment = Comment("此项撤回", "李四")

    def marked(book):
        comment(book)
        book.create_sheet("问题清单")

    (said,) = judged(returns([good_row(1)], edit=comment))
    (finding,) = [f for f in said.findings if f.code == "XP121"]
    assert (finding.place.cell, finding.severity, finding.value) == ("B6", "info", "此项撤回")
    assert "批注写着“此项撤回”" in finding.message
    assert said.table.values["project"] == (good_row(1)["project"],)
    assert found(said, "XP120") == []
    (ours,) = judged(returns([good_row(1)], edit=marked))
    assert found(ours, "XP120") == found(ours, "XP121") == []


def test_xp121_of_many_and_long_comments_so_many_are_shown_and_the_others_counted():
    def comment(book):
        for row in range(100, 160):
            book["附件1"].cell(row, 2).comment = Comment("长" * 500, "李四")

    (review,) = judged(returns([good_row(1)], edit=comment))
    findings = [f for f in review.findings if f.code == "XP121"]
    assert len(findings) == 51
    assert max(len(f.value) for f in findings) == 201
    assert any("另有 10 处批注" in f.message for f in findings)


THREADED = (
    '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
    '<threadedComment ref="C6" id="{1}"><text>这一项\n不报了</text></threadedComment>'
    '<threadedComment ref="C6" id="{2}" parentId="{1}"><text>好的</text></threadedComment></ThreadedComments>'
)


def with_threads(threads):
    def comment(book):
        book["附件1"]["C6"].comment = Comment("[Threaded comment] Your version of Excel allows you to read", "tc")

    data = returns([good_row(1)], edit=comment)
    package = Package(data)
    parts = {name: package.read(name) for name in package.names}
    rels = "xl/worksheets/_rels/sheet1.xml.rels"
    link = (
        '<Relationship Id="rIdT" Target="../threadedComments/threadedComment1.xml"'
        ' Type="http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"/></Relationships>'
    )
    parts[rels] = parts[rels].replace(b"</Relationships>", link.encode())
    return zip_of(parts | {"xl/threadedComments/threadedComment1.xml": threads.encode()})


def test_xp121_a_conversation_is_told_in_its_own_words():
    (review,) = judged(with_threads(THREADED))
    assert [(f.place.cell, f.value) for f in review.findings if f.code == "XP121"] == [("C6", "这一项 不报了；好的")]


@pytest.mark.parametrize("threads", ["<broken", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", " " * (5 << 20)])
def test_comments_that_cannot_be_read_are_told_as_such_and_spoil_nothing(threads):
    (review,) = judged(with_threads(threads))
    assert [f.message for f in review.findings if f.code == "XP120"] == ["文件里有批注，没有读"]
    assert review.verdict == "accepted"


def test_xp119_a_name_that_does_not_fit_is_a_note():
    data = returns([good_row(1)])
    (review,) = judged(returned(data, "收件/衡南县.xls"))
    assert found(review, "XP119") == [("XP119", None)]
    assert review.verdict == "accepted"
    (fits,) = judged(returned(data, "收件/衡南县.xlsx"))
    assert found(fits, "XP119") == []


def test_xp427_a_row_struck_through_is_asked_about_and_taken():
    def strike(book):
        sheet = book["附件1"]
        for row in sheet["B6:I6"]:
            for cell in row:
                cell.font = Font(strike=True)
        sheet["B7"].font = Font(strike=True)  # one cell of several says nothing

    (review,) = judged(returns([good_row(1), good_row(2)], edit=strike))
    assert found(review, "XP427") == [("XP427", "B6")]
    assert review.table.rows == (6, 7)
