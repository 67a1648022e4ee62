"""The rows of a long list as a sheet's XML, made some hundreds at a time and column by column.

In a column most texts are alike, or none of them needs any care: both is found out for all of them at once, by what
runs in C. Texts are written into their cells (`inlineStr`), so that nothing has to be remembered of the rows before.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice
from operator import add
from typing import TYPE_CHECKING

from xlpilot.intake.grid import column_letter
from xlpilot.rollup.sheets import CELL_LIMIT, LINK_LIMIT, Cell, Link, lines_in, quoted, row_height
from xlpilot.values import dataclass, field

if TYPE_CHECKING:
    from xlsxwriter.format import Format

AT_ONCE = 256  # rows: enough to find out what they share, few enough to stay small
OWN_ROW = "\0"  # stands in no formula and no sheet's name
Amount = int | float | Decimal
Styles = Mapping["Format", int]
Batch = Sequence[Sequence[Cell | Amount]]  # by column; all of one length
_NUMBERS = frozenset((int, float, bool, Decimal))
_Cells = tuple[str, Sequence[str] | None, str]  # of a column: what is before its texts, they (None: none), and behind


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """How a column of a list looks.

    Attributes:
        width: in digits; 0 where the height of a row does not depend on it.
        link, amount: how links and numbers look, where they look otherwise than texts.
        tints: how single texts look.
        leads: each number of the column leads to column A of that sheet, so many rows below the row of its number.
        formula: each number is the value of this formula, in which `OWN_ROW` is the row's own number.
    """

    width: float
    look: Format
    link: Format | None = None
    amount: Format | None = None
    tints: Mapping[str, Format] = field(default_factory=dict)
    leads: tuple[str, int] | None = None
    formula: str = ""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula of ours, without the sign of equality, and its value."""

    text: str
    value: float | str


Content = str | Amount | Formula | Callable[[], str] | None


@dataclass(frozen=True, slots=True)
class Line:
    """A single row: its height in points, None for the sheet's own; 0-based column, look and content of its cells, in
    order. A content of None is a blank; one that is called is known only when the row's turn comes.
    """

    height: float | None
    cells: Sequence[tuple[int, Format, Content]]

    def xml(self, row: int, styles: Styles) -> str:
        """The row as the sheet's row with this 1-based number."""
        cells = "".join(
            f'<c r="{column_letter(column + 1)}{row}"{_tail(content, styles[look])}'
            for column, look, content in self.cells
        )
        return f'<row r="{row}"{"" if self.height is None else _height(self.height)}>{cells}</row>'


def in_batches(rows: Iterable[Sequence[Cell]]) -> Iterator[Batch]:
    """Rows by column, some hundreds at a time."""
    rest = iter(rows)
    while some := list(islice(rest, AT_ONCE)):
        yield list(zip(*some, strict=True))


def together(pieces: Iterable[Batch]) -> Iterator[Batch]:
    """Batches of any size as batches of some hundreds of rows."""
    columns: list[list[Cell | Amount]] = []
    for piece in pieces:
        if not columns:
            columns = [[] for _ in piece]
        for column, more in zip(columns, piece, strict=True):
            column += more
        count = len(columns[0])
        if count >= AT_ONCE:
            for start in range(0, count, AT_ONCE):
                yield [column[start : start + AT_ONCE] for column in columns]
            columns = []
    if columns:
        yield columns


class ListXml:
    """Makes the rows of one list, batch by batch, and gathers the links in them."""

    def __init__(self, columns: Sequence[Column], styles: Styles, row: int) -> None:
        """Args: row: 1-based number of the first row."""
        self._columns = [(column_letter(at), column) for at, column in enumerate(columns, 1)]
        self._styles = styles
        self._row = row
        self.links: list[str] = []  # one or many in each

    def rows(self, batch: Batch) -> str:
        """The next rows."""
        first, count = self._row, len(batch[0])
        numbers = list(map(str, range(first, first + count)))
        template, filled = "", []
        heights: list[list[int]] = []
        for (letter, column), values in zip(self._columns, batch, strict=True):
            (before, texts, behind), lines = self._cells(letter, column, values)
            template += f'<c r="{letter}%s"{_literal(before, column)}{"%s" if texts is not None else ""}{behind}'
            filled += [numbers] * (1 + column.formula.count(OWN_ROW))
            if texts is not None:
                filled.append(list(texts))
            if lines:
                heights.append(lines)
        most = list(map(max, *heights)) if len(heights) > 1 else heights[0] if heights else [1] * count
        template = f'<row r="%s"%s>{template}</row>'
        self._row += count
        arguments = zip(numbers, map(_HEIGHTS.__getitem__, most), *filled, strict=True)
        return "".join(map(template.__mod__, arguments))

    def _cells(
        self, letter: str, column: Column, values: Sequence[Cell | Amount]
    ) -> tuple[_Cells, list[int] | None]:  # fmt: skip
        kinds = set(map(type, values))
        style = self._styles[column.look]
        if kinds == {str}:
            return self._texts(column, values, style)  # type: ignore[arg-type]
        shown = [str(one.value if isinstance(one, Link) else one) for one in values]
        lines = _lines(set(shown), shown, column.width)
        if kinds <= _NUMBERS:
            if column.leads:
                self.links.append(_leading(letter, self._row, values, column.leads))  # type: ignore[arg-type]
            style = self._styles[column.amount or column.look]
            texts = shown if kinds == {int} else list(map(_number, values))  # type: ignore[arg-type]
            return (f' s="{style}">{_formula(column)}<v>', texts, "</v></c>"), lines
        texts = []
        for row, one in enumerate(values, self._row):
            look = column.look
            if isinstance(one, Link):
                look = column.link or look
                if row <= LINK_LIMIT:
                    self.links.append(_link(f"{letter}{row}", one))
            elif isinstance(one, Amount):
                look = column.amount or look
            else:
                look = column.tints.get(one, look)
            texts.append(_tail(one.value if isinstance(one, Link) else one, self._styles[look]))
        return ("", texts, ""), lines

    def _texts(self, column: Column, values: Sequence[str], style: int) -> tuple[_Cells, list[int] | None]:
        distinct = set(values)
        lines = _lines(distinct, values, column.width)
        if len(distinct) * 4 <= len(values) or column.tints or len(distinct) == 1:
            looks = self._styles
            tails = {text: _tail(text, looks[column.tints.get(text, column.look)]) for text in distinct}
            if len(distinct) == 1:
                return (tails[values[0]], None, ""), lines
            return ("", list(map(tails.__getitem__, values)), ""), lines
        if _is_plain(values):
            return (f' s="{style}"{_TEXT}>', values, _TEXT_END), lines
        return ("", [_tail(text, style) for text in values], ""), lines


_TEXT, _TEXT_END = ' t="inlineStr"><is><t', "</t></is></c>"


def _tail(content: Content, style: int) -> str:
    """A cell from behind its address on."""
    if callable(content):
        content = content()
    if content is None or content == "":
        return f' s="{style}"/>'
    if isinstance(content, str):
        text = escaped(content)
        space = ' xml:space="preserve"' if content[0].isspace() or content[-1].isspace() else ""
        return f' s="{style}"{_TEXT}{space}>{text}{_TEXT_END}'
    if isinstance(content, Formula):
        value = content.value
        kind, shown = (' t="str"', _xml(value)) if isinstance(value, str) else ("", _number(value))
        return f' s="{style}"{kind}><f>{_xml(content.text)}</f><v>{shown}</v></c>'
    return f' s="{style}"><v>{_number(content)}</v></c>'


def _number(value: Amount) -> str:
    return str(value) if type(value) is int else f"{float(value):.16G}"


def _is_plain(texts: Sequence[str]) -> bool:
    """Whether none of the texts is blank or has anything to escape or to keep."""
    whole = "".join(texts)
    if not whole.isprintable() or any(sign in whole for sign in ("&", "<", ">", "_x")):
        return False
    if " " in whole and not all(text == text.strip(" ") for text in texts):
        return False
    return all(texts) and max(map(len, texts)) <= CELL_LIMIT // 2


_ESCAPE = re.compile("_x[0-9a-fA-F]{4}_")
_NO_XML = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")


def escaped(text: str) -> str:
    """A text as a cell's XML: no longer than a cell may hold, and what XML does not allow in Excel's own writing."""
    if len(text) > CELL_LIMIT // 2:
        # Excel counts in UTF-16.
        text = text.encode("utf-16-le", "surrogatepass")[: 2 * CELL_LIMIT].decode("utf-16-le", "ignore")
    if "_x" in text:
        text = _ESCAPE.sub(lambda found: f"_x005F{found[0]}", text)
    if not text.isprintable():
        text = _NO_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    return _xml(text)


def _lines(distinct: Collection[str], values: Sequence[str], width: float) -> list[int] | None:
    """In how many lines each text is shown; None where all are in one."""
    if not width:
        return None
    whole = "".join(distinct)
    if 2 * max(map(len, distinct)) <= width - 1 and "\n" not in whole:
        return None
    if not _EVEN.fullmatch(whole):
        counted = {text: lines_in(text, width) for text in distinct}
        return list(map(counted.__getitem__, values))
    room = max(width - 1, 1)
    if whole.isascii() and max(map(len, distinct)) <= room:
        return None
    # In UTF-8 a narrow character is one byte here and a wide one three.
    twice = list(map(add, map(len, values), map(len, map(str.encode, values))))
    in_lines = {width: max(1, math.ceil(width / 2 / room)) for width in set(twice)}
    return list(map(in_lines.__getitem__, twice))


_EVEN = re.compile("[ -~\u4e00-\u9fff\u3001-\u3011\uff01-\uff60]*")


class _Heights(dict[int, str]):
    """Lines of a row -> its height as attributes."""

    def __missing__(self, lines: int) -> str:
        self[lines] = found = _height(row_height(lines))
        return found


_HEIGHTS = _Heights()


def _height(points: float) -> str:
    # Excel keeps heights in whole pixels.
    return f' ht="{int(points * 4 / 3 + 0.5) * 0.75:g}" customHeight="1"'


def _formula(column: Column) -> str:
    return f"<f>{_xml(column.formula)}</f>" if column.formula else ""


def _literal(text: str, column: Column) -> str:
    """A text as a part of a template."""
    literal = text.replace("%", "%%")
    return literal.replace(OWN_ROW, "%s") if column.formula else literal


def _xml(text: str) -> str:
    # That of xml.sax.saxutils brings half of the network library with it.
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _attribute(text: str) -> str:
    return _xml(text).replace('"', "&quot;").replace("\n", "&#10;")


def _link(cell: str, link: Link) -> str:
    place = link.place.removeprefix("internal:")
    return f'<hyperlink ref="{cell}" location="{_attribute(place)}" display="{_attribute(str(link.value))}"/>'


def _leading(letter: str, row: int, numbers: Sequence[int], leads: tuple[str, int]) -> str:
    numbers = numbers[: max(0, LINK_LIMIT - row + 1)]
    place, below = _attribute(quoted(leads[0])).replace("%", "%%"), leads[1]
    template = f'<hyperlink ref="{letter}%d" location="{place}!A%d" display="%d"/>'
    there = zip(range(row, row + len(numbers)), map(below.__add__, numbers), numbers, strict=True)
    return "".join(map(template.__mod__, there))


__all__ = ["AT_ONCE", "Batch", "Column", "Formula", "Line", "ListXml", "Styles", "escaped", "in_batches", "together"]
