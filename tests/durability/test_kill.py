"""Killed at any moment: old or new, whole, and the next run gives the new.

XLPILOT_KILLS=2000 strikes at that many moments of each command; without it a few dozen.
"""

import os
import shutil

import pytest

from durability.office import CALLS, TIME, State, contents, quietly, receipts, spread, strike, torn, unfinished

KILLS = int(os.environ.get("XLPILOT_KILLS") or 0)
pytestmark = [pytest.mark.sweep, pytest.mark.usefixtures("strace")]


@pytest.mark.parametrize(("command", "most"), [("receive", 16), ("consolidate", 16)])
def test_killed_at_any_write_rename_or_sync_it_is_old_or_new_and_running_again_gives_the_new(
    office, undisturbed, tmp_path, command, most
):
    arguments = [command, *TIME]
    calls, new, done = undisturbed(command)
    assert done == (0 if command == "receive" else 1)
    assert min(calls[name] for name in ("write", "pwrite64", "fsync", "fdatasync", "rename")) > 0
    old = State(office)
    assert old.files != new.files
    assert old.receipts != new.receipts
    points = [(name, n) for name in CALLS for n in range(1, calls[name] + 1)]
    killed, found = 0, []
    for name, n, root, outcome in strike(tmp_path, office, arguments, spread(points, KILLS or most), "signal=KILL"):
        killed += outcome is None
        found += [f"{name} {n}: {fault}" for fault in torn(root, old, new)]
        code, _, err = quietly(root, *arguments)
        if (code, contents(root), receipts(root)) != (done, new.files, new.receipts) or unfinished(root):
            found.append(f"{name} {n}: running again does not give the new state ({code}, {err})")
    print(f"{command}: {len(points)} moments, killed at {killed}, torn {len(found)}")
    assert found == []
    assert killed == len(spread(points, KILLS or most))


def test_the_sweep_would_see_a_torn_state(office, tmp_path):
    """Of the checks themselves: half a summary, a half-written original, a lost receipt."""
    root = tmp_path / office.name
    shutil.copytree(office, root)
    old = State(root)
    assert torn(root, old, old) == []
    summary = root / "汇总" / "附件1-申报汇总表.xlsx"
    summary.write_bytes(summary.read_bytes()[:-1])
    (root / ".xlpilot" / "archive" / ("0" * 64)).write_bytes(b"")
    old.receipts.append("another")
    assert len(torn(root, old, old)) == 5
