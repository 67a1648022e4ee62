"""The disk is full, or reports errors: said with the path, exit code 2, and what was there is intact.

XLPILOT_KILLS=2000 strikes at that many moments of each command; without it a few dozen.
"""

import os
import re

import pytest

from durability.office import (
    TIME,
    State,
    contents,
    program,
    quietly,
    receipts,
    spread,
    strike,
    torn,
    unfinished,
)

KILLS = int(os.environ.get("XLPILOT_KILLS") or 0)
# Where a full or a broken disk can show.
CALLS = ("write", "pwrite64", "fsync", "fdatasync", "rename", "mkdir", "ftruncate", "unlink")
# Once, or from then on.
FAULTS = ["error=ENOSPC+", "error=EIO", "error=EIO+", "error=ENOSPC"]
pytestmark = pytest.mark.usefixtures("strace")


@pytest.mark.sweep
@pytest.mark.parametrize("fault", FAULTS if KILLS else FAULTS[:2])
@pytest.mark.parametrize("command", ["receive", "consolidate"])
def test_a_disk_that_fails_is_told_with_the_path_and_leaves_what_was_there(
    office, undisturbed, tmp_path, command, fault
):
    arguments = [command, *TIME]
    calls, new, done = undisturbed(command)
    old = State(office)
    points = [(name, n) for name in CALLS for n in range(1, calls[name] + 1)]
    struck, told, found = 0, 0, []
    for name, n, root, outcome in strike(tmp_path, office, arguments, spread(points, KILLS or 3), fault):
        struck += 1
        here = f"{name} {n} {fault}"
        if outcome is None:
            found.append(f"{here}: died")
            continue
        told += outcome["code"] == 2
        if outcome["code"] not in (2, done):
            found.append(f"{here}: exit code {outcome['code']} {outcome['err']}")
        if outcome["code"] == 2 and not re.search(
            r"错误：.*(/|[^：]+\.(xlsx|sqlite)).*(磁盘|台账|没有改动)", outcome["err"]
        ):
            found.append(f"{here}: no path in {outcome['err']}")
        if outcome["code"] == done and (contents(root), receipts(root)) != (new.files, new.receipts):
            found.append(f"{here}: says nothing, but not all is done")
        found += [f"{here}: {fault}" for fault in torn(root, old, new)]
        code, _, err = quietly(root, *arguments)
        if (code, contents(root), receipts(root)) != (done, new.files, new.receipts) or unfinished(root):
            found.append(f"{here}: running again does not give the new state ({code}, {err})")
    print(f"{command}, {fault}: {len(points)} moments, struck {struck}, told {told}, wrong {len(found)}")
    assert found == []
    assert told


@pytest.mark.parametrize("command", ["receive", "consolidate"])
def test_what_is_renamed_is_on_the_disk_first(workspace, strace, tmp_path, command):
    """Of every file that gets its final name: all its bytes are synced between the last write and the rename, and the
    folder is synced after it.
    """
    trace = tmp_path / "trace"
    watched = "write,fsync,fdatasync,rename,renameat,renameat2"
    process = program(
        workspace, command, *TIME, before=(strace, "-f", "-qq", "-y", "-o", trace, "-e", f"trace={watched}"),
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    process.communicate()
    assert process.returncode in (0, 1)
    last, renamed = {}, []
    for line in trace.read_text(errors="replace").splitlines():
        if match := re.search(r"(write|fsync)\(\d+<([^>]*)>", line):
            last[match[2]] = match[1]
        elif match := re.search(r'rename\w*\("([^"]*)", "([^"]*)"\)', line):
            source, target = match.groups()
            renamed.append(target)
            if ".xlpilot-" in source:
                assert last[source] == "fsync", line
                last[target.rpartition("/")[0]] = "renamed"
    assert len([path for path in renamed if "/archive/" in path]) == 5
    assert any(path.endswith(".xlsx") for path in renamed) == (command == "consolidate")
    assert "renamed" not in last.values()
