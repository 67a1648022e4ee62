"""How marks and the list of them look, as the elements of a styles part that openpyxl would write. Needs no openpyxl.

An error is light red within a dashed line, a warning light yellow within a dotted one, so that both are seen and told
apart on a black and white print. The colours are odd ones, by which a fill of ours is known after any program has
saved it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from xlpilot.findings import Severity
from xlpilot.report.marked.marks import Mark
from xlpilot.values import dataclass

Record = tuple[str, str, str]  # sheet!cell, its fill and its border before, as XML

# Without what stands before the six digits, which programs change.
_COLOURS = {Severity.ERROR: ("FFC7CD", "C00000"), Severity.WARNING: ("FFEB9B", "7F6000")}
COLOURS = frozenset(colour for colour, _ in _COLOURS.values())
_LINES = {Severity.ERROR: "mediumDashed", Severity.WARNING: "mediumDashDotDot"}
_SIDES = ("left", "right", "top", "bottom")


@dataclass(frozen=True, slots=True)
class Look:
    """Everything about a locked cell of ours but its value; '' is what a cell has by itself."""

    font: str
    alignment: str
    border: str = ""
    fill: str = ""
    number_format: str = "General"


def font(name: str, size: int, *, link: bool = False) -> str:
    """A font; of a link, blue and underlined."""
    colour, line = ('<color rgb="FF0563C1" />', '<u val="single" />') if link else ("", "")
    return f'<font><name val="{name}" />{colour}<sz val="{size}" />{line}</font>'


def wrapped(horizontal: str) -> str:
    """An alignment, wrapped and in the middle of the row's height."""
    return f'<alignment horizontal="{horizontal}" vertical="center" wrapText="1" />'


def plain_fill(colour: str) -> str:
    """A fill of one colour of eight digits."""
    return f'<fill><patternFill patternType="solid"><fgColor rgb="{colour}" /></patternFill></fill>'


BOX = "<border>" + "".join(f'<{side} style="thin" />' for side in _SIDES) + "</border>"


@cache
def marked(severity: Severity) -> tuple[str, str]:
    """The fill and the border of a marked cell."""
    colour, line = _COLOURS[severity]
    sides = (f'<{side} style="{_LINES[severity]}"><color rgb="FF{line}" /></{side}>' for side in _SIDES)
    return plain_fill(f"FF{colour}"), f"<border>{''.join(sides)}</border>"


def gravest(found: Sequence[Mark]) -> Severity:
    """The gravest of a cell's marks, by which it is coloured."""
    return min((mark.severity for mark in found), key=lambda severity: severity.rank)
