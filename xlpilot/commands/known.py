"""What the last run read, so that the next one reads only what is new. Safe to delete; whatever is odd is read anew.

One file, replaced whole, that holds what the last run used and nothing older. It is signed with the workspace's key:
what somebody else wrote there, or a disk spoilt, is not looked at.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xlpilot import __version__
from xlpilot.commands.kept import CACHE
from xlpilot.errors import XlpilotError
from xlpilot.files import write_whole
from xlpilot.rounds.workspace import Workspace
from xlpilot.rules import RULES_VERSION

if TYPE_CHECKING:
    from xlpilot.review.identified import Identified
    from xlpilot.review.judge import Returned

_FILE = "read.json"
_MOST_BYTES = 256 << 20


class Known:
    """What is known of files that were read before, by the same program, rules, round, key and passwords."""

    def __init__(self, workspace: Workspace, passwords: Sequence[str] = ()) -> None:
        self._key = workspace.secrets.key
        self._path = workspace.state / CACHE / _FILE
        self._stamp = self._stamp_of(workspace, passwords)
        self._before: dict[str, Any] = self._load()
        self._now: dict[str, Any] = {}
        self.reused = self.read = 0

    def find(self, sha256: str, path: str, told: str | None) -> Identified | None:
        """What a file was found to be, None where it must be read."""
        from xlpilot.review.serial import from_plain

        name = _name(sha256, path, told)
        plain = self._before.get(name)
        if plain is None:
            return None
        try:
            found = from_plain(plain)
        except (KeyError, TypeError, ValueError, AttributeError):
            return None
        self._now[name] = plain
        self.reused += 1
        return found

    def note(self, file: Returned, found: Identified) -> None:
        """Remember what a file was found to be; what cannot be written down as it is will be read again."""
        from xlpilot.review.serial import from_plain, to_plain

        self.read += 1
        if found.table is None:
            return  # to refuse it again costs little, and may turn out otherwise
        with contextlib.suppress(TypeError):
            plain = to_plain(found)
            if from_plain(plain) == found:
                self._now[_name(file.sha256, file.path, file.told)] = plain

    def save(self) -> None:
        """Keep what this run used; on a full disk nothing is kept, and that is no fault."""
        if self._now == self._before and self._path.exists():
            return
        text = json.dumps({"stamp": self._stamp, "files": self._now}, separators=(",", ":"))
        data = text.encode("ascii")
        if len(data) <= _MOST_BYTES:
            with contextlib.suppress(XlpilotError, OSError):
                write_whole(self._path, self._signature(data).encode() + b"\n" + data)

    def _load(self) -> dict[str, Any]:
        try:
            if self._path.stat().st_size > 2 * _MOST_BYTES:
                return {}
            signature, _, data = self._path.read_bytes().partition(b"\n")
            if not hmac.compare_digest(signature, self._signature(data).encode()):
                return {}
            document = json.loads(data)
            files = document["files"] if document["stamp"] == self._stamp else {}
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return {}
        return files if isinstance(files, dict) else {}

    def _signature(self, data: bytes) -> str:
        return hmac.new(self._key, b"read before\n" + data, hashlib.sha256).hexdigest()

    def _stamp_of(self, workspace: Workspace, passwords: Sequence[str]) -> str:
        secret = hmac.new(self._key, "\0".join(passwords).encode("utf-8", "replace"), hashlib.sha256).hexdigest()
        definition = hashlib.sha256(workspace.round.definition.encode()).hexdigest()
        return " ".join((__version__, _program(), RULES_VERSION, definition, secret))


def _name(sha256: str, path: str, told: str | None) -> str:
    return json.dumps([sha256, path, told])


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
