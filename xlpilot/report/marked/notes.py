"""What the notes on the bad cells say: what was typed, what is wrong, how to mend it. Needs no openpyxl."""

from __future__ import annotations

from collections.abc import Sequence

from xlpilot.report.marked.marks import Mark
from xlpilot.report.marked.wording import cut, lines, shown

AUTHOR = "xlpilot"
# Programs lose the author; the first line stays.
HEAD = "【xlpilot 退回意见】"
WIDTH, _LINE, _LEAST, _MOST = 300, 18, 90, 460  # pixels
_COLUMNS = 40  # digits that fit into the box's width
_TEXT = 2_000


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
