"""Faulty returns, their reviews and their marked copies."""

import io
import subprocess
import sys

import openpyxl
import pytest
from office import office  # noqa: F401 - the fixture
from review.county import KEY, PASSWORD, ROOT, good_row, judged, returned, returns, shipped

from xlpilot.report.marked.copy import Office, marked_copy
from xlpilot.rounds.workspace import Secrets

OFFICE = Office(shipped(), Secrets(KEY, PASSWORD), {"summary": {"430422": 1}})
# A short phone number, a category that is not in the list, a missing person: F6, D7, E8.
FAULTY = [good_row(1, leader_phone="1380013"), good_row(2, category="智慧校园"), good_row(3, leader="")]


def faulty(edit=None, rows=None):
    return returns(FAULTY if rows is None else rows, edit=edit)


def review_of(data, path="收件/衡南县.xlsx"):
    return judged(returned(data, path))[0]


def marked(data, path="收件/衡南县.xlsx", desk=OFFICE):
    return marked_copy(data, review_of(data, path), desk)


def opened(data):
    return openpyxl.load_workbook(io.BytesIO(data))


def listed(book):
    """Rows of the list: 程度, 位置, 填写内容, 问题, 怎样修改, as text, from below the header."""
    rows = [[cell.value for cell in row] for row in book["问题清单"].iter_rows(max_col=5)]
    header = next(n for n, row in enumerate(rows) if row[0] == "程度")
    return [row for row in rows[header + 1 :] if row[0]]


def told(book):
    """Everything above the list's header."""
    rows = [row[0].value for row in book["问题清单"].iter_rows(max_col=1)]
    return "\n".join(str(value) for value in rows[: rows.index("程度")])


@pytest.fixture
def by_openpyxl(monkeypatch):
    """Makes a marked copy the other way: loaded and saved as a whole."""

    def make(data, path="收件/衡南县.xlsx"):
        with monkeypatch.context() as patch:
            patch.setattr("xlpilot.report.marked.copy.patched_copy", lambda *_: None)
            return marked(data, path)

    return make


@pytest.fixture(scope="session")
def copy():
    return marked(faulty())


@pytest.fixture
def check_ooxml(tmp_path):
    """Fails where desktop Excel would offer to repair the workbook; skips where the checker is not at hand."""
    checker = ROOT.parent / "shared" / "ooxml" / "check_ooxml.py"
    if not checker.exists():
        pytest.skip("no check_ooxml.py beside the checkout")

    def check(*contents):
        paths = []
        for number, data in enumerate(contents):
            paths.append(tmp_path / f"checked{number}.xlsx")
            paths[-1].write_bytes(data)
        answer = subprocess.run([sys.executable, str(checker), *map(str, paths)], capture_output=True, text=True)
        assert answer.returncode == 0, answer.stdout + answer.stderr

    return check
