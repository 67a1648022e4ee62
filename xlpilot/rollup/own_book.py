"""A summary that is too large for a return read back: only bytes that we wrote ourselves, proved by their hash.

What comes from outside goes through `intake`, with its limits. A city's own workbook has as many rows as its counties
have sent, and none of the tricks.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import cast

from python_calamine import CalamineWorkbook

from xlpilot.intake.grid import Grid, Value


def own_grids(data: bytes) -> Iterator[Grid]:
    """The sheets of a workbook that we wrote, with their values; each is read when it is asked for."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    for name in book.sheet_names:
        rows = cast("list[list[Value]]", book.get_sheet_by_name(name).to_python(skip_empty_area=False))
        yield Grid(name, [[None if value == "" else value for value in row] for row in rows])


__all__ = ["own_grids"]
