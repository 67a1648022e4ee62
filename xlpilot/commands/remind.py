"""remind: what to send to the units that have something to do. Nothing is sent by itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from xlpilot.commands.marked import write_marked
from xlpilot.commands.proposed import write_proposed
from xlpilot.commands.status import status
from xlpilot.commands.whom import unit_told
from xlpilot.files import write_whole
from xlpilot.intake.litter import is_litter
from xlpilot.rounds.workspace import Workspace
from xlpilot.values import dataclass

if TYPE_CHECKING:
    from xlpilot.report.chase import Chase


@dataclass(frozen=True, slots=True)
class Reminded:
    """The messages, and the drafts written, one for each."""

    chases: tuple[Chase, ...]
    drafts: tuple[Path, ...]


def remind(
    workspace: Workspace, only: Sequence[str] = (), eml: Path | None = None, as_of: dt.datetime | None = None
) -> Reminded:
    """Messages for all units that must report or mend, or only for these, named by code or name.

    Args:
        eml: folder for mail drafts, with the marked copies of 退回/ attached; None writes none.
        as_of: the moment from which days are counted; None is now.

    Raises:
        XlpilotError: no such unit.
        PathError: a draft cannot be written.
    """
    from xlpilot.report.chase import chases, draft

    codes = {unit_told(workspace.round, text).code for text in only}
    found = status(workspace, as_of)
    wanted = [chase for chase in chases(found.standing, found.as_of) if not only or chase.unit.code in codes]
    drafts = []
    if eml is not None:
        write_marked(workspace, found.standing.files)
        write_proposed(workspace, found.standing)
        for chase in wanted:
            attached = _marked(workspace, chase) if chase.returns else []
            path = eml / f"{chase.unit.folder}-{chase.state.value}.eml"
            write_whole(path, draft(workspace.round, chase, attached))
            drafts.append(path)
    return Reminded(tuple(wanted), tuple(drafts))


def _marked(workspace: Workspace, chase: Chase) -> list[tuple[str, bytes]]:
    folder = workspace.returned / chase.unit.folder
    return [(path.name, path.read_bytes()) for path in _copies(folder)]


def _copies(folder: Path) -> list[Path]:
    """The marked workbooks and documents of a unit that are to be sent now."""
    found = (*folder.glob("*.xlsx"), *folder.glob("*.docx"))
    return sorted(path for path in found if not is_litter(path.name))
