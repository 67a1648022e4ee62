"""The data shipped with xlpilot."""

from __future__ import annotations

from importlib import resources
from pathlib import Path


def shipped_folder(name: str) -> Path:
    """A data folder shipped with xlpilot: beside the package in a checkout, inside it once installed."""
    package = Path(str(resources.files("xlpilot")))
    installed = package / "_data" / name
    return installed if installed.is_dir() else package.parent / name
