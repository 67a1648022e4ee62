"""Worker processes: what they find out is what is found out here, file by file and byte by byte."""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil

import pytest
from review.county import good_row

from commands.county_post import county, drop
from xlpilot.commands.consolidate import consolidate
from xlpilot.commands.demo import demo
from xlpilot.commands.validate import validate
from xlpilot.intake import isolate
from xlpilot.review import find, judge
from xlpilot.rounds.workspace import Workspace

WHEN = dt.datetime(2018, 9, 10, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))


@pytest.fixture(scope="module")
def samples(tmp_path_factory):
    """A workspace with all sample returns in 收件/: odd files of every kind."""
    root = tmp_path_factory.mktemp("jobs") / "演示"
    demo(root)
    return Workspace(root)


@pytest.fixture
def at_once(monkeypatch):
    """Workers from the first file on."""
    monkeypatch.setattr(find, "FEW", 0)


def test_workers_say_of_every_sample_what_is_said_without_them(samples, at_once, monkeypatch):
    alone = validate(samples, jobs=1)
    assert len(alone.files) > 40
    asked = []
    recognise = judge.recognise
    monkeypatch.setattr(judge, "recognise", lambda *given: asked.append(given[1].path) or recognise(*given))
    shutil.rmtree(samples.state / "cache", ignore_errors=True)
    together = validate(samples, jobs=2)
    assert together.files == alone.files
    # Only what is not small, or is taken apart, is looked at here.
    assert len(asked) < len(alone.files) / 2


def test_the_summary_of_several_processes_has_the_same_bytes_and_remembers_as_much(samples, at_once):
    def summed(jobs):
        done = consolidate(samples, received_at=WHEN, jobs=jobs)
        return done.read, done.reused, hashlib.sha256(done.output.read_bytes()).hexdigest()

    def forget():
        shutil.rmtree(samples.state / "cache", ignore_errors=True)

    forget()
    alone, again = summed(1), summed(1)
    forget()
    assert (summed(2), summed(2)) == (alone, again)
    assert again[1] > alone[1] == 0


def test_a_small_round_starts_no_process(issued, monkeypatch):
    monkeypatch.setattr(isolate, "_Worker", lambda *_: pytest.fail("a process was started"))
    monkeypatch.setattr(find, "cores", lambda: 8)
    for number, code in enumerate(("430405", "430406", "430407")):
        drop(issued, f"{code}.xlsx", county(issued, code, [good_row(number)]))
    workspace = Workspace(issued)
    assert len(validate(workspace, [workspace.inbox]).files) == 3


def test_a_large_round_is_read_by_as_many_processes_as_there_are_cores(issued, monkeypatch):
    started = []
    worker = isolate._Worker
    monkeypatch.setattr(isolate, "_Worker", lambda *given: started.append(1) or worker(*given))
    monkeypatch.setattr(find, "cores", lambda: 3)
    monkeypatch.setattr(find, "FEW", 2)
    for number, code in enumerate(("430405", "430406", "430407", "430408", "430412", "430422", "430423")):
        drop(issued, f"{code}.xlsx", county(issued, code, [good_row(number)]))
    workspace = Workspace(issued)
    files = validate(workspace, [workspace.inbox]).files
    assert [review.path for review in files] == sorted(review.path for review in files)
    assert len(started) == 3
