"""round check: lint a round definition."""

from __future__ import annotations

from pathlib import Path

from xlpilot.rounds.load import load_round
from xlpilot.rounds.model import Round
from xlpilot.rounds.workspace import round_folder
from xlpilot.rules import BY_CODE
from xlpilot.rules.severity import refuse_unsound


def round_check(source: str) -> Round:
    """The round in a folder (or of a shipped name), where it is sound.

    Raises:
        PathError: no such folder.
        RoundError: what is wrong, with file and key path.
    """
    path = Path(source)
    round_ = load_round(path if path.exists() else round_folder(source))
    refuse_unsound(round_.severity, BY_CODE)
    return round_
