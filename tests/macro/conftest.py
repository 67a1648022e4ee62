"""An issued workbook with the button, and the means to look into it."""

import subprocess
import sys
from pathlib import Path

import pytest
from review.county import HENGNAN, KEY, PASSWORD, shipped

from xlpilot.form.issue import issue
from xlpilot.macro.macro_book import with_button

ROOT = Path(__file__).resolve().parents[2]


def issued():
    """衡南县's workbook without the button."""
    round_ = shipped()
    form = round_.forms["summary"]
    ((_, data),) = issue(round_, form, [round_.unit_by_code[HENGNAN]], round_.definition, KEY, PASSWORD, {})
    return data


@pytest.fixture(scope="session")
def plain():
    return issued()


@pytest.fixture(scope="session")
def buttoned(plain):
    return with_button(plain, "附件1")


@pytest.fixture
def check_ooxml():
    """Fails where desktop Excel would offer to repair the file; skips where the checker is not at hand."""
    checker = ROOT.parent / "shared" / "ooxml" / "check_ooxml.py"
    if not checker.exists():
        pytest.skip("no check_ooxml.py beside the checkout")

    def check(path):
        answer = subprocess.run([sys.executable, str(checker), str(path)], capture_output=True, text=True)
        assert answer.returncode == 0, answer.stdout + answer.stderr

    return check
