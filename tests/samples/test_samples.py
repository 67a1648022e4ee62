"""The shipped samples say what the text file beside each of them says, no more and no less."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from xlpilot.commands.demo import RECEIPTS, ROUND, SAMPLE_SECRETS, demo
from xlpilot.form import stamp
from xlpilot.intake.grid import Book
from xlpilot.intake.reader import read_book
from xlpilot.ledger.standing import State
from xlpilot.review.identity import read_stamp
from xlpilot.rounds.load import load_round
from xlpilot.rules import BY_CODE

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "samples" / ROUND
EXPECTED = ".expected.txt"
KEPT_BY_HAND = {RECEIPTS, "说明.txt"}
FILES = sorted(
    path.name for path in SAMPLES.iterdir() if path.name not in KEPT_BY_HAND and not path.name.endswith(EXPECTED)
)
WORKBOOKS = [name for name in FILES if isinstance(read_book((SAMPLES / name).read_bytes()), Book)]
NEVER_ISSUED = {"430406-雁峰区-没有标识.xlsx", "教职工名册.xlsx"}


def expected(name):
    """Unit, verdict and the lines of the findings that a sample is to have."""
    comment, unit, verdict, *findings = (SAMPLES / f"{name}{EXPECTED}").read_text(encoding="utf-8").splitlines()
    assert comment.startswith("# ")
    return unit.removeprefix("unit "), verdict.removeprefix("verdict "), findings


def said(review):
    """What a review says, as an expected text would put it."""
    places = [(finding, finding.place) for finding in review.findings]
    findings = sorted(
        f"{finding.severity} {finding.code} {f'{at.sheet}!{at.cell}' if at.cell else '-'}" for finding, at in places
    )
    return review.unit or "-", str(review.verdict), findings


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    return demo(tmp_path_factory.mktemp("samples") / "ws")


@pytest.fixture(scope="module")
def reviews(done):
    return {Path(review.path).name: review for review in done.result.judgement.files}


def test_there_are_enough_samples_and_each_has_its_text_and_its_receipt():
    receipts = tomllib.loads((SAMPLES / RECEIPTS).read_text(encoding="utf-8"))["receipt"]
    assert len(FILES) >= 12
    assert sorted(receipt["file"] for receipt in receipts) == FILES
    assert [receipt["received_at"] for receipt in receipts] == sorted(receipt["received_at"] for receipt in receipts)
    assert sorted(path.name for path in SAMPLES.glob(f"*{EXPECTED}")) == sorted(name + EXPECTED for name in FILES)


@pytest.mark.parametrize("name", FILES)
def test_a_sample_has_exactly_the_expected_findings(reviews, name):
    assert said(reviews[name]) == expected(name)


@pytest.mark.parametrize("name", FILES)
def test_an_expected_text_is_sorted_and_names_rules_that_exist(name):
    _, _, findings = expected(name)
    assert findings == sorted(findings)
    assert {line.split(" ")[1] for line in findings} <= BY_CODE.keys()


def test_every_sample_is_received_and_judged_once(done, reviews):
    assert done.received == len(FILES)
    assert sorted(reviews) == FILES
    assert len(done.result.judgement.files) == len(FILES)


def test_no_row_is_lost_and_what_is_not_included_has_a_reason(done):
    summary = done.result.summary
    assert summary.rows_in == len(summary.included) + len(summary.excluded)
    assert summary.rows_in == sum(len(review.table.rows) for review in summary.files if review.table)
    assert all(row.codes and row.why for row in summary.excluded)
    assert {code for row in summary.excluded for code in row.codes} >= {"XP203", "XP204", "XP403", "XP701", "XP702"}
    assert sum(summary.by_category().values()) == len(summary.included)
    assert all(summary.by_category().values())


def test_the_samples_show_every_state_of_a_unit(done):
    lines = {line.unit.name: line.state for line in done.result.summary.units}
    assert set(lines.values()) >= {State.MISSING, State.LATE, State.RETURNED, State.MENDED, State.ACCEPTED}
    assert [name for name, state in lines.items() if state is State.MISSING] == ["祁东县"]
    assert [name for name, state in lines.items() if state is State.LATE] == ["耒阳市"]


@pytest.mark.parametrize("name", [name for name in WORKBOOKS if name not in NEVER_ISSUED])
def test_an_issued_sample_is_fresh(name):
    found = stamp.parse(read_stamp(read_book((SAMPLES / name).read_bytes())))
    assert found is not None
    version = load_round(ROOT / "workbook_templates" / ROUND).version
    assert (found[0].round, found[0].version) == (ROUND, version), "run `python samples/build.py`"


def test_only_the_forged_identity_is_not_ours():
    texts = {name: read_stamp(read_book((SAMPLES / name).read_bytes())) for name in WORKBOOKS}
    foreign = {name for name, text in texts.items() if not text or not stamp.genuine(text, SAMPLE_SECRETS.key)}
    assert foreign == NEVER_ISSUED | {"430482-常宁市-标识被改.xlsx"}


def test_the_samples_are_small_and_of_three_formats():
    # LibreOffice spells every formula out, most wastefully in .xls.
    assert all((SAMPLES / name).stat().st_size < (700_000 if name.endswith(".xls") else 120_000) for name in FILES)
    assert {Path(name).suffix for name in WORKBOOKS} == {".xlsx", ".xls", ".ods"}


def test_excel_would_open_the_xlsx_samples_without_repair():
    checker = ROOT.parent / "shared" / "ooxml" / "check_ooxml.py"
    if not checker.exists():
        pytest.skip("no check_ooxml.py beside the checkout")
    paths = [str(SAMPLES / name) for name in WORKBOOKS if name.endswith(".xlsx")]
    answer = subprocess.run([sys.executable, str(checker), *paths], capture_output=True, text=True)
    assert answer.returncode == 0, answer.stdout + answer.stderr
