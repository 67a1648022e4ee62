"""The shipped round, its summary form and what is issued from it."""

import io
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from office import office  # noqa: F401 - the fixture

from xlpilot.form.issue import issue
from xlpilot.rounds.load import load_round

ROOT = Path(__file__).resolve().parents[2]
KEY = b"key of the tests" * 2
PASSWORD = "7hsNq4乙"


def issue_all(round_, form, serials=None, key=KEY):
    """Unit code -> workbook."""
    units = round_.reporters(form)
    return {
        unit.code: data for unit, data in issue(round_, form, units, round_.definition, key, PASSWORD, serials or {})
    }


def open_bytes(data):
    return openpyxl.load_workbook(io.BytesIO(data))


@pytest.fixture(scope="session")
def round_():
    return load_round(ROOT / "workbook_templates" / "hengyang-2018")


@pytest.fixture(scope="session")
def form(round_):
    return round_.forms["summary"]


@pytest.fixture(scope="session")
def issued(round_, form):
    return issue_all(round_, form)


@pytest.fixture(scope="session")
def county(issued, tmp_path_factory):
    """Path of 衡南县's workbook."""
    path = tmp_path_factory.mktemp("issued") / "附件1.xlsx"
    path.write_bytes(issued["430422"])
    return path


@pytest.fixture
def check_ooxml():
    """Fails where desktop Excel would offer to repair the file; skips where the checker is not at hand."""
    checker = ROOT.parent / "shared" / "ooxml" / "check_ooxml.py"
    if not checker.exists():
        pytest.skip("no check_ooxml.py beside the checkout")

    def check(*paths):
        answer = subprocess.run([sys.executable, str(checker), *map(str, paths)], capture_output=True, text=True)
        assert answer.returncode == 0, answer.stdout + answer.stderr

    return check
