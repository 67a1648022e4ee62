"""Notes on the bad cells: what was typed, what is wrong, how to mend it. Other people's notes are kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from openpyxl import Workbook
from openpyxl.comments import Comment

from xlpilot.report.marked.dress import anchor, every_cell
from xlpilot.report.marked.marks import Mark, Spot
from xlpilot.report.marked.wording import cut, lines, shown

AUTHOR = "xlpilot"
# Programs lose the author; the first line stays.
HEAD = "【xlpilot 退回意见】"
WIDTH, _LINE, _LEAST, _MOST = 300, 18, 90, 460  # pixels
_COLUMNS = 40  # digits that fit into the box's width
_TEXT = 2_000


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


def words(found: Sequence[Mark]) -> str:
    """What is written into a note, without characters that XML forbids."""
    return shown(_note(found), _TEXT)


def joined(text: str, other: str) -> str:
    """One note for two marked cells of the same merged ones."""
    return cut(f"{text}\n{other.removeprefix(HEAD).lstrip()}", _TEXT)


def height(text: str) -> int:
    """Height of a note's box, in pixels."""
    return min(_MOST, max(_LEAST, lines(text, _COLUMNS) * _LINE + 12))


def _note(found: Sequence[Mark]) -> str:
    parts = [HEAD]
    typed = next((mark.value for mark in found if mark.value), "")
    parts.append(f"填的是：{cut(typed, 200)}" if typed else "（未填写）")
    origin = next((mark.origin for mark in found if mark.origin), "")
    if origin:
        parts.append(f"原件里是 {cut(origin, 60)}")
    for number, mark in enumerate(found, 1):
        ordinal = f"{number}. " if len(found) > 1 else ""
        parts.append(f"{ordinal}{mark.severity.word}：{cut(mark.message, 400)}")
        parts.append(f"改法：{cut(mark.fix, 400)}")
    return "\n".join(parts)
