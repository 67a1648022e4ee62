"""A bug of ours: everything a maintainer needs in a log, nothing frightening on the screen."""

from __future__ import annotations

import platform
import sys
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path

from xlpilot import __version__
from xlpilot.moments import now


def write_log(error: BaseException, arguments: Sequence[str]) -> Path:
    """Write versions, command line and traceback to a file; returns its path.

    It goes to the workspace's logs where the current folder is in one, else to the system's folder for temporary files.
    """
    name = f"xlpilot-{now():%Y%m%d-%H%M%S}.log"
    text = "\n".join(
        (
            f"xlpilot {__version__}, Python {sys.version}, {platform.platform()}",
            f"arguments: {list(arguments)}",
            "".join(traceback.format_exception(error)),
        )
    )
    here = Path.cwd()
    logs = [folder / ".xlpilot" / "logs" for folder in (here, *here.parents) if (folder / ".xlpilot").is_dir()]
    for folder in (*logs[:1], Path(tempfile.gettempdir())):
        try:
            (folder / name).write_text(text, encoding="utf-8")
            return folder / name
        except OSError:
            continue
    return Path(name)
