"""The skeleton of an .xlsx or .xlsm: sheets in order with their parts, date system, styles, names and properties."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from xlpilot.intake.grid import Visibility
from xlpilot.intake.guard import Package
from xlpilot.intake.refusal import damaged, too_large
from xlpilot.intake.scan import MAX_SHEETS
from xlpilot.intake.xml_constants import WORD, put_back, set_apart
from xlpilot.intake.xml_part import main, parse
from xlpilot.values import dataclass, field

_SHEET_ATTRIBUTES = {"name", "sheetId", "state"}
_PLAIN = frozenset(map(str, [*range(5), *range(9, 14), *range(37, 41), 48, 49]))  # built-in formats without a date
_NO_DATE = re.compile(r"(?:General|[0#?.,%@;() _+-])*+", re.IGNORECASE)
_CONSTANT = re.compile(rb'(<definedName [^<>]*+>")(' + WORD + rb')("</definedName>)')
_PROPERTY = re.compile(rb"(<vt:lpwstr(?: [^<>]*+)?+>)(" + WORD + rb")(</vt:lpwstr>)")
_TEXT_CONSTANT = re.compile(r'\s*+=?\s*+"((?:[^"]++|"")*+)"\s*')


_Sheet = tuple[str, Visibility, str]
_Links = tuple[tuple[str, tuple[str, str]], ...]
_REMEMBERED = 1 << 16  # bytes of a part that is kept to be met again


@dataclass(slots=True)
class Outline:
    """What the small parts of a workbook say.

    Attributes:
        sheets: (name, visibility, part) of every worksheet in the order of the tabs; no chart or dialog sheets.
        names: defined names that hold a text constant, with that text.
        properties: custom document properties, as text.
    """

    sheets: list[tuple[str, Visibility, str]] = field(default_factory=list)
    strings: str = ""
    styles: str = ""
    date1904: bool = False
    names: dict[str, str] = field(default_factory=dict)
    properties: dict[str, str] = field(default_factory=dict)


def read_outline(package: Package) -> Outline:
    """Read workbook.xml and what it points to.

    Raises:
        Refused: a part is missing or not well-formed, or there are more sheets than MAX_SHEETS.
    """
    outline = Outline()
    root = relationships(package, "")
    workbook = target(root, "officeDocument")
    if workbook not in package:
        raise damaged("缺少工作簿主体 workbook.xml")
    links = relationships(package, workbook)
    content, words = set_apart(package.read(workbook), _CONSTANT)
    read = _known_workbook if len(content) <= _REMEMBERED else _read_workbook
    sheets, outline.date1904, names = read(content, tuple(links.items()))
    outline.sheets, outline.names = list(sheets), put_back(names, words)
    for _, _, part in outline.sheets:
        if part not in package:
            raise damaged(f"缺少工作表 {part}")
    outline.strings, outline.styles = target(links, "sharedStrings"), target(links, "styles")
    properties = target(root, "custom-properties")
    for part in (outline.strings, outline.styles, properties):
        if part and part not in package:
            raise damaged(f"缺少 {part}")
    content, words = set_apart(package.read(properties), _PROPERTY)
    read_texts = _known_properties if len(content) <= _REMEMBERED else read_properties
    outline.properties = put_back(read_texts(content), words)
    return outline


@dataclass(frozen=True, slots=True)
class Styles:
    """What the styles say about numbers.

    Attributes:
        content: a styles part of only what decides whether a number is a date: custom formats and the cells' ids.
        text: indexes of the cell formats that are text.
        struck: indexes of those whose font is struck through.
        dated: indexes of those that may be dates: all that are not clearly for plain numbers or text.
        count: how many cell formats there are.
    """

    content: bytes
    text: frozenset[int]
    struck: frozenset[int] = frozenset()
    dated: frozenset[int] = frozenset()
    count: int = 0


def read_styles(content: bytes) -> Styles:
    """Read a styles part; b'' is one without formats. Many files of a round have the same: it is read once.

    Raises:
        Refused: not well-formed.
    """
    return _known_styles(content) if len(content) <= _REMEMBERED else _read_styles(content)


@lru_cache(16)
def _known_styles(content: bytes) -> Styles:
    return _read_styles(content)


def _read_styles(content: bytes) -> Styles:
    formats: list[str] = []
    text = {"49"}
    cells: list[str] = []
    fonts: list[str] = []  # of the cells
    struck: set[str] = set()
    plain_formats = set(_PLAIN)
    count = 0  # of fonts
    path: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal count
        local = main(name)
        if local == "font" and path[-1:] == ["fonts"]:
            count += 1
        elif local == "strike" and path[-2:] == ["fonts", "font"] and attributes.get("val", "1") in ("1", "true", "on"):
            struck.add(str(count - 1))
        elif local == "numFmt" and path[-1:] == ["numFmts"]:
            number, code = attributes.get("numFmtId", ""), attributes.get("formatCode", "")
            formats.append(f'<numFmt numFmtId="{escape(number)}" formatCode="{escape(code)}"/>')
            if code.strip() == "@":
                text.add(number)
            if _NO_DATE.fullmatch(code):
                plain_formats.add(number)
        elif local == "xf" and path[-1:] == ["cellXfs"]:
            cells.append(attributes.get("numFmtId", "0"))
            fonts.append(attributes.get("fontId", "0"))
        path.append(local)

    def end(_: str) -> None:
        path.pop()

    if content:
        parse(content, "styles.xml", start, end)
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    plain = "".join(f'<xf numFmtId="{escape(number)}"/>' for number in cells)
    rewritten = (
        f'<styleSheet xmlns="{space}"><numFmts>{"".join(formats)}</numFmts><cellXfs>{plain}</cellXfs></styleSheet>'
    )
    return Styles(
        rewritten.encode(),
        frozenset(index for index, number in enumerate(cells) if number in text),
        frozenset(index for index, number in enumerate(fonts) if number in struck),
        frozenset(index for index, number in enumerate(cells) if number not in plain_formats),
        len(cells),
    )


def escape(text: str) -> str:
    """Text for XML, in content as in an attribute; a carriage return survives as a reference."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    return text.replace("\r", "&#13;")


def relationships(package: Package, source: str) -> dict[str, tuple[str, str]]:
    """Relationship id -> (last word of its type, part name) for a source part, '' for the package."""
    folder, name = posixpath.split(source)
    part = posixpath.join(folder, "_rels", f"{name}.rels")
    if part not in package:
        raise damaged(f"缺少 {part}")
    content = package.read(part)
    return dict(_known_links(content, part, folder) if len(content) <= _REMEMBERED else _links(content, part, folder))


def _links(content: bytes, part: str, folder: str) -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}

    def start(element: str, attributes: dict[str, str]) -> None:
        if not element.endswith(" Relationship") or attributes.get("TargetMode") == "External":
            return
        place = attributes.get("Target", "").replace("\\", "/")
        part = posixpath.normpath(posixpath.join("/", folder, place)).lstrip("/")
        found[attributes.get("Id", "")] = (attributes.get("Type", "").rpartition("/")[2], part)

    parse(content, part, start)
    return found


_known_links = lru_cache(32)(_links)


def target(links: dict[str, tuple[str, str]], kind: str) -> str:
    """Name of the first part that is linked as this kind, '' where there is none."""
    spelled = kind.replace("-", "").lower()
    return next((part for found, part in links.values() if found.replace("-", "").lower() == spelled), "")


def _read_workbook(content: bytes, links: _Links) -> tuple[Sequence[_Sheet], bool, Mapping[str, str]]:
    """Worksheets, whether dates count from 1904, and names that hold a text."""
    path: list[str] = []
    name_of_constant: list[str] = []
    constant: list[str] = []
    known = dict(links)
    sheets: list[_Sheet] = []
    names: dict[str, str] = {}
    date1904 = False

    def start(element: str, attributes: dict[str, str]) -> None:
        nonlocal date1904
        local = main(element)
        path.append(local)
        if path[-2:-1] == ["sheets"] and (local != "sheet" or not _plain_names(attributes) <= _SHEET_ATTRIBUTES):
            raise damaged("工作表目录的结构不对")
        if local == "workbookPr":
            date1904 = attributes.get("date1904") in ("1", "true", "on")
        elif local == "sheet":
            identity = next((value for key, value in attributes.items() if key.endswith("relationships id")), "")
            if identity not in known:
                raise damaged("工作表目录与内容对不上")
            kind, part = known[identity]
            if kind == "worksheet":
                state = attributes.get("state", "visible")
                known_state = state in Visibility.__members__.values()
                visibility = Visibility(state) if known_state else Visibility.VISIBLE
                sheets.append((attributes.get("name", ""), visibility, part))
        elif local == "definedName":
            name_of_constant.append(attributes.get("name", ""))
            constant.clear()

    def end(element: str) -> None:
        path.pop()
        if main(element) == "definedName" and name_of_constant:
            match = _TEXT_CONSTANT.fullmatch("".join(constant))
            name = name_of_constant.pop()
            if match:
                names[name] = match[1].replace('""', '"')

    def text(piece: str) -> None:
        if name_of_constant:
            constant.append(piece)

    parse(content, "workbook.xml", start, end, text)
    if not sheets:
        raise damaged("工作簿里没有工作表")
    if len(sheets) > MAX_SHEETS:
        raise too_large(f"有 {len(sheets)} 张工作表")
    return sheets, date1904, names


_known_workbook = lru_cache(32)(_read_workbook)


def _plain_names(attributes: dict[str, str]) -> set[str]:
    return {name for name in attributes if " " not in name}


def read_properties(content: bytes) -> dict[str, str]:
    """Custom document properties, as text, from their part; b'' has none."""
    found: dict[str, str] = {}
    name, value = "", ""

    def start(element: str, attributes: dict[str, str]) -> None:
        nonlocal name, value
        if element.endswith(" property"):
            name, value = attributes.get("name", ""), ""

    def text(piece: str) -> None:
        nonlocal value
        value += piece

    def end(element: str) -> None:
        if element.endswith(" property"):
            found[name] = value.strip()

    if content:
        parse(content, "custom.xml", start, end, text)
    return found


_known_properties = lru_cache(32)(read_properties)
