"""init: make a workspace."""

from __future__ import annotations

from pathlib import Path

from xlpilot.files import write_whole
from xlpilot.rounds.workspace import Workspace, make_workspace


def init(folder: Path, round_source: str) -> Workspace:
    """A new workspace for a round given by name or folder. Raises XlpilotError where it cannot be made.

    Where the round asks about former pilots, an empty roster to fill in is put into it, unless one lies there already:
    an empty one still means that nobody was checked.
    """
    made = make_workspace(folder, round_source)
    if made.round.eligibility and not made.roster.exists():
        from xlpilot.rollup.roster_form import roster_form

        write_whole(made.roster, roster_form(made.round, made.round.eligibility))
    return made
