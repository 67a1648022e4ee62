"""Killed at any moment: old or new, whole, and the next run gives the new.

XLPILOT_KILLS=2000 strikes at that many moments of each command; without it a few dozen.
"""

import os
import shutil

import pytest

from durability.office import (
    CALLS,
    State,
    as_new,
    contents,
    options,
    quietly,
    receipts,
    spread,
    strike,
    torn,
    unfinished,
    with_first_schema,
)

KILLS = int(os.environ.get("XLPILOT_KILLS") or 0)
pytestmark = [pytest.mark.sweep, pytest.mark.usefixtures("strace")]


CASES = [
    ("receive", None, 8),
    ("consolidate", None, 8),
    ("consolidate", as_new, 3),
    ("receive", with_first_schema, 3),
    ("archive", None, 3),
    ("distribute", None, 2),
]


@pytest.mark.parametrize(
    ("command", "before", "most"), CASES, ids=lambda value: getattr(value, "__name__", None) or str(value or "")
)
def test_killed_at_any_write_rename_or_sync_it_is_old_or_new_and_running_again_gives_the_new(
    office, undisturbed, tmp_path, command, before, most
):
    root = office
    if before or command == "distribute":
        root = tmp_path / "before" / office.name
        shutil.copytree(office, root)
        (before or (lambda root: shutil.rmtree(next((root / "发放").glob("430412-*")))))(root)
    arguments = [command, *options(command)]
    calls, new, done = undisturbed(command, root)
    assert done == (1 if command == "consolidate" else 0)
    old = State(root)
    assert (old.files, old.receipts) != (new.files, new.receipts)
    points = [(name, n) for name in CALLS for n in range(1, calls[name] + 1)]
    struck, killed, found = spread(points, KILLS or most), 0, []
    for name, n, copy, outcome in strike(tmp_path, root, arguments, struck, "signal=KILL"):
        killed += outcome is None
        found += [f"{name} {n}: {fault}" for fault in torn(copy, old, new)]
        code, _, err = quietly(copy, *arguments)
        if (code, contents(copy), receipts(copy)) != (done, new.files, new.receipts) or unfinished(copy):
            found.append(f"{name} {n}: running again does not give the new state ({code}, {err})")
        found += [f"{name} {n}, run again: {fault}" for fault in torn(copy, new, new)]
    print(f"{command}: {len(points)} moments, killed at {killed}, torn {len(found)}")
    assert found == []
    assert killed == len(struck)


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
