"""All of a sheet's XML but its rows: checked for well-formedness, asked for merged areas, dropdowns, column formats."""

from __future__ import annotations

from xlpilot.intake.refusal import damaged
from xlpilot.intake.scan import Area, area, check_merges, hide_columns
from xlpilot.intake.xml_part import main, parse
from xlpilot.values import dataclass, field

_MAX_AREAS = 100_000  # of dropdowns; more are not looked at
_MAX_COLUMN_FORMATS = 16_384
_LATER_VALIDATION = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main dataValidation"
_LATER_AREAS = "http://schemas.microsoft.com/office/excel/2006/main sqref"


@dataclass(slots=True)
class Frame:
    """What surrounds the rows of a sheet.

    Attributes:
        dropdowns: areas of validations by a list, those of Excel 2010 whose list lies on another sheet included.
        columns: (first, last, index of the cell format) of columns that have one, 1-based.
        hidden: (first, last) of hidden columns, 1-based.
        found: how many sheetData elements stand where one should.
    """

    merges: list[Area] = field(default_factory=list)
    dropdowns: list[Area] = field(default_factory=list)
    columns: list[tuple[int, int, int]] = field(default_factory=list)
    hidden: list[tuple[int, int]] = field(default_factory=list)
    found: int = 0


def read_frame(content: bytes, part: str) -> Frame:
    """Read a sheet whose rows have been cut out, or all of one.

    Raises:
        Refused: not well-formed, not a worksheet, or with cells outside the rows.
    """
    frame = Frame()
    depth = 0
    list_until = 0  # depth of the later validation by a list that is being read, 0 outside
    areas: list[str] | None = None

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, list_until, areas
        local = main(name)
        if depth == 0 and local != "worksheet":
            raise damaged(f"{part} 不是工作表")
        if local == "mergeCell":
            corners = area(attributes.get("ref", ""))
            if corners and corners[:2] != corners[2:]:
                frame.merges.append(corners)
                check_merges(len(frame.merges))
        elif local == "dataValidation" and attributes.get("type") == "list":
            _add_areas(attributes.get("sqref", ""), frame.dropdowns)
        elif local == "col":
            _add_column(attributes, frame)
        elif local == "sheetData" and depth == 1:
            frame.found += 1
        elif local in ("row", "c") and depth == 1:
            raise damaged(f"{part} 有不在表格区域里的单元格")
        elif not local and name == _LATER_VALIDATION and attributes.get("type") == "list":
            list_until = depth
        elif not local and name == _LATER_AREAS and list_until:
            areas = []
        depth += 1

    def text(piece: str) -> None:
        if areas is not None:
            areas.append(piece)

    def end(_: str) -> None:
        nonlocal depth, list_until, areas
        depth -= 1
        if areas is not None:
            _add_areas("".join(areas), frame.dropdowns)
            areas = None
        if depth == list_until:
            list_until = 0

    parse(content, part, start, end, text)
    return frame


def _add_areas(references: str, found: list[Area]) -> None:
    for reference in references.split(None, _MAX_AREAS)[:_MAX_AREAS]:
        corners = area(reference)
        if corners and len(found) < _MAX_AREAS:
            found.append(corners)


def _add_column(attributes: dict[str, str], frame: Frame) -> None:
    numbers = [attributes.get(name, "") for name in ("min", "max", "style")]
    first, last, style = (int(n) if n.isascii() and n.isdigit() and len(n) < 10 else -1 for n in numbers)
    if min(first, last, style) >= 0 and len(frame.columns) < _MAX_COLUMN_FORMATS:
        frame.columns.append((first, last, style))
    if attributes.get("hidden") in ("1", "true", "on"):
        hide_columns(frame.hidden, first, last)
