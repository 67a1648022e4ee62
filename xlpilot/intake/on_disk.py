"""Files where counties' files are dropped: found and read without following, waiting for or swallowing anything.

A link, a device, a pipe, or a file beyond the cap is not opened. A note of it stands in place of its bytes, so that
it is archived, listed and judged like any other file, and nobody wonders where it went.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

from xlpilot.intake.guard import MAX_FILE
from xlpilot.intake.litter import is_litter
from xlpilot.intake.refusal import Reason, Refusal

UNREAD = b"\0xlpilot: not read\n"
_NOTE = re.compile(re.escape(UNREAD) + rb"(link|special|large ([0-9]{1,15}))\n")
_LINK = Refusal(Reason.LINK, "这是指向别处的链接，没有打开", "请把文件本身放进来，或在命令中写出它真正的位置")
_SPECIAL = Refusal(Reason.UNKNOWN, "这不是普通文件（设备、管道或套接字），没有打开", "请删除它，放入要报送的 Excel 表")
_SMALLER = "请只保留填报内容，复制到下发的原表中另存后再报；附带的扫描件请另外发送"


def files_in(folder: Path) -> Iterator[Path]:
    """All that lies below a folder but folders and litter, in the order of names; linked folders are not entered."""
    yield from _below(folder, "")


def _below(folder: Path, inside: str) -> Iterator[Path]:
    """One folder after the other, each listed when its turn comes: thousands of paths take more room than names."""
    try:
        with os.scandir(folder) as entries:
            folders = {entry.name: entry.is_dir(follow_symlinks=False) for entry in entries}
    except PermissionError:
        return
    for name in sorted(folders, key=str.lower if os.name == "nt" else None):
        if folders[name]:
            yield from _below(folder / name, f"{inside}{name}/")
        elif not is_litter(inside + name):
            yield folder / name


def contents(path: Path, follow: bool = False, most: int = MAX_FILE) -> bytes:
    """The bytes of a file, or the note that stands for one which is not opened.

    Args:
        follow: take what a link points to; for a path that a person has named.

    Raises:
        OSError: it cannot be read.
    """
    mode = (path.stat() if follow else path.lstat()).st_mode
    if stat.S_ISLNK(mode):
        return UNREAD + b"link\n"
    if not stat.S_ISREG(mode):
        return UNREAD + b"special\n"
    # It may be another file by now: a link is not followed, a pipe not waited for.
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
    descriptor = os.open(path, flags if follow else flags | getattr(os, "O_NOFOLLOW", 0))
    with os.fdopen(descriptor, "rb") as file:
        info = os.fstat(descriptor)
        if not stat.S_ISREG(info.st_mode):
            return UNREAD + b"special\n"
        # Asking at once for the most that there may be would make room for that.
        data = b"" if info.st_size > most else file.read(info.st_size + 1)
        if len(data) > info.st_size:  # it grows
            data += file.read(most + 1 - len(data))
        if info.st_size > most or len(data) > most:
            return UNREAD + b"large %d\n" % max(info.st_size, len(data))
        return data


def refusal_of_note(data: bytes) -> Refusal | None:
    """What is said of a file that was not opened; None where the bytes are no note."""
    match = _NOTE.fullmatch(data)
    if match is None:
        return None
    if match[2]:
        size = f"文件有 {int(match[2]) >> 20} MB，上限 {MAX_FILE >> 20} MB，没有读取，也没有留存"
        return Refusal(Reason.TOO_LARGE, size, _SMALLER)
    return _LINK if match[1] == b"link" else _SPECIAL
