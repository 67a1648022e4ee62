"""A summary of any size read back: only bytes that we wrote ourselves, proved by their hash.

What comes from outside goes through `intake`, with its limits. A city's own workbook has as many rows as its counties
have sent, and none of the tricks.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import cast

from python_calamine import CalamineWorkbook

from xlpilot.intake.grid import Grid, Value


class OwnBook(Mapping[str, Grid]):
    """The sheets of a workbook that we wrote, by name; each is read whenever it is asked for, and not kept."""

    def __init__(self, data: bytes) -> None:
        self._book = CalamineWorkbook.from_filelike(io.BytesIO(data))

    def __getitem__(self, name: str) -> Grid:
        if name not in self._book.sheet_names:
            raise KeyError(name)
        rows = cast("list[list[Value]]", self._book.get_sheet_by_name(name).to_python(skip_empty_area=False))
        for row in rows:
            for at, value in enumerate(row):
                if value == "":
                    row[at] = None
        return Grid(name, rows)

    def __contains__(self, name: object) -> bool:
        return name in self._book.sheet_names

    def __iter__(self) -> Iterator[str]:
        return iter(self._book.sheet_names)

    def __len__(self) -> int:
        return len(self._book.sheet_names)


__all__ = ["OwnBook"]
