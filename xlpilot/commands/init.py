"""init: make a workspace."""

from __future__ import annotations

from pathlib import Path

from xlpilot.rounds.workspace import Workspace, make_workspace


def init(folder: Path, round_source: str) -> Workspace:
    """A new workspace for a round given by name or folder. Raises XlpilotError where it cannot be made."""
    return make_workspace(folder, round_source)
