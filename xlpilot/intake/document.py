"""A text document as it came: its paragraphs as a reader sees them, before any meaning is added."""

from __future__ import annotations

from xlpilot.values import dataclass


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph that is not blank; one in a table or a text box counts like any other.

    Attributes:
        number: 1-based, among all paragraphs of the text in the order of the file, blank ones too.
        text: without what a tracked change has deleted; white space as single blanks.
        level: 1-based outline level, of the paragraph itself or its style; None: body.
        inserted: whether it holds text that a tracked change has inserted or moved here.
        struck: whether all of its text is formatted as struck through.
    """

    number: int
    text: str
    level: int | None = None
    inserted: bool = False
    struck: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """The text of one .docx.

    Attributes:
        paragraphs: those that are not blank, in the order of the file.
        changes: how many changes are tracked and neither accepted nor rejected.
        pictures: how many pictures and drawings it holds.
        tables: how many rows of cells each of its tables has, those within tables too.
    """

    paragraphs: tuple[Paragraph, ...]
    changes: int = 0
    pictures: int = 0
    tables: tuple[int, ...] = ()

    @property
    def lines(self) -> tuple[Paragraph, ...]:
        """The paragraphs that are meant: those struck through are not."""
        return tuple(paragraph for paragraph in self.paragraphs if not paragraph.struck)
