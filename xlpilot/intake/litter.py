"""Names of files that programs leave behind; nobody sends them on purpose, so they are passed over in silence."""

from __future__ import annotations

import re

_LITTER = re.compile(
    r"""
      ~\$.*                     # owner file of Word and Excel
    | \.~.*                     # owner file of WPS; .~lock.x# of LibreOffice
    | \._.*                     # resource fork of macOS
    | thumbs\.db | ehthumbs\.db | desktop\.ini | \.ds_store
    | .*\.(?:tmp|crdownload|part|partial|download|opdownload|xltd|td|td\.cfg|p\.downloading)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_FOLDERS = frozenset({"__macosx", "$recycle.bin", "system volume information", "@eadir", ".trash", ".trashes"})


def is_litter(name_or_path: str) -> bool:
    """True for a leftover such as `~$表.xlsx`, `Thumbs.db`, or anything below `__MACOSX/`; separators are / or \\."""
    *folders, name = name_or_path.replace("\\", "/").rstrip("/").split("/")
    if not _FOLDERS.isdisjoint(part.lower() for part in (*folders, name)):
        return True
    return _LITTER.fullmatch(name) is not None
