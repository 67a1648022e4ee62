import shutil

import pytest

from durability.office import STRACE, State, count, make_office, options


@pytest.fixture(scope="session")
def office(tmp_path_factory):
    """The workspace before the run that is disturbed; never written to."""
    return make_office(tmp_path_factory.mktemp("office") / "2018年 信息化试点")


@pytest.fixture
def workspace(office, tmp_path, monkeypatch):
    """A copy of it, which is the current folder."""
    root = tmp_path / office.name
    shutil.copytree(office, root)
    monkeypatch.chdir(root)
    return root


@pytest.fixture(scope="session")
def strace():
    if STRACE is None:
        pytest.skip("strace is not installed")
    return STRACE


@pytest.fixture(scope="session")
def undisturbed(office, strace, tmp_path_factory):
    """Of a command: how many calls of each kind it makes, the state after it, and its exit code."""
    known = {}

    def run(command, root=office):
        key = command, root
        if key not in known:
            calls, after, result = count(tmp_path_factory.mktemp("undisturbed"), root, [command, *options(command)])
            known[key] = calls, State(after), result["code"]
        return known[key]

    return run
