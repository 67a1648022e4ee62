"""demo: the whole round on the shipped samples."""

from __future__ import annotations

import shutil
from pathlib import Path

from xlpilot.commands.consolidate import Consolidated, consolidate
from xlpilot.commands.distribute import Issued, distribute
from xlpilot.commands.receive import receive
from xlpilot.errors import PathError
from xlpilot.moments import parse_moment
from xlpilot.rounds.shipped import shipped_folder
from xlpilot.rounds.workspace import Secrets, Workspace, make_workspace
from xlpilot.values import dataclass

ROUND = "hengyang-2018"
# The samples were filled in workbooks issued with these, which are public and protect nothing.
SAMPLE_SECRETS = Secrets(b"xlpilot-samples-are-not-secret--", "samples2018")
RECEIPTS = "receipts.toml"


@dataclass(frozen=True, slots=True)
class Demonstration:
    """What the demo did, step by step."""

    workspace: Workspace
    issued: list[Issued]
    received: int
    result: Consolidated


def demo(folder: Path) -> Demonstration:
    """Make a workspace, issue the forms, take the shipped returns at the times of their list, consolidate.

    Raises:
        WorkspaceError: the folder is a workspace already.
        PathError: the samples are not there.
    """
    import tomllib

    samples = shipped_folder("samples") / ROUND
    if not (samples / RECEIPTS).is_file():
        raise PathError(f"找不到样例 {samples}", "请重新安装 xlpilot")
    workspace = make_workspace(folder, ROUND, SAMPLE_SECRETS)
    issued = distribute(workspace)
    data = tomllib.loads((samples / RECEIPTS).read_text(encoding="utf-8"))
    count = 0
    for receipt in data["receipt"]:
        target = workspace.inbox / receipt["file"]
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(samples / receipt["file"], target)
        moment = parse_moment(receipt["received_at"], workspace.round.deadline)
        count += len(receive(workspace, [target], received_at=moment, by="样例"))
    return Demonstration(workspace, issued, count, consolidate(workspace))
