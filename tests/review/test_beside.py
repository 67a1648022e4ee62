"""What a workbook holds beside its cells, and a name that does not fit: told, and the cells are read all the same."""

import io
import zipfile

import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font

from review.county import found, good_row, judged, returned, returns


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


def test_xp120_a_comment_is_told_and_those_of_a_marked_copy_are_not():
    def comment(book):
        book["附件1"]["B6"].comment = Comment("此项撤回", "李四")

    def marked(book):
        comment(book)
        book.create_sheet("问题清单")

    (said,) = judged(returns([good_row(1)], edit=comment))
    assert [f.message for f in said.findings if f.code == "XP120"] == ["文件里有批注，没有读"]
    (ours,) = judged(returns([good_row(1)], edit=marked))
    assert found(ours, "XP120") == []


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
