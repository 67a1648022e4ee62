"""What was found in many files, put away on the disk: a round of any size is judged in the memory of a small one.

Tables and findings go, by far the most of what a file leaves behind. They come back when they are asked for, a few at
a time, and nobody who reads a table or a finding notices.
"""

from __future__ import annotations

import marshal
import pickle
import tempfile
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO, TypeVar, cast, overload

from xlpilot.findings import Finding, Place, Severity
from xlpilot.intake.table import LineValue, Table

_AT_HAND = 64  # records that are kept after they were asked for; a table is three of them
_LENGTH = 32  # bits of a record's place that tell how long it is
_EMPTY: Mapping[str, Any] = {}

T = TypeVar("T")


class Shelf:
    """A file without a name, gone with the process: records, written once each and read when asked for."""

    def __init__(self, folder: Path | None = None) -> None:
        """Args: folder: where the file lies, where that can be written; None is the system's folder for such files."""
        self._folder = folder
        self._file: BinaryIO | None = None
        self._end = 0
        self._at_hand: OrderedDict[int, Any] = OrderedDict()

    def table(self, table: Table) -> Table:
        """The same table, put away; on a full disk as it is."""
        if isinstance(table, PutAway):
            return table
        heads, places = [], []
        try:
            for one in table.all:
                line = {name: (at.value, at.typed, at.row, at.column) for name, at in one.line.items()}
                places.append((self.put((dict(one.values), dict(one.typed))), self.put(line)))
                heads.append(replace(one, values=_EMPTY, typed=_EMPTY, line=_EMPTY, more=()))
            return cast("Table", PutAway(self, self.put((heads, places))))
        except OSError:
            return table

    def findings(self, findings: Sequence[Finding]) -> Sequence[Finding]:
        """The same findings, put away; on a full disk as they are."""
        if not findings or isinstance(findings, Told):
            return findings
        try:
            return Told(self, self.write(marshal.dumps(list(map(_plain, findings)))))
        except (OSError, ValueError):  # a text of a class of its own has no place in a record
            return findings

    @property
    def used(self) -> bool:
        """Whether anything was put away."""
        return self._end > 0

    def read(self, at: int) -> bytes:
        """The record that lies there."""
        assert self._file is not None
        self._file.seek(at >> _LENGTH)
        return self._file.read(at & (1 << _LENGTH) - 1)

    def put(self, record: object) -> int:
        """Where it lies now, for `found` with pickle.loads; OSError: the disk is full, say."""
        return self.write(pickle.dumps(record, pickle.HIGHEST_PROTOCOL))

    def write(self, record: bytes) -> int:
        """Where a record lies now, and how long it is, in one number.

        Raises:
            OSError: the disk is full, say.
        """
        file = self._file = self._file or self._made()
        file.seek(self._end)
        if file.write(record) != len(record):
            raise OSError("no room for the whole record")
        at = self._end
        self._end += len(record)
        return at << _LENGTH | len(record)

    def _made(self) -> BinaryIO:
        # Without a buffer: what is not on the disk was not put away.
        if self._folder:
            try:
                return cast("BinaryIO", tempfile.TemporaryFile(buffering=0, dir=self._folder))
            except OSError:
                pass
        return cast("BinaryIO", tempfile.TemporaryFile(buffering=0))

    def found(self, at: int, read: Callable[[bytes], T]) -> T:
        """What `read` makes of the record that lies there."""
        if at in self._at_hand:
            self._at_hand.move_to_end(at)
            return cast("T", self._at_hand[at])
        found = self._at_hand[at] = read(self.read(at))
        if len(self._at_hand) > _AT_HAND:
            self._at_hand.popitem(last=False)
        return found

    def read_table(self, record: bytes) -> Table:
        """The table of a record, its columns where they lie."""
        heads, places = pickle.loads(record)
        tables: list[Table] = [
            replace(one, values=Stored(self, columns, 0), typed=Stored(self, columns, 1), line=StoredLine(self, line))
            for one, (columns, line) in zip(heads, places, strict=True)
        ]
        return replace(tables[0], more=tuple(tables[1:])) if len(tables) > 1 else tables[0]


class PutAway:
    """A table that is read from a shelf each time it is asked for anything."""

    __slots__ = ("_at", "_shelf")

    def __init__(self, shelf: Shelf, at: int) -> None:
        self._shelf, self._at = shelf, at

    def __getattr__(self, name: str) -> Any:
        return getattr(self._shelf.found(self._at, self._shelf.read_table), name)

    def __eq__(self, other: object) -> bool:
        return other == self._shelf.found(self._at, self._shelf.read_table)

    __hash__ = None  # type: ignore[assignment]


class Stored(Mapping[str, T]):
    """Columns by field name, read from a shelf each time they are asked for."""

    __slots__ = ("_at", "_shelf", "_which")

    def __init__(self, shelf: Shelf, at: int, which: int = 0) -> None:
        self._shelf, self._at, self._which = shelf, at, which

    def _found(self) -> Mapping[str, T]:
        columns: Mapping[str, T] = self._shelf.found(self._at, pickle.loads)[self._which]
        return columns

    def __getitem__(self, name: str) -> T:
        return self._found()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found())

    def __len__(self) -> int:
        return len(self._found())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Mapping) and dict(self._found()) == dict(other)

    __hash__ = None  # type: ignore[assignment]


class StoredLine(Stored[LineValue]):
    """What stands above a table, likewise."""

    __slots__ = ()

    def _found(self) -> Mapping[str, LineValue]:
        return self._shelf.found(self._at, _read_line)


class Told(Sequence[Finding]):
    """Findings, read from a shelf each time they are asked for."""

    __slots__ = ("_at", "_shelf")

    def __init__(self, shelf: Shelf, at: int) -> None:
        self._shelf, self._at = shelf, at

    def _found(self) -> tuple[Finding, ...]:
        return self._shelf.found(self._at, _read_findings)

    @overload
    def __getitem__(self, at: int) -> Finding: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Finding]: ...
    def __getitem__(self, at: int | slice) -> Finding | Sequence[Finding]:
        return self._found()[at]

    def __iter__(self) -> Iterator[Finding]:
        return iter(self._found())

    def __len__(self) -> int:
        return len(self._found())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._found() == tuple(other)

    __hash__ = None  # type: ignore[assignment]


def _read_line(record: bytes) -> Mapping[str, LineValue]:
    return {name: LineValue(*parts) for name, parts in pickle.loads(record).items()}


def _plain(one: Finding) -> tuple[object, ...]:
    at = one.place
    return (
        one.code, one.severity.value, one.message, one.fix, one.value, at.sheet, at.cell, at.row, at.field, at.paragraph
    )  # fmt: skip


def _read_findings(record: bytes) -> tuple[Finding, ...]:
    return tuple(
        Finding(code, _SEVERITY[severity], message, fix, Place(*place), value)
        for code, severity, message, fix, value, *place in marshal.loads(record)
    )


_SEVERITY = {one.value: one for one in Severity}

__all__ = ["PutAway", "Shelf", "Stored", "Told"]
