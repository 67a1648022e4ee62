"""Content-addressed originals: each file once, under the SHA-256 of its bytes, never written again."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import BinaryIO

from xlpilot.errors import WorkspaceError
from xlpilot.files import write_whole


def digest(data: bytes) -> str:
    """SHA-256 in hex, as sha256sum prints it."""
    return hashlib.sha256(data).hexdigest()


def digest_of(stream: BinaryIO) -> str:
    """The same of all that is in a stream, which is at its end then."""
    stream.seek(0)
    found = hashlib.sha256()
    while part := stream.read(1 << 20):
        found.update(part)
    return found.hexdigest()


def keep(folder: Path, data: bytes) -> str:
    """Put the bytes into the archive where they are not yet there; returns their SHA-256."""
    name = digest(data)
    path = folder / name
    if not path.exists():
        write_whole(path, data)
    return name


def fetch(folder: Path, name: str) -> bytes:
    """The bytes with this SHA-256.

    Raises:
        WorkspaceError: missing, or no longer what was put in.
    """
    path = folder / name
    try:
        data = path.read_bytes()
    except OSError:
        raise WorkspaceError(f"{path}：留存的原件不见了", "请从备份恢复") from None
    if digest(data) != name:
        raise WorkspaceError(f"{path}：留存的原件被改动过", "请从备份恢复")
    return data
