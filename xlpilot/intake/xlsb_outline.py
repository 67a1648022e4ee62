"""The skeleton of an .xlsb: sheets in order with their parts, date system, shared strings, formats and names."""

from __future__ import annotations

from xlpilot.intake import xlsb_records as biff
from xlpilot.intake.grid import Visibility
from xlpilot.intake.guard import Package
from xlpilot.intake.refusal import damaged, too_large
from xlpilot.intake.scan import MAX_CELLS, MAX_SHEETS
from xlpilot.intake.xlsx_outline import read_properties, relationships, target
from xlpilot.values import dataclass, field

_STATES = (Visibility.VISIBLE, Visibility.HIDDEN, Visibility.VERY_HIDDEN)
_TEXT_TOKEN = 0x17
_NOT_A_TEXT = 0b11_1110  # flags of a name that is a function, a macro, or built in


@dataclass(slots=True)
class XlsbOutline:
    """What the small parts of a workbook say.

    Attributes:
        sheets: (name, visibility, part) of every worksheet in the order of the tabs; no chart or dialog sheets.
        strings: the shared strings, rewritten for the reader; `sizes` their lengths in UTF-16 units.
        styles: only what decides whether a number is a date, rewritten for the reader.
        names: defined names that hold a text constant, with that text.
        properties: custom document properties, as text.
    """

    sheets: list[tuple[str, Visibility, str]] = field(default_factory=list)
    date1904: bool = False
    strings: bytes = b""
    sizes: list[int] = field(default_factory=list)
    styles: bytes = b""
    names: dict[str, str] = field(default_factory=dict)
    properties: dict[str, str] = field(default_factory=dict)


def read_xlsb_outline(package: Package) -> XlsbOutline:
    """Read workbook.bin and what it points to.

    Raises:
        Refused: a part is missing or damaged, or there are more sheets or strings than may be.
    """
    root = relationships(package, "")
    workbook = target(root, "officeDocument")
    if workbook not in package:
        raise damaged("缺少工作簿主体 workbook.bin")
    links = relationships(package, workbook)
    outline = XlsbOutline()
    _read_workbook(package.read(workbook), links, outline)
    strings, styles, properties = (
        target(links, "sharedStrings"),
        target(links, "styles"),
        target(root, "custom-properties"),
    )
    for part in [*(part for _, _, part in outline.sheets), strings, styles, properties]:
        if part and part not in package:
            raise damaged(f"缺少 {part}")
    outline.strings, outline.sizes = _strings(package.read(strings) if strings else b"")
    outline.styles = _styles(package.read(styles) if styles else b"")
    outline.properties = read_properties(package.read(properties))
    return outline


def _read_workbook(content: bytes, links: dict[str, tuple[str, str]], outline: XlsbOutline) -> None:
    part, ended = "workbook.bin", False
    for kind, payload in biff.walk(content, part):
        if kind == biff.BOOK_PROPERTIES:
            outline.date1904 = bool(payload[:1] and payload[0] & 1)
        elif kind == biff.SHEET:
            identity, at = biff.wide_text(payload, 8, part)
            name, _ = biff.wide_text(payload, at, part)
            found = links.get(biff.decoded(identity))
            if found is None or ended:
                raise damaged("工作表目录与内容对不上")
            if found[0] == "worksheet":
                state = int.from_bytes(payload[:4], "little")
                outline.sheets.append((biff.decoded(name), _STATES[state] if state < 3 else _STATES[0], found[1]))
        elif kind == biff.END_SHEETS:
            ended = True
        elif kind == biff.NAME:
            _read_name(payload, part, outline.names)
    if not outline.sheets:
        raise damaged("工作簿里没有工作表")
    if not ended:
        raise damaged("工作表目录不完整")
    if len(outline.sheets) > MAX_SHEETS:
        raise too_large(f"有 {len(outline.sheets)} 张工作表")


def _read_name(payload: bytes, part: str, names: dict[str, str]) -> None:
    """Keep a defined name whose whole formula is one text."""
    name, at = biff.wide_text(payload, 9, part)
    size = int.from_bytes(payload[at : at + 4], "little")
    formula = payload[at + 4 : at + 4 + size]
    if (payload[:1] and payload[0] & _NOT_A_TEXT) or formula[:1] != bytes((_TEXT_TOKEN,)):
        return
    if size == len(formula) == 3 + 2 * int.from_bytes(formula[1:3], "little"):
        names[biff.decoded(name)] = biff.decoded(formula[3:])


def _strings(content: bytes) -> tuple[bytes, list[int]]:
    """The shared strings without their runs and phonetics, and their sizes."""
    part, ended = "sharedStrings.bin", not content
    items: list[bytes] = []
    sizes: list[int] = []
    for kind, payload in biff.walk(content, part):
        if kind == biff.STRING:
            raw, _ = biff.wide_text(payload, 1, part)
            sizes.append(len(raw) // 2)
            items.append(biff.record(biff.STRING, b"\0" + sizes[-1].to_bytes(4, "little") + raw))
            if len(items) > MAX_CELLS:
                raise too_large(f"共享字符串超过 {MAX_CELLS} 条")
        ended |= kind == biff.END_STRINGS
    if not ended:
        raise damaged(f"{part} 不完整")
    count = len(items).to_bytes(4, "little")
    rewritten = [biff.record(biff.BEGIN_STRINGS, count * 2), *items, biff.record(biff.END_STRINGS)]
    return b"".join(rewritten), sizes


def _styles(content: bytes) -> bytes:
    part, inside = "styles.bin", False
    formats: list[bytes] = []
    cells: list[bytes] = []
    for kind, payload in biff.walk(content, part):
        if kind in (biff.BEGIN_CELL_FORMATS, biff.END_CELL_FORMATS):
            inside = kind == biff.BEGIN_CELL_FORMATS
        elif kind == biff.FORMAT and len(payload) >= 6:
            code, _ = biff.wide_text(payload, 2, part)
            count = (len(code) // 2).to_bytes(4, "little")
            formats.append(biff.record(biff.FORMAT, payload[:2] + count + code))
        elif kind == biff.CELL_FORMAT and inside:
            cells.append(biff.record(biff.CELL_FORMAT, payload[:4].ljust(4, b"\0")))
    return b"".join(
        [
            biff.record(biff.BEGIN_FORMATS, len(formats).to_bytes(4, "little")),
            *formats,
            biff.record(biff.END_FORMATS),
            biff.record(biff.BEGIN_CELL_FORMATS, len(cells).to_bytes(4, "little")),
            *cells,
            biff.record(biff.END_CELL_FORMATS),
        ]
    )
