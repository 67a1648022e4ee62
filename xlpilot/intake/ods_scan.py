"""An .ods scanned: what calamine hides is noted, repeats are bounded, and a plain copy is packed for the reader."""

from __future__ import annotations

import re

from xlpilot.intake.grid import Visibility
from xlpilot.intake.guard import Package
from xlpilot.intake.ods_cells import OdsCell, OdsTable
from xlpilot.intake.password import encrypted
from xlpilot.intake.refusal import damaged, too_large
from xlpilot.intake.repack import stored_zip
from xlpilot.intake.scan import MAX_SHEETS, BookScan, SheetScan
from xlpilot.intake.traits import traits
from xlpilot.intake.xml_part import parse

_SPACE = "urn:oasis:names:tc:opendocument:xmlns:"
_SHORT = {f"{_SPACE}{name}:1.0": name for name in ("office", "table", "text", "style", "meta", "drawing")}
_SHORT["urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"] = "calcext"
_CELLS = ("table:table-cell", "table:covered-table-cell")
_TEXT_CONSTANT = re.compile(r'\s*+(?:of:)?=?\s*+"((?:[^"]++|"")*+)"\s*')
_BLANKS = re.compile(r"[ \t\r\n]+")
_MIMETYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_HEAD = (
    f'<office:document-content xmlns:office="{_SPACE}office:1.0" xmlns:table="{_SPACE}table:1.0"'
    f' xmlns:text="{_SPACE}text:1.0">'
    "<office:body><office:spreadsheet>"
)
_TAIL = "</office:spreadsheet></office:body></office:document-content>"


class _Content:
    """Handlers for content.xml."""

    def __init__(self) -> None:
        self.sheets: list[SheetScan] = []
        self.diets: list[str] = []
        self.names: dict[str, str] = {}
        self._path: list[str] = []
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._table: OdsTable | None = None
        self._row: dict[str, str] = {}
        self._hidden_groups = 0
        self._cell: OdsCell | None = None
        self._in_paragraph = False

    def start(self, element: str, attributes: dict[str, str]) -> None:
        name = _short(element)
        parent = self._path[-1] if self._path else ""
        self._path.append(name)
        if self._table is None:
            self._outside(name, parent, {_short(key): value for key, value in attributes.items()})
        elif name == "table:table-row" and self._cell is None:
            self._row = {_short(key): value for key, value in attributes.items()}
        elif name == "table:table-row-group" and attributes.get(f"{_SPACE}table:1.0 display") == "false":
            self._hidden_groups += 1
            self._path[-1] = "hidden group"
        elif name == "table:table-column" and self._cell is None:
            self._table.add_column({_short(key): value for key, value in attributes.items()})
        elif name in _CELLS and parent == "table:table-row" and self._cell is None:
            self._cell = OdsCell(_cell_attributes(attributes))
        elif self._cell is not None:
            self._inside_cell(name, parent, attributes)

    def text(self, piece: str) -> None:
        if not self._in_paragraph or self._cell is None or "office:annotation" in self._path:
            return
        paragraphs = self._cell.paragraphs
        piece = _BLANKS.sub(" ", piece)
        paragraphs[-1] += piece[1:] if piece[:1] == " " and paragraphs[-1][-1:] in ("", " ") else piece

    def end(self, _: str) -> None:
        name = self._path.pop()
        if self._table is None:
            return
        parent = self._path[-1] if self._path else ""
        if name == "text:p" and parent in _CELLS:
            self._in_paragraph = False
        elif name in _CELLS and parent == "table:table-row" and self._cell is not None and not self._nested():
            self._table.add(self._cell)
            self._cell = None
        elif name == "table:table-row" and self._cell is None:
            hidden = self._hidden_groups > 0 or self._row.get("table:visibility") in ("collapse", "filter")
            self._table.end_row(self._row.get("table:number-rows-repeated"), hidden)
        elif name == "hidden group":
            self._hidden_groups -= 1
        elif name == "table:table" and self._cell is None:
            self.diets.append(f'<table:table table:name="{len(self.sheets)}">{self._table.rows()}</table:table>')
            self._table = None

    def _nested(self) -> bool:
        return sum(name in _CELLS for name in self._path) > 0

    def _outside(self, name: str, parent: str, attributes: dict[str, str]) -> None:
        if name == "style:style":
            self._style = attributes.get("style:name", "")
        elif name == "style:table-properties" and attributes.get("table:display") == "false":
            self._hidden_styles.add(self._style)
        elif name == "table:named-expression":
            match = _TEXT_CONSTANT.fullmatch(attributes.get("table:expression", ""))
            if match:
                self.names[attributes.get("table:name", "")] = match[1].replace('""', '"')
        elif name == "table:table" and parent == "office:spreadsheet":
            hidden = attributes.get("table:style-name") in self._hidden_styles
            sheet = SheetScan(attributes.get("table:name", ""), Visibility.HIDDEN if hidden else Visibility.VISIBLE)
            self.sheets.append(sheet)
            if len(self.sheets) > MAX_SHEETS:
                raise too_large(f"超过 {MAX_SHEETS} 张工作表")
            self._table, self._hidden_groups = OdsTable(sheet), 0

    def _inside_cell(self, name: str, parent: str, attributes: dict[str, str]) -> None:
        assert self._cell is not None
        if name == "table:table-row":
            raise damaged("单元格里套着另一张表")
        if name == "text:p" and parent in _CELLS:
            self._cell.paragraphs.append("")
            self._in_paragraph = True
        elif self._in_paragraph and "office:annotation" not in self._path:
            if name == "text:s":
                count = attributes.get(f"{_SPACE}text:1.0 c", "1")
                self._cell.paragraphs[-1] += " " * min(int(count) if count.isdigit() else 1, 32_767)
            elif name in ("text:tab", "text:line-break"):
                self._cell.paragraphs[-1] += "\t" if name == "text:tab" else "\n"


def scan_ods(package: Package) -> BookScan:
    """Scan all tables of an .ods; always a careful scan.

    Raises:
        Refused: damaged, encrypted, or larger than the reader may be given.
    """
    if b"encryption-data" in package.read("META-INF/manifest.xml"):
        raise encrypted()
    if "content.xml" not in package:
        raise damaged("缺少 content.xml")
    content = _Content()
    parse(package.read("content.xml"), "content.xml", content.start, content.end, content.text)
    if not content.sheets:
        raise damaged("工作簿里没有工作表")
    manifest = f'<manifest:manifest xmlns:manifest="{_SPACE}manifest:1.0"/>'.encode()
    body = (_HEAD + "".join(content.diets) + _TAIL).encode()
    diet = stored_zip([("mimetype", _MIMETYPE), ("META-INF/manifest.xml", manifest), ("content.xml", body)])
    return BookScan(
        content.sheets, diet, True, content.names, _properties(package.read("meta.xml")), traits=traits(package.names)
    )


def _properties(meta: bytes) -> dict[str, str]:
    found: dict[str, str] = {}
    name = ""

    def start(element: str, attributes: dict[str, str]) -> None:
        nonlocal name
        if _short(element) == "meta:user-defined":
            name = attributes.get(f"{_SPACE}meta:1.0 name", "")
            found[name] = ""

    def text(piece: str) -> None:
        if name:
            found[name] += piece

    def end(_: str) -> None:
        nonlocal name
        name = ""

    if meta:
        parse(meta, "meta.xml", start, end, text)
    return found


def _cell_attributes(attributes: dict[str, str]) -> dict[str, str]:
    """Local names are enough for a cell; calcext's value type, which alone tells errors, gets a name of its own."""
    plain: dict[str, str] = {}
    for key, value in attributes.items():
        prefix, _, local = _short(key).partition(":")
        if prefix != "calcext":
            plain[local] = value
        elif local == "value-type":
            plain["error-type"] = value
    return plain


def _short(name: str) -> str:
    space, _, local = name.rpartition(" ")
    return f"{_SHORT.get(space, '?')}:{local}"
