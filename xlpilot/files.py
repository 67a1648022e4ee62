"""Files of the workspace: written whole or not at all, and never over one that is open in Excel."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path, PurePath
from typing import BinaryIO

from xlpilot.errors import OutputBusyError, PathError

# Owner files beside an open workbook: Excel, WPS, LibreOffice.
_OWNER_FILES = ("~${name}", ".~{name}", ".~lock.{name}#")
_WORD_WHOLE = 6  # letters of a name before its suffix that Word keeps whole in its owner file
# Prefix and suffix of a file that is not finished yet.
TEMPORARY = (".xlpilot-", ".tmp")
_REASONS = {
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘配额已用完",
    errno.EIO: "磁盘读写出错",
    errno.EROFS: "磁盘是只读的",
    errno.ENAMETOOLONG: "文件名太长",
}


def refuse_if_open(path: Path) -> None:
    """Raise OutputBusyError where an office program says, by its owner file, that it has this file open."""
    owners = [pattern.format(name=path.name) for pattern in _OWNER_FILES]
    word = path.suffix.lower() in (".docx", ".doc")
    if word and len(path.stem) > _WORD_WHOLE:
        # Word puts the mark in place of the first letters, so that the name becomes no longer than 8 and 3.
        owners.append("~$" + path.name[min(len(path.stem) - _WORD_WHOLE, 2) :])
    for name in owners:
        owner = path.with_name(name)
        if owner.exists():
            raise OutputBusyError(
                f"{path} 正在 {'Word' if word else 'Excel'} 或 WPS 中打开，没有改动它",
                f"请关闭该文件后再运行；如果确已关闭，请删除残留的 {owner.name}",
            )


def path_text(path: PurePath) -> str:
    """A path as text that can be printed and stored, with forward slashes.

    A name in another encoding (GBK, from a zip that was unpacked elsewhere) is read as such; what cannot be shown is �.
    """
    return re.sub("[\x00-\x1f\x7f]", "�", "/".join(map(_name_text, path.as_posix().split("/"))))


def _name_text(name: str) -> str:
    if not re.search("[\ud800-\udfff]", name):
        return name
    raw = name.encode("utf-8", "surrogateescape")
    try:
        return raw.decode("gb18030")
    except UnicodeDecodeError:
        return raw.decode("utf-8", "replace")


def write_whole(path: Path, data: bytes) -> None:
    """Replace a file by these bytes at once: after a crash either the old or the new content is there, whole.

    Raises:
        OutputBusyError: the file is open in Excel or WPS; the old one is intact.
        PathError: the folder cannot be written, the disk is full and so on.
    """
    with whole_file(path) as stream:
        stream.write(data)


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A stream whose bytes replace a file at once when the block ends, and never where it raises.

    A file that has these bytes already is left as it is, with its time.

    Raises:
        OutputBusyError: the file is open in Excel or WPS; the old one is intact.
        PathError: the folder cannot be written, the disk is full and so on.
    """
    refuse_if_open(path)
    handle, temporary = -1, ""
    try:
        _make_folder(path.parent)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=TEMPORARY[0], suffix=TEMPORARY[1])
        with os.fdopen(handle, "w+b") as stream:
            yield stream
            stream.flush()
            new = not _holds(path, stream)
            if new:
                os.fsync(stream.fileno())
        if new:
            if os.name == "posix":
                os.chmod(temporary, 0o666 & ~_umask())  # noqa: PTH101 - mkstemp makes 0600: unreadable for colleagues
            os.replace(temporary, path)  # noqa: PTH105
            temporary = ""
    except PermissionError as error:
        if path.exists():
            raise OutputBusyError(
                f"{path} 写不进去，多半正在 Excel 或 WPS 中打开，没有改动它", "请关闭该文件后再运行"
            ) from error
        raise PathError(f"{path}：没有写入权限", "请换一个可以写入的文件夹") from error
    except OSError as error:
        raise PathError(f"{path}：写不进去（{reason(error)}），原有文件没有改动", _hint(error)) from error
    finally:
        if temporary:
            with contextlib.suppress(OSError):
                os.unlink(temporary)  # noqa: PTH108
    try:
        _sync_folder(path.parent)
    except OSError as error:
        raise PathError(
            f"{path}：已经写好，但磁盘报错（{reason(error)}），断电后可能不在", "请检查磁盘，再运行一次"
        ) from error


def _holds(path: Path, stream: BinaryIO) -> bool:
    """Whether the file has the bytes that were written to the stream."""
    if not path.exists() or path.stat().st_size != stream.tell():
        return False
    stream.seek(0)
    with path.open("rb") as there:
        while part := there.read(1 << 20):
            if part != stream.read(len(part)):
                return False
    return True


def reason(error: OSError) -> str:
    """Why the system refused, in words that the operator can act on."""
    return _REASONS.get(error.errno or 0) or error.strerror or str(error)


def _hint(error: OSError) -> str:
    return "请腾出空间后再运行" if error.errno in (errno.ENOSPC, errno.EDQUOT) else ""


def is_temporary(name: str) -> bool:
    """Whether a file name is one of those under which `whole_file` writes until all is there."""
    return name.startswith(TEMPORARY[0]) and name.endswith(TEMPORARY[1])


def sweep(folder: Path, before: float) -> None:
    """Remove what a killed run of ours left unfinished below a folder: our own temporary files, last written before
    a moment (seconds since the epoch). What cannot be removed stays.
    """
    for path in folder.rglob(f"{TEMPORARY[0]}*{TEMPORARY[1]}"):
        with contextlib.suppress(OSError):
            if not path.is_symlink() and path.is_file() and path.stat().st_mtime < before:
                path.unlink()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _make_folder(folder: Path) -> None:
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    # Windows cannot open a folder for fsync; there, NTFS journals the rename.
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        # Some file systems (shares, FUSE) know no fsync of a folder.
        if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.EBADF, errno.ENOSYS):
            raise
    finally:
        os.close(descriptor)
