"""Looks and small parts that the sheets of the city's workbook share."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from xlpilot.values import dataclass

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

CELL_LIMIT, LINK_LIMIT = 32_767, 60_000
_GRID = {"border": 1, "valign": "vcenter", "text_wrap": True}
_LOOKS: dict[str, dict[str, Any]] = {
    "plain": {},
    "attachment": {"font_name": "黑体", "font_size": 16, "valign": "vcenter"},
    "title": {"font_name": "宋体", "font_size": 22, "bold": True, "align": "center", "valign": "vcenter"},
    "meta": {"font_name": "仿宋", "font_size": 14, "valign": "vcenter"},
    "warn": {"font_name": "黑体", "font_size": 12, "valign": "vcenter", "font_color": "#C00000", "text_wrap": True},
    "header": {"font_name": "黑体", "font_size": 11, "align": "center", "bg_color": "#EDEDED", **_GRID},
    "text": {"font_name": "仿宋", "font_size": 11, "align": "left", "num_format": "@", **_GRID},
    "centre": {"font_name": "仿宋", "font_size": 11, "align": "center", "num_format": "@", **_GRID},
    "number": {"font_name": "仿宋", "font_size": 11, "align": "center", **_GRID},
    "link": {
        "font_name": "仿宋",
        "font_size": 11,
        "align": "center",
        "font_color": "#1F4E9E",
        "underline": 1,
        **_GRID,
    },
    "good": {"font_name": "仿宋", "font_size": 11, "align": "center", "num_format": "@", **_GRID},
    "bad": {"font_name": "黑体", "font_size": 11, "align": "center", "num_format": "@", "bg_color": "#F2F2F2", **_GRID},
    "section": {"font_name": "黑体", "font_size": 14, "valign": "vcenter"},
    "moment": {"font_name": "仿宋", "align": "center", "num_format": 'yyyy"-"mm"-"dd hh":"mm', "border": 1},
    "total": {"font_name": "黑体", "font_size": 11, "align": "center", "bg_color": "#F7F7F7", **_GRID},
}
# Tints of different lightness, so that a printer without colours tells them apart; beside them stands the number.
_TINTS = ("#DCE9F7", "#FFFFFF", "#D9D9D9", "#FCE9D2", "#BFD8C4", "#F6D5D5", "#EADCF4", "#C9C9E8")
# The same order of colours and hatchings in the pictures: (hatching, '' for a plain light area; ink). Programs draw
# fine hatchings alike, so that only coarse ones stand side by side.
HATCHINGS = (
    ("wide_upward_diagonal", "#1F4E79"), ("", "#2E7D32"), ("horizontal_brick", "#7F6000"),
    ("solid_diamond", "#C55A11"), ("wide_downward_diagonal", "#6A3D9A"), ("small_check", "#B71C1C"),
    ("dark_vertical", "#00695C"), ("trellis", "#424242"),
)  # fmt: skip
LINE_HEIGHT, LEAST_HEIGHT, MOST_HEIGHT = 15.0, 24.0, 400.0


@dataclass(frozen=True, slots=True)
class Link:
    """A cell that leads to another of the same workbook; `place` is as `spot` gives it."""

    value: str | int
    place: str


Cell = str | int | Link


def spot(sheet: str, row: int, column: str = "A") -> str:
    """Where a link leads: sheet, 1-based row, column letter."""
    return f"internal:{quoted(sheet)}!{column}{row}"


def quoted(sheet: str) -> str:
    """A sheet's name as formulas and links name it."""
    return "'" + sheet.replace("'", "''") + "'"


def circled(number: int) -> str:
    """①, ② and so on to ⑳, then (21)."""
    return chr(0x2460 + number - 1) if 1 <= number <= 20 else f"({number})"


class Looks:
    """The workbook's formats by name, each made once."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._categories: dict[tuple[int, str], Format] = {}
        self._formats = {name: workbook.add_format(look) for name, look in _LOOKS.items()}

    def __getitem__(self, name: str) -> Format:
        return self._formats[name]

    @property
    def all(self) -> list[Format]:
        """All that were made so far."""
        return [*self._formats.values(), *self._categories.values()]

    def amount(self, decimals: int, base: str = "number") -> Format:
        """How a number with so many decimals looks."""
        key = (-1 - decimals, base)
        if key not in self._categories:
            look = {"num_format": f"#,##0.{'0' * decimals}" if decimals else "#,##0", "align": "right"}
            self._categories[key] = self._workbook.add_format(_LOOKS[base] | look)
        return self._categories[key]

    def category(self, number: int, base: str = "centre") -> Format:
        """How the option with this number, from 1, looks: its number is shown before it and is no part of the text."""
        key = (number, base)
        if key not in self._categories:
            look = {"bg_color": _TINTS[(number - 1) % len(_TINTS)], "num_format": f'"{circled(number)}"@'}
            self._categories[key] = self._workbook.add_format(_LOOKS[base] | look)
        return self._categories[key]


class _Widths(dict[str, int]):
    """Character -> its width in digits."""

    def __missing__(self, character: str) -> int:
        self[character] = width = 2 if unicodedata.east_asian_width(character) in "WF" else 1
        return width


_WIDTHS = _Widths()


def text_width(text: str) -> int:
    """Width in digits: Han and full-width characters count two."""
    return len(text) if text.isascii() else sum(map(_WIDTHS.__getitem__, text))


def lines_in(text: str, width: float) -> int:
    """Lines that a text takes, wrapped in a column of that width (in digits)."""
    # Most texts fit however wide their characters are.
    if 2 * len(text) <= width - 1 and "\n" not in text:
        return 1
    room = max(width - 1, 1)
    return sum(max(1, math.ceil(text_width(line) / room)) for line in text.split("\n"))


def height(texts: Iterable[tuple[str, float]]) -> float:
    """Height in points that shows every text in a column of that width (in digits), wrapped."""
    return row_height(max((lines_in(text, width) for text, width in texts), default=1))


def row_height(lines: int) -> float:
    """Height in points of a row with so many lines."""
    return min(MOST_HEIGHT, max(LEAST_HEIGHT, lines * LINE_HEIGHT + 6))


def paper(sheet: Worksheet, header_row: int, last_column: int, last_row: int) -> None:
    """A4 landscape, one page wide, header repeated, page numbers; rows and columns are 0-based."""
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.set_margins(left=0.7, right=0.7, top=0.8, bottom=0.8)
    sheet.center_horizontally()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(header_row)
    sheet.set_footer('&C&"宋体"&14第 &P 页 共 &N 页')
    sheet.print_area(0, 0, last_row, last_column)
    sheet.freeze_panes(header_row + 1, 0)
