"""All of a sheet's XML but its rows: checked for well-formedness, and asked for merged areas."""

from __future__ import annotations

from xlpilot.intake.refusal import damaged
from xlpilot.intake.scan import Area, area
from xlpilot.intake.xml_part import main, parse

MAX_MERGES = 100_000


def read_frame(content: bytes, part: str) -> tuple[list[Area], int]:
    """Merged areas, and how many sheetData elements stand where one should.

    `content` is a sheet whose rows have been cut out, or all of one.
    """
    merges: list[Area] = []
    depth = found = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, found
        local = main(name)
        if depth == 0 and local != "worksheet":
            raise damaged(f"{part} 不是工作表")
        if local == "mergeCell":
            corners = area(attributes.get("ref", ""))
            if corners and corners[:2] != corners[2:] and len(merges) < MAX_MERGES:
                merges.append(corners)
        elif local == "sheetData" and depth == 1:
            found += 1
        elif local in ("row", "c") and depth == 1:
            raise damaged(f"{part} 有不在表格区域里的单元格")
        depth += 1

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    parse(content, part, start, end)
    return merges, found
