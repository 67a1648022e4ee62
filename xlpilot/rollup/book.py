"""A workbook of which XlsxWriter makes all but the long lists' rows: they are put in while the package is copied.

A row written by XlsxWriter stays in memory until the end and costs some 5 µs a cell. Here it makes the workbook with
the lists empty, and their rows flow as XML into the finished sheets, however many there are. Only what the file format
says is relied on: which number a style has is read off a row of blank cells, one in each style, that XlsxWriter wrote.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO

from xlpilot.errors import XlpilotError
from xlpilot.form.package import PackageStream, Part
from xlpilot.intake.grid import column_letter
from xlpilot.intake.guard import Package
from xlpilot.intake.scan import column_number
from xlpilot.rollup.row_xml import AT_ONCE, Batch, Column, Line, ListXml, Styles
from xlpilot.rollup.sheets import Looks
from xlpilot.values import dataclass

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

MOST_ROWS = 1_048_576
LEVEL = 3  # of deflate: a few percent larger than 6, at two fifths of its cost
_ROW = re.compile(r'<row r="(\d+)"[^>]*?(?:/>|>.*?</row>)', re.DOTALL)
_SPANS = re.compile(r' spans="[0-9:]*"')
_STYLE = re.compile(r'<c r="[A-Z]+\d+"(?: s="(\d+)")?')
_AREA = re.compile(r'<dimension ref="[A-Z0-9:]*"/>')
_AFTER_LINKS = re.compile("<(?:printOptions|pageMargins|pageSetup|headerFooter|drawing|legacyDrawing)[ />]")


@dataclass(frozen=True, slots=True)
class Body:
    """The rows of a list from the 1-based row `first` on: `count` of them in batches, then `more` single ones."""

    first: int
    count: int
    columns: Sequence[Column]
    batches: Iterable[Batch]
    more: int = 0
    lines: Iterable[Line] = ()

    @property
    def last(self) -> int:
        """1-based number of the last row."""
        return self.first + self.count + self.more - 1


class Book:
    """A workbook in the making. What is not written through `fill` is written with XlsxWriter, in any order."""

    def __init__(self, title: str, author: str, created: dt.datetime) -> None:
        """Args: created: a local time, without a zone."""
        import xlsxwriter

        self._buffer = io.BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self.workbook: Workbook = xlsxwriter.Workbook(self._buffer, options)
        self.workbook.set_properties({"title": title, "author": author, "created": created})
        self.looks = Looks(self.workbook)
        self._sheets: list[Worksheet] = []
        self._bodies: dict[int, Callable[[], Body]] = {}
        self._pattern: tuple[int, int] | None = None  # a sheet, and a 1-based row of it that is ours

    def sheet(self, name: str) -> Worksheet:
        """A new sheet, the last one."""
        self._sheets.append(self.workbook.add_worksheet(name))
        return self._sheets[-1]

    def fill(self, sheet: Worksheet, body: Body) -> None:
        """Rows of a sheet, made when the workbook is saved, sheet by sheet in their order; nothing else may be written
        into them.

        Raises:
            XlpilotError: a sheet cannot have so many rows.
        """
        if body.last > MOST_ROWS:
            words = f"工作表“{sheet.get_name()}”要写到第 {body.last} 行，Excel 的一张表至多 {MOST_ROWS} 行"
            raise XlpilotError(words, "请分轮次、分单位汇总，或者分级汇总（见 docs/scale.md）")
        self._bodies[self._sheets.index(sheet)] = lambda: body
        self._pattern = self._pattern or (self._sheets.index(sheet), body.first)

    def fill_late(self, sheet: Worksheet, body: Callable[[], Body]) -> None:
        """The same of rows that depend on those of the sheets before."""
        self._bodies[self._sheets.index(sheet)] = body

    def save(self, stream: BinaryIO) -> None:
        """Write the workbook to a stream that can seek; the same content gives the same bytes."""
        looks = self.looks.all
        if self._pattern:
            at, first = self._pattern
            for column, look in enumerate(looks):
                self._sheets[at].write_blank(first - 1, column, None, look)
        self.workbook.close()
        skeleton = Package(self._buffer.getvalue())
        numbers = {f"xl/worksheets/sheet{at + 1}.xml": at for at in self._bodies}
        styles: Styles = {}
        if self._pattern:
            sheet = skeleton.read(f"xl/worksheets/sheet{at + 1}.xml").decode()
            row = next(found[0] for found in _ROW.finditer(sheet) if int(found[1]) == first)
            styles = dict(zip(looks, (int(style or 0) for style in _STYLE.findall(row)), strict=True))
        package = PackageStream(stream)
        for name in skeleton.names:
            if name in numbers:
                body = self._bodies.pop(numbers[name])()
                package.deflate(name, _spliced(skeleton.read(name).decode(), body, styles), LEVEL)
            else:
                entry, raw = skeleton.packed(name)
                package.add(Part(name, entry.crc, entry.size, raw, entry.method))
        package.close()

    def bytes(self) -> bytes:
        """The bytes of the finished workbook."""
        buffer = io.BytesIO()
        self.save(buffer)
        return buffer.getvalue()


def _spliced(sheet: str, body: Body, styles: Styles) -> Iterator[bytes]:
    """A sheet that XlsxWriter wrote, with the rows that belong into it."""
    head, _, rest = sheet.replace("<sheetData/>", "<sheetData></sheetData>", 1).partition("<sheetData>")
    there, _, foot = rest.partition("</sheetData>")
    rows = [(int(found[1]), _SPANS.sub("", found[0])) for found in _ROW.finditer(there)]
    above = [row for at, row in rows if at < body.first]
    below = [row for at, row in rows if at > body.last]
    yield _with_area(head, above, below, body).encode()
    yield "".join(("<sheetData>", *above)).encode()
    made = ListXml(body.columns, styles, body.first)
    for batch in body.batches:
        yield made.rows(batch).encode("utf-8", "replace")
    for some in _some(line.xml(at, styles) for at, line in enumerate(body.lines, body.first + body.count)):
        yield some.encode("utf-8", "replace")
    yield "".join((*below, "</sheetData>")).encode()
    if not made.links:
        yield foot.encode()
        return
    at = _AFTER_LINKS.search(foot)
    assert at is not None
    yield foot[: at.start()].encode()
    yield "".join(("<hyperlinks>", *made.links, "</hyperlinks>")).encode()
    yield foot[at.start() :].encode()


def _some(pieces: Iterator[str]) -> Iterator[str]:
    while some := "".join(islice(pieces, AT_ONCE)):
        yield some


_CELL = re.compile(r'<c r="([A-Z]+)(\d+)"')


def _with_area(head: str, above: Sequence[str], below: Sequence[str], body: Body) -> str:
    """The beginning of the sheet with the area that its cells take."""
    cells = _CELL.findall("".join((*above, *below)))
    columns = max([1, len(body.columns), *(column_number(letters) for letters, _ in cells)])
    last = max([body.last, *(int(row) for _, row in cells)])
    return _AREA.sub(f'<dimension ref="A1:{column_letter(columns)}{last}"/>', head, count=1)


__all__ = ["Body", "Book"]
