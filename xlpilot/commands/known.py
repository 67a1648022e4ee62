"""What the last run read, so that the next one reads only what is new. Safe to delete; whatever is odd is read anew.

One file, replaced whole, that holds what the last run used and nothing older: a record for each file, looked up when
its turn comes. Each is signed with the workspace's key: what somebody else wrote there, or a disk spoilt, is not
looked at.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import os
import tempfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING

from xlpilot import __version__
from xlpilot.commands.kept import CACHE
from xlpilot.errors import XlpilotError
from xlpilot.files import whole_file
from xlpilot.rounds.workspace import Workspace
from xlpilot.rules import RULES_VERSION

if TYPE_CHECKING:
    from xlpilot.review.identified import Identified
    from xlpilot.review.judge import Returned

FILE = "read.records"
_NAME, _SIGNATURE, _LENGTH = 16, 32, 4  # bytes of a record before its content
_HEAD = _NAME + _SIGNATURE + _LENGTH
_MOST_BYTES = 256 << 20
_MOST_CONTENT = 64 << 20  # bytes of one record, inflated
_IN_MEMORY = 8 << 20


class Known:
    """What is known of files that were read before, by the same program, rules, round, key and passwords."""

    def __init__(self, workspace: Workspace, passwords: Sequence[str] = ()) -> None:
        self._key = workspace.secrets.key
        self._path = workspace.state / CACHE / FILE
        self._stamp = self._stamp_of(workspace, passwords).encode()
        self._before = self._places()
        self._used: dict[bytes, tuple[int, int]] = {}  # where the records lie in the file of the last run
        self._new: dict[bytes, tuple[int, int]] = {}  # and in this one's
        self._written: IO[bytes] = _spool(workspace.state)
        self._size = 0
        self.reused = self.read = 0

    def find(self, sha256: str, path: str, told: str | None, kind: str | None = None) -> Identified | None:
        """What a file was found to be, None where it must be read; `told`, `kind`: what the operator says of it."""
        from xlpilot.review.serial import from_plain

        name = _name(sha256, path, told, kind)
        place = self._before.get(name)
        record = self._record(place) if place else b""
        if place is None or not self._genuine(name, record):
            return None
        try:
            content = zlib.decompressobj()
            found = from_plain(json.loads(content.decompress(record[_HEAD:], _MOST_CONTENT)))
        except (KeyError, TypeError, ValueError, AttributeError, RecursionError, zlib.error):
            return None
        self._used[name] = place
        self.reused += 1
        return found

    def note(self, file: Returned, found: Identified) -> None:
        """Remember what a file was found to be; what cannot be written down as it is will be read again."""
        from xlpilot.review.serial import from_plain, to_plain

        self.read += 1
        if found.table is None:
            return  # to refuse it again costs little, and may turn out otherwise
        with contextlib.suppress(TypeError, OSError):
            plain = to_plain(found)
            if from_plain(plain) == found:
                text = json.dumps(plain, separators=(",", ":")).encode("ascii")
                self._append(_name(file.sha256, file.path, file.told, file.told_kind), zlib.compress(text, 1))

    def save(self) -> None:
        """Keep what this run used; on a full disk nothing is kept, and that is no fault."""
        if not self._new and self._used.keys() == self._before.keys() and self._path.is_file():
            return
        with contextlib.suppress(XlpilotError, OSError), whole_file(self._path) as stream:
            for place in self._used.values():
                stream.write(self._record(place))
            for place in self._new.values():
                stream.write(_at(self._written, place))

    def _append(self, name: bytes, content: bytes) -> None:
        if self._size + len(content) > _MOST_BYTES:
            return
        record = name + self._signature(name, content) + len(content).to_bytes(_LENGTH, "big") + content
        self._written.seek(self._size)
        self._written.write(record)
        self._new[name] = self._size, len(record)
        self._size += len(record)

    def _record(self, place: tuple[int, int]) -> bytes:
        try:
            with self._path.open("rb") as stream:
                return _at(stream, place)
        except OSError:
            return b""

    def _genuine(self, name: bytes, record: bytes) -> bool:
        signature = record[_NAME : _NAME + _SIGNATURE]
        return record[:_NAME] == name and hmac.compare_digest(signature, self._signature(name, record[_HEAD:]))

    def _places(self) -> dict[bytes, tuple[int, int]]:
        """Where the records lie: offset and length, by name."""
        found: dict[bytes, tuple[int, int]] = {}
        with contextlib.suppress(OSError), self._path.open("rb") as stream:
            at = 0
            while len(head := stream.read(_HEAD)) == _HEAD:
                length = _HEAD + int.from_bytes(head[-_LENGTH:], "big")
                found[head[:_NAME]] = at, length
                at += length
                stream.seek(at)
        return found

    def _signature(self, name: bytes, content: bytes) -> bytes:
        text = b"read before\n%d %b%b%b" % (len(self._stamp), self._stamp, name, content)
        return hmac.digest(self._key, text, "sha256")

    def _stamp_of(self, workspace: Workspace, passwords: Sequence[str]) -> str:
        secret = hmac.new(self._key, "\0".join(passwords).encode("utf-8", "replace"), hashlib.sha256).hexdigest()
        definition = hashlib.sha256(workspace.round.definition.encode()).hexdigest()
        return " ".join((__version__, _program(), RULES_VERSION, definition, secret))


def _name(sha256: str, path: str, told: str | None, kind: str | None) -> bytes:
    return hashlib.sha256(json.dumps([sha256, path, told, kind]).encode("ascii")).digest()[:_NAME]


def _spool(folder: Path) -> IO[bytes]:
    return tempfile.SpooledTemporaryFile(_IN_MEMORY, dir=str(folder))


def _at(stream: IO[bytes], place: tuple[int, int]) -> bytes:
    stream.seek(place[0])
    return stream.read(place[1])


def _program() -> str:
    """Tells this copy of the program from one whose files were changed under the same version."""
    package = str(Path(__file__).parents[1])
    told: list[str] = []
    # pathlib would take three times as long for the hundreds of files.
    for folder, folders, names in os.walk(package):
        folders[:] = sorted(set(folders) - {"__pycache__"})
        for name in sorted(names):
            if name.endswith(".py"):
                state = os.stat(os.path.join(folder, name))  # noqa: PTH116, PTH118
                told.append(f"{folder[len(package) :]}/{name} {state.st_size} {state.st_mtime_ns}")
    return hashlib.sha256("\n".join(told).encode("utf-8", "replace")).hexdigest()[:16]
