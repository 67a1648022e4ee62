"""The roster of former pilots as it lies in the workspace, where the office has one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlpilot.errors import OutputBusyError
from xlpilot.files import refuse_if_open
from xlpilot.rounds.workspace import Workspace

if TYPE_CHECKING:
    from xlpilot.review.across.former import Roster


def former_pilots(workspace: Workspace) -> Roster | None:
    """往年试点.xlsx of the workspace; None where it is not there, or the round does not ask for it.

    Raises:
        RosterError: it cannot be used as it is.
        OutputBusyError: it is open in Excel or WPS, so that what is in the file may not be what the office sees.
        PathError: it cannot be read.
    """
    path = workspace.roster
    if workspace.round.eligibility is None or not (path.exists() or path.is_symlink()):
        return None
    try:
        refuse_if_open(path)
    except OutputBusyError as error:
        hint = f"请保存并关闭后再运行{error.hint.removeprefix('请关闭该文件后再运行')}"
        raise OutputBusyError(f"{path.name} 正在 Excel 或 WPS 中打开，改动可能还没有保存", hint) from None
    from xlpilot.commands.receive import read
    from xlpilot.intake.reading import read_all
    from xlpilot.review.across.roster import load_roster

    ((_, content),) = read_all([(path.name, read(path, follow=True))])
    return load_roster(content, path.name, workspace.round)
