"""A copy of each summary as it was written, to tell later what changed in it; without it only that is not told."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Collection
from pathlib import Path

from xlpilot.errors import XlpilotError
from xlpilot.files import whole_file
from xlpilot.ledger.archive import digest
from xlpilot.rounds.workspace import Workspace

CACHE = "cache"
_FOLDER = "written"


def keep(workspace: Workspace, path: Path, sha256: str, needed: Collection[str]) -> None:
    """Keep a copy of the file with this hash, and of the others those whose hashes are needed; a full disk keeps
    nothing and is no fault.
    """
    folder = _folder(workspace)
    with contextlib.suppress(XlpilotError, OSError):
        if not (folder / sha256).exists():
            with path.open("rb") as there, whole_file(folder / sha256) as stream:
                shutil.copyfileobj(there, stream, 1 << 20)
        for path in sorted(folder.iterdir()):
            if path.name != sha256 and path.name not in needed:
                path.unlink()


def kept(workspace: Workspace, sha256: str) -> bytes | None:
    """The bytes that were written with this hash, None where they are not kept or no longer what they were."""
    try:
        data = (_folder(workspace) / sha256).read_bytes()
    except OSError:
        return None
    return data if digest(data) == sha256 else None


def _folder(workspace: Workspace) -> Path:
    return workspace.state / CACHE / _FOLDER
