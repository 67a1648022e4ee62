"""What a returned file holds, by its bytes: sheets, the text of a document, or a reason why not."""

from __future__ import annotations

from collections.abc import Sequence

from xlpilot.intake.document import Document
from xlpilot.intake.grid import Book
from xlpilot.intake.guard import BeyondBudget, Budget, Package
from xlpilot.intake.reader import SMALL_FILE, SMALL_MARKS, SMALL_XML, read_book, read_small
from xlpilot.intake.refusal import Refusal, Refused
from xlpilot.intake.sniff import Container, sniff

Content = Book | Document | Refusal


def read_content(data: bytes, passwords: Sequence[str] = ()) -> Content:
    """What `read_book` makes of a file, but the text of one that is a .docx. Never raises for what the bytes hold.

    Args:
        passwords: tried on a workbook that has one to open.
    """
    text = _document(data)
    return read_book(data, passwords) if text is None else text


def read_small_content(data: bytes) -> Content | None:
    """What `read_content` gives, for a file that can do no harm in this process; None for any other.

    Of a .docx as of a workbook that is one within bounds on bytes, elements and attributes (docs/adr/0007).
    """
    if len(data) > SMALL_FILE:
        return None
    try:
        text = _document(data, Budget(SMALL_XML, SMALL_MARKS))
    except BeyondBudget:
        return None
    return read_small(data) if text is None else text


def _document(data: bytes, budget: Budget | None = None) -> Document | Refusal | None:
    """The text of a .docx or why it cannot be read; None for any other file."""
    if not data.startswith(b"PK") or sniff(data) is not Container.WORD:
        return None
    from xlpilot.intake.docx_text import is_docx, read_document

    try:
        return read_document(data, budget) if is_docx(Package(data)) else None
    except Refused as refused:
        return refused.refusal


__all__ = ["Content", "read_content", "read_small_content"]
