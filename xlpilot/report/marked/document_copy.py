"""The marked copy of a plan or letter: the unit's own .docx with a comment at every paragraph that must be mended.

Where that cannot be made, a list of what to mend. The original is never touched.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from xlpilot.findings import Finding, Severity, count
from xlpilot.form.package import read_package, write_package
from xlpilot.intake.guard import BeyondBudget, Budget, Package
from xlpilot.intake.refusal import Refused
from xlpilot.moments import CHINA, spoken
from xlpilot.report.marked.marks import PROPERTY, fingerprint
from xlpilot.report.marked.wording import shown
from xlpilot.review.judge import FileReview
from xlpilot.rounds.model import Round

if TYPE_CHECKING:
    from docx.document import Document

# What python-docx is given, which takes all parts into memory: bytes as declared; bytes and marks of the XML.
_MOST, _MOST_XML, _MOST_MARKS = 100 << 20, 20 << 20, 1_500_000
_LONGEST = 1_000  # characters of a comment's part that comes from the unit
_INITIALS = "审"
_SIGN = re.compile(rf"{PROPERTY} ([0-9a-f]{{64}}) ([0-9a-f]{{16}})".encode())


def marked_document(data: bytes, review: FileReview, round_: Round) -> bytes:
    """The copy as bytes; the same original and findings give the same bytes."""
    asked = _asked(review)
    document = _opened(data)
    if document is not None:
        try:
            _comment(document, asked, review, round_)
            return _saved(document, review, round_)
        except Exception:  # a document of foreign make: python-docx and lxml raise whatever they meet
            pass
    return _saved(_listing(asked, review, round_), review, round_)


def made_from(data: bytes) -> tuple[str, str] | None:
    """Hash of the original and digest of the marks of such a copy; None for any other file."""
    try:
        package = Package(data)
        for name in package.names:
            if name.lower().startswith("docprops/") and (found := _SIGN.search(package.read(name, 1 << 20))):
                return found[1].decode(), found[2].decode()
    except Refused:
        pass
    return None


def _asked(review: FileReview) -> list[Finding]:
    """What is to be mended: of the whole document first, then from the first paragraph to the last."""
    found = dict.fromkeys(finding for finding in review.findings if finding.severity is not Severity.INFO)
    return sorted(found, key=lambda finding: (finding.place.paragraph or 0, finding.severity.rank))


def _opened(data: bytes) -> Document | None:
    import docx

    try:
        package = Package(data, Budget(_MOST_XML, _MOST_MARKS))
        if package.declared > _MOST:
            return None
        for name in package.names:
            if name.lower().endswith((".xml", ".rels")) and _has_dtd(package.read(name)):
                return None
        return docx.Document(io.BytesIO(data))
    except (Refused, BeyondBudget):
        return None
    except Exception:  # as above
        return None


def _has_dtd(content: bytes) -> bool:
    return b"<!DOCTYPE" in content or b"\0" in content[:64]


def _comment(document: Document, asked: Sequence[Finding], review: FileReview, round_: Round) -> None:
    from docx.oxml.ns import qn

    author = f"{round_.issuer}（自动审核）"
    _remove_comments(document, author)
    paragraphs = list(document.element.iter(qn("w:p")))
    when = _date(review, round_)
    first = next(p for p in paragraphs if any(text.text for text in p.iter(qn("w:t"))))
    _at(document, first, _summary(asked, round_), author, when)
    for number, findings in groupby(asked, key=lambda finding: finding.place.paragraph):
        if number and number <= len(paragraphs):
            _at(document, paragraphs[number - 1], "\n".join(map(_words, findings)), author, when)


def _at(document: Document, paragraph: Any, text: str, author: str, when: str) -> None:
    from docx.oxml.ns import qn
    from docx.text.paragraph import Paragraph

    # No comment can stand in a text box: it goes to the paragraph that holds the box.
    box = next(paragraph.iterancestors(qn("w:txbxContent")), None)
    if box is not None:
        paragraph = next(box.iterancestors(qn("w:p")))
    place = Paragraph(paragraph, document._body)
    comment = document.add_comment(place.runs or [place.add_run("")], shown(text, 20_000), author, _INITIALS)
    comment._comment_elm.set(qn("w:date"), when)


def _remove_comments(document: Document, author: str) -> None:
    """Take out what an earlier round of marks has left: the unit mends the copy and sends it back."""
    from docx.oxml.ns import qn

    if not any("comments" in relation.reltype for relation in document.part.rels.values()):
        return
    comments = document.part._comments_part.element
    for comment in [one for one in comments.iter(qn("w:comment")) if one.get(qn("w:author")) == author]:
        number = comment.get(qn("w:id"))
        comments.remove(comment)
        names = ("w:commentRangeStart", "w:commentRangeEnd", "w:commentReference")
        for mark in [m for m in document.element.iter(*map(qn, names)) if m.get(qn("w:id")) == number]:
            # The reference stands in a run of its own.
            gone = mark.getparent() if mark.tag == qn("w:commentReference") else mark
            gone.getparent().remove(gone)


def _summary(asked: Sequence[Finding], round_: Round) -> str:
    errors, warnings = count(asked, Severity.ERROR), count(asked, Severity.WARNING)
    lines = [f"退回修改：必须改的 {errors} 处，提醒 {warnings} 处，见各处批注。改好后请把本文件重新报送。"]
    lines += [_words(finding) for finding in asked if not finding.place.paragraph]
    contact = round_.contact
    return "\n".join((*lines, f"联系人：{contact.office} {contact.person}，{contact.phone}"))


def _words(finding: Finding) -> str:
    return f"{finding.severity.word} {finding.code}：{shown(finding.message, _LONGEST)}。{finding.fix}。"


def _listing(asked: Sequence[Finding], review: FileReview, round_: Round) -> Document:
    """A document of its own that says what is to be mended."""
    import docx

    document = docx.Document()
    document.add_heading("问题清单", 1)
    document.add_paragraph(f"{round_.title}\n文件：{shown(review.path, _LONGEST)}")
    if review.received_at:
        document.add_paragraph(f"收到时间：{spoken(review.received_at)}")
    document.add_paragraph(_summary(asked, round_))
    for finding in asked:
        if finding.place.paragraph:
            document.add_paragraph(f"第{finding.place.paragraph}段：{_words(finding)}")
    return document


def _date(review: FileReview, round_: Round) -> str:
    moment = review.received_at or round_.deadline
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _saved(document: Document, review: FileReview, round_: Round) -> bytes:
    core = document.core_properties
    core.identifier = f"{PROPERTY} {fingerprint(review, round_)}"
    # Where there was no such part, it is new and says that it was made now.
    core.modified = (review.received_at or round_.deadline).astimezone(CHINA).replace(tzinfo=None, microsecond=0)
    buffer = io.BytesIO()
    document.save(buffer)
    return write_package(read_package(buffer.getvalue()))
