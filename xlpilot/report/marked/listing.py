"""The sheet 问题清单: what is wrong, in order, with a link to every cell; printed on A4. Columns and rows are 1-based.

What stands on it is the same whether it is written with openpyxl or as a part of its own; this needs no openpyxl.
Its hidden columns keep what the colours cover (see looks); the reader passes the whole sheet over by its name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xlpilot.findings import Severity
from xlpilot.report.marked.looks import BOX, Look, Record, font, plain_fill, wrapped
from xlpilot.report.marked.marks import Mark, Spot
from xlpilot.report.marked.wording import lines, shown
from xlpilot.values import dataclass

COLUMNS = (("程度", 8.0), ("位置", 22.0), ("填写内容", 28.0), ("问题", 42.0), ("怎样修改", 42.0))
# Above what a person mends by hand; the rest comes out in the next round.
MOST = 3_000
_WIDTH = sum(width for _, width in COLUMNS)
FIRST_RECORD_COLUMN, HIDDEN = 8, "HIJ"
SIGN = "xlpilot-marks"
TAB = "FFC00000"
TITLE = "退回修改问题清单"
_LINE, _LEAST, _HIGHEST = 15.5, 26.0, 400.0  # points

# As form.styles has them, which needs openpyxl.
_HEITI, _FANGSONG = "黑体", "仿宋"
_WRAP, _CENTRE = wrapped("left"), wrapped("center")
_TITLE = Look(font(_HEITI, 22), _CENTRE)
_META = Look(font(_FANGSONG, 12), _WRAP)
_NEXT = Look(font(_HEITI, 12), _WRAP)
_HEADER = Look(font(_HEITI, 11), _CENTRE, BOX, plain_fill("FFEDEDED"))
_TEXT = Look(font(_FANGSONG, 11), _WRAP, BOX, number_format="@")
_LINK = Look(font(_FANGSONG, 11, link=True), _WRAP, BOX, number_format="@")
_GRADE = {
    Severity.ERROR: Look(font(_HEITI, 11), _CENTRE, BOX, plain_fill("FFF8CBAD")),
    Severity.WARNING: Look(font(_FANGSONG, 11), _CENTRE, BOX, plain_fill("FFFFF2CC")),
}


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above the list: lines about the file, what to do next, and remarks about the copy itself."""

    about: tuple[str, ...]
    next: str
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its cells from column A on, its height in points, and where its second cell leads.

    A row of one cell is merged over all columns.
    """

    cells: tuple[tuple[str, Look], ...]
    height: float
    spot: Spot | None = None

    @property
    def merged(self) -> bool:
        """Whether one text takes the whole width."""
        return len(self.cells) == 1


@dataclass(frozen=True, slots=True)
class Sheet:
    """All rows, and the number of the one with the titles of the columns."""

    rows: Sequence[Row]
    header: int


def lay_out(head: Head, found: Sequence[Mark], title: str = TITLE) -> Sheet:
    """What stands where on the sheet, whoever writes it."""
    rows = [_banner(title, _TITLE, 42.0)]
    rows += [_banner(text, _META) for text in head.about]
    rows.append(_banner(head.next, _NEXT))
    rows += [_banner(f"注意：{text}", _META) for text in head.remarks]
    rows.append(Row(tuple((heading, _HEADER) for heading, _ in COLUMNS), 26.0))
    header = len(rows)
    rows += [_line(mark) for mark in found[:MOST]]
    if len(found) > MOST:
        rows.append(_banner(f"另有 {len(found) - MOST} 处没有列出，改好以上各处后再报，会重新审核。", _META))
    return Sheet(rows, header)


def kept(records: Sequence[Record]) -> Iterator[tuple[int, int, str]]:
    """Row, column and text of every hidden cell."""
    for row, texts in enumerate([(SIGN,), *records], 1):
        for column, text in enumerate(texts, FIRST_RECORD_COLUMN):
            yield row, column, text


def location(spot: Spot) -> str:
    """Where a link leads: 'sheet'!A1, quoted, so that blanks and apostrophes in a sheet's name do no harm."""
    quoted = spot.sheet.replace("'", "''")
    return f"'{quoted}'!{spot.cell}"


def _line(mark: Mark) -> Row:
    texts = (shown(mark.where, 120), shown(mark.value, 200), shown(mark.message, 600), shown(mark.fix, 600))
    where, *others = texts
    cells = ((mark.severity.word, _GRADE[mark.severity]), (where, _LINK if mark.spot else _TEXT))
    height = _height(list(zip(texts, (width for _, width in COLUMNS[1:]), strict=True)))
    return Row((*cells, *((text, _TEXT) for text in others)), height, mark.spot)


def _banner(text: str, look: Look, height: float | None = None) -> Row:
    return Row(((shown(text, 1_000), look),), height or max(22.0, lines(text, _WIDTH - 8) * 17.0 + 4))


def _height(texts: Sequence[tuple[str, float]]) -> float:
    most = max(lines(text, width - 2) for text, width in texts)
    return min(_HIGHEST, max(_LEAST, most * _LINE + 6))
