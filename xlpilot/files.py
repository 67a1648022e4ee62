"""Files of the workspace: written whole or not at all, and never over one that is open in Excel."""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
from pathlib import Path, PurePath

from xlpilot.errors import OutputBusyError, PathError

# Owner files beside an open workbook: Excel, WPS, LibreOffice.
_OWNER_FILES = ("~${name}", ".~{name}", ".~lock.{name}#")


def refuse_if_open(path: Path) -> None:
    """Raise OutputBusyError where a spreadsheet program says, by its owner file, that it has this file open."""
    for pattern in _OWNER_FILES:
        owner = path.with_name(pattern.format(name=path.name))
        if owner.exists():
            raise OutputBusyError(
                f"{path} 正在 Excel 或 WPS 中打开，没有改动它",
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
    refuse_if_open(path)
    handle, temporary = -1, ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".xlpilot-", suffix=".tmp")
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if os.name == "posix":
            os.chmod(temporary, 0o666 & ~_umask())  # noqa: PTH101 - mkstemp makes 0600, which colleagues cannot read
        os.replace(temporary, path)  # noqa: PTH105
        temporary = ""
    except PermissionError as error:
        if path.exists():
            raise OutputBusyError(
                f"{path} 写不进去，多半正在 Excel 或 WPS 中打开，没有改动它", "请关闭该文件后再运行"
            ) from error
        raise PathError(f"{path}：没有写入权限", "请换一个可以写入的文件夹") from error
    except OSError as error:
        raise PathError(f"{path}：写不进去（{error.strerror}），原有文件没有改动") from error
    finally:
        if temporary:
            with contextlib.suppress(OSError):
                os.unlink(temporary)  # noqa: PTH108
    _sync_folder(path.parent)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _sync_folder(folder: Path) -> None:
    # Windows cannot open a folder for fsync; there, NTFS journals the rename.
    if os.name != "posix":
        return
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
