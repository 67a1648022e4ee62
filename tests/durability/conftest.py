import shutil

import pytest

from durability.office import STRACE, make_office


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
