"""What was read of many files, put away on the disk: a round of any size is judged in the memory of a small one.

Only the columns of the tables go, by far the most of what a file leaves behind. They come back when they are asked
for, a few tables at a time, and nobody who reads a table notices.
"""

from __future__ import annotations

import pickle
import tempfile
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import IO, Any, TypeVar

from xlpilot.findings import Finding, Once
from xlpilot.intake.table import Table

_NONE: Mapping[str, tuple[int, int]] = {}
_AT_HAND = 32  # tables whose columns are kept after they were asked for

T = TypeVar("T")
_Columns = tuple[Mapping[str, Any], Mapping[str, Any], Mapping[str, Any]]


class Shelf:
    """A file without a name, gone with the process: columns of tables, written once each and read when asked for."""

    def __init__(self, folder: Path | None = None) -> None:
        """Args: folder: where the file lies, where that can be written; None is the system's folder for such files."""
        self._folder = folder
        self._file: IO[bytes] | None = None
        self._end = 0
        self._at_hand: OrderedDict[int, _Columns] = OrderedDict()
        self._headers: dict[tuple[tuple[str, int], ...], Mapping[str, int]] = {}
        self._once = Once()

    def put(self, table: Table | None, findings: Iterable[Finding]) -> tuple[Table | None, tuple[Finding, ...]]:
        """The same table with its columns put away, on a full disk as it is; and the findings about its file."""
        findings = tuple(findings)
        told = {id(finding): self._once.finding(finding) for finding in findings}
        return self._table(table, told) if table else None, tuple(told[id(finding)] for finding in findings)

    def _table(self, table: Table, told: Mapping[int, Finding]) -> Table:
        if isinstance(table.values, Stored):
            return table
        data = pickle.dumps(tuple(map(dict, (table.values, table.typed, table.line))), pickle.HIGHEST_PROTOCOL)
        try:
            file = self._file = self._file or self._made()
            file.seek(self._end)
            file.write(data)
        except OSError:
            return table
        at, self._end = self._end, self._end + len(data)
        columns = self._headers.setdefault(tuple(table.columns.items()), table.columns)
        return replace(
            table,
            values=Stored(self, at, len(data), 0),
            typed=Stored(self, at, len(data), 1),
            line=Stored(self, at, len(data), 2),
            columns=columns,
            rows=self._once.of(table.rows),
            cells=table.cells or _NONE,
            findings=tuple(told.get(id(finding), finding) for finding in table.findings),
            more=tuple(self._table(one, told) for one in table.more),
        )

    def _made(self) -> IO[bytes]:
        if self._folder:
            try:
                return tempfile.TemporaryFile(dir=self._folder)
            except OSError:
                pass
        return tempfile.TemporaryFile()

    def columns(self, at: int, size: int) -> _Columns:
        """What was put there by field: values, what was typed, and the line above the table."""
        found = self._at_hand.get(at)
        if found is None:
            assert self._file is not None
            self._file.seek(at)
            found = self._at_hand[at] = pickle.loads(self._file.read(size))
            if len(self._at_hand) > _AT_HAND:
                self._at_hand.popitem(last=False)
        else:
            self._at_hand.move_to_end(at)
        return found


class Stored(Mapping[str, T]):
    """Columns by field name, read from a shelf each time they are asked for."""

    __slots__ = ("_at", "_shelf", "_size", "_which")

    def __init__(self, shelf: Shelf, at: int, size: int, which: int) -> None:
        self._shelf, self._at, self._size, self._which = shelf, at, size, which

    def _found(self) -> Mapping[str, T]:
        return self._shelf.columns(self._at, self._size)[self._which]

    def __getitem__(self, name: str) -> T:
        return self._found()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found())

    def __len__(self) -> int:
        return len(self._found())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Mapping) and dict(self._found()) == dict(other)

    __hash__ = None  # type: ignore[assignment]


__all__ = ["Shelf", "Stored"]
