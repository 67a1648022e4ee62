import json
import shutil
import subprocess
import sys

import pytest
from review.county import ROOT

from xlpilot.cli import run
from xlpilot.rounds.workspace import ROSTER, Secrets, make_workspace

SECRETS = Secrets(b"key of the tests" * 2, "7hsNq4")


@pytest.fixture(scope="session")
def small_round(tmp_path_factory):
    """A folder with the shipped round, with few rows, so that workbooks are small."""
    folder, shipped = tmp_path_factory.mktemp("round"), ROOT / "workbook_templates" / "hengyang-2018"
    shutil.copyfile(shipped / ROSTER, folder / ROSTER)
    text = (shipped / "round.toml").read_text(encoding="utf-8")
    text = text.replace("rows = 30\nspare_rows = 30", "rows = 12\nspare_rows = 3")
    (folder / "round.toml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def empty_workspace(tmp_path_factory, small_round):
    root = tmp_path_factory.mktemp("ws") / "2018年 信息化试点"
    make_workspace(root, str(small_round), SECRETS)
    return root


@pytest.fixture
def workspace(empty_workspace, tmp_path, monkeypatch):
    """A new workspace, in a folder with a Chinese name and a space, which is the current folder."""
    root = tmp_path / "2018年 信息化试点"
    shutil.copytree(empty_workspace, root)
    monkeypatch.chdir(root)
    return root


@pytest.fixture(scope="session")
def issued_workspace(empty_workspace, tmp_path_factory):
    root = tmp_path_factory.mktemp("issued") / "2018年 信息化试点"
    shutil.copytree(empty_workspace, root)
    done = subprocess.run(
        [sys.executable, "-m", "xlpilot", "-w", str(root), "distribute"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return root


@pytest.fixture
def issued(issued_workspace, tmp_path, monkeypatch):
    """As `workspace`, after distribute."""
    root = tmp_path / "2018年 信息化试点"
    shutil.copytree(issued_workspace, root)
    monkeypatch.chdir(root)
    return root


@pytest.fixture
def xlpilot(capfdbinary):
    """Run a command in this process: exit code, stdout and stderr as text."""

    def call(*arguments):
        capfdbinary.readouterr()
        code = run([str(argument) for argument in arguments])
        out, err = capfdbinary.readouterr()
        return code, out.decode("utf-8"), err.decode("utf-8")

    return call


@pytest.fixture
def as_json(xlpilot):
    """Run a command with --format json: exit code and the document."""

    def call(*arguments):
        code, out, err = xlpilot(*arguments, "--format", "json")
        assert "Traceback" not in err
        return code, json.loads(out)

    return call
