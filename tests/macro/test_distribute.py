"""distribute --macro: the .xlsm beside the .xlsx, from the command line."""

import pytest
from click.testing import CliRunner

from xlpilot.cli import main
from xlpilot.form import stamp
from xlpilot.intake.reader import read_book
from xlpilot.review.identity import read_stamp

ONE = ["--only", "430422"]


@pytest.fixture
def run(tmp_path):
    folder = tmp_path / "ws"

    def run(*arguments):
        return CliRunner().invoke(main, ["-w", str(folder), *arguments], standalone_mode=False)

    assert CliRunner().invoke(main, ["init", str(folder)]).exit_code == 0
    run.folder = folder
    return run


def _issued(run):
    return {path.suffix: path for path in (run.folder / "发放").rglob("附件1*.xls?")}


def _serial(path):
    return stamp.parse(read_stamp(read_book(path.read_bytes())))[0].serial


def test_the_macro_free_form_is_the_default_and_stays_what_it_is(run):
    run("distribute", *ONE)
    assert set(_issued(run)) == {".xlsx"}
    before = _issued(run)[".xlsx"].read_bytes()
    run("distribute", *ONE, "--macro")
    assert set(_issued(run)) == {".xlsx", ".xlsm"}
    assert _issued(run)[".xlsx"].read_bytes() == before


def test_running_again_changes_nothing_and_a_new_issue_takes_the_button_along(run):
    run("distribute", *ONE, "--macro")
    button = _issued(run)[".xlsm"]
    first = button.read_bytes()
    assert "写了 0 份" in run("distribute", *ONE, "--macro").output
    assert button.read_bytes() == first
    run("distribute", *ONE, "--reissue")
    assert [_serial(path) for path in _issued(run).values()] == [2, 2]


def test_a_form_that_was_changed_since_is_refused_with_what_to_do(run):
    run("distribute", *ONE)
    _issued(run)[".xlsx"].write_bytes(b"PK\3\4 no workbook")
    result = run("distribute", *ONE, "--macro")
    assert "--reissue --only 430422" in result.exception.hint
    assert set(_issued(run)) == {".xlsx"}


def test_check_writes_the_answer_for_the_button(run, tmp_path):
    run("distribute", *ONE, "--macro")
    answer = tmp_path / "answer.txt"
    assert run("check", str(_issued(run)[".xlsm"]), "--answer", str(answer)).return_value == 1
    lines = answer.read_text("ascii").splitlines()
    assert (lines[0], lines[-1]) == ("xlpilot-answer\t1", "end\t1")
