"""Notes on the bad cells of a workbook that openpyxl has loaded. Other people's notes are kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from openpyxl import Workbook
from openpyxl.comments import Comment

from xlpilot.report.marked.dress import anchor, every_cell
from xlpilot.report.marked.marks import Mark, Spot
from xlpilot.report.marked.notes import AUTHOR, HEAD, WIDTH, height, joined, words


def annotate(workbook: Workbook, cells: Mapping[Spot, Sequence[Mark]]) -> None:
    """Put one note on every marked cell; behind what somebody else has noted there."""
    for spot, found in cells.items():
        sheet = workbook[spot.sheet]
        cell = anchor(sheet, sheet[spot.cell])
        text = words(found)
        other = cell.comment
        if other is not None and HEAD in other.text:
            text, other = joined(other.text, text), None
        elif other is not None:
            text = f"{other.text}\n\n{text}"
        cell.comment = Comment(text, other.author if other and other.author else AUTHOR)
    for other_sheet in workbook.worksheets:
        for noted in every_cell(other_sheet):
            if noted.comment is not None:
                noted.comment.width, noted.comment.height = WIDTH, height(noted.comment.text)


def clear(workbook: Workbook) -> None:
    """Take our notes back, and our words out of other people's."""
    for sheet in workbook.worksheets:
        for cell in every_cell(sheet):
            if cell.comment is not None and HEAD in cell.comment.text:
                left = cell.comment.text.partition(HEAD)[0].rstrip()
                # Some programs put the author's name before the text.
                mine = left.strip(" :：\n") in ("", AUTHOR)
                cell.comment = None if mine else Comment(left, cell.comment.author or "")
