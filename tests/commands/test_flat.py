"""What validate keeps of the files that it has read: what was found in them, and not the workbooks."""

from __future__ import annotations

import gc

import pytest
from review.county import good_row

from commands.county_post import county, drop
from xlpilot.commands.validate import validate
from xlpilot.intake.grid import Book
from xlpilot.review import judge
from xlpilot.rounds.workspace import Workspace

CODES = ("430405", "430406", "430407", "430408", "430412", "430421")


@pytest.mark.parametrize("given", [True, False])
def test_no_workbook_is_kept_once_its_file_is_recognised(issued, monkeypatch, given):
    for number, code in enumerate(CODES):
        drop(issued, f"{code}.xlsx", county(issued, code, [good_row(number)]))
    alive: list[int] = []
    recognise = judge.recognise

    def counted(*arguments):
        alive.append(sum(isinstance(one, Book) for one in gc.get_objects()))
        return recognise(*arguments)

    monkeypatch.setattr(judge, "recognise", counted)
    workspace = Workspace(issued)
    files = validate(workspace, [workspace.inbox] if given else []).files
    assert len(files) == len(alive) == len(CODES)
    assert max(alive) <= 2
