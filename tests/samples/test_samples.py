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
from xlpilot.rollup.merge import own_lines
from xlpilot.rounds.load import load_round
from xlpilot.rules import BY_CODE

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "samples" / ROUND
EXPECTED = ".expected.txt"
KEPT_BY_HAND = {RECEIPTS, "说明.txt"}
# Whole packages: folders, zips and mails. One text beside each says what is expected of every file in it.
PACKAGES = sorted(path.name for path in SAMPLES.iterdir() if path.is_dir() or path.suffix in (".zip", ".eml"))
FILES = sorted(
    path.name
    for path in SAMPLES.iterdir()
    if path.name not in (*KEPT_BY_HAND, *PACKAGES) and not path.name.endswith(EXPECTED)
)
WORKBOOKS = [name for name in FILES if isinstance(read_book((SAMPLES / name).read_bytes()), Book)]
NEVER_ISSUED = {"430406-雁峰区-没有标识.xlsx", "教职工名册.xlsx"}


def expected(name):
    """Unit, verdict and the lines of the findings that a sample is to have."""
    comment, unit, verdict, *findings = (SAMPLES / f"{name}{EXPECTED}").read_text(encoding="utf-8").splitlines()
    assert comment.startswith("# ")
    return unit.removeprefix("unit "), verdict.removeprefix("verdict "), findings


def expected_inside(package):
    """As `expected`, for every file of a package, by its path below the package."""
    found = {}
    for block in (SAMPLES / f"{package}{EXPECTED}").read_text(encoding="utf-8").split("\n== ")[1:]:
        name, unit, verdict, *findings = block.strip().splitlines()
        found[name] = unit.removeprefix("unit "), verdict.removeprefix("verdict "), findings
    return found


def inside(package, path):
    """Path below the package, '' for a file that is in another one."""
    start = f"收件/{package}"
    return path[len(start) + 1 :] if path.startswith((f"{start}/", f"{start}!")) else ""


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
    """Of the files that are in no package, by name."""
    own = [review for review in done.result.judgement.files if review.path.count("/") == 1 and "!" not in review.path]
    return {Path(review.path).name: review for review in own}


def test_there_are_enough_samples_and_each_has_its_text_and_its_receipt():
    receipts = tomllib.loads((SAMPLES / RECEIPTS).read_text(encoding="utf-8"))["receipt"]
    assert len(FILES) >= 12
    assert sorted({receipt["file"].split("/")[0] for receipt in receipts}) == sorted([*FILES, *PACKAGES])
    assert [receipt["received_at"] for receipt in receipts] == sorted(receipt["received_at"] for receipt in receipts)
    assert sorted(path.name for path in SAMPLES.glob(f"*{EXPECTED}")) == sorted(
        name + EXPECTED for name in [*FILES, *PACKAGES]
    )


@pytest.mark.parametrize("name", FILES)
def test_a_sample_has_exactly_the_expected_findings(reviews, name):
    assert said(reviews[name]) == expected(name)


@pytest.mark.parametrize("package", PACKAGES)
def test_every_file_of_a_package_has_exactly_the_expected_findings(done, package):
    found = {inside(package, review.path): said(review) for review in done.result.judgement.files}
    found.pop("", None)
    assert found == expected_inside(package)
    for _, _, findings in found.values():
        assert {line.split(" ")[1] for line in findings} <= BY_CODE.keys()


def test_one_package_is_clean_and_the_others_show_their_faults(done):
    assert len(PACKAGES) >= 4
    clean = expected_inside("430405-珠晖区-申报材料.zip")
    assert {verdict for _, verdict, _ in clean.values()} == {"accepted"}
    assert {line for _, _, findings in clean.values() for line in findings} == {"info XP519 -"}
    standing = done.result.summary.standing
    heads = standing.packages["430405"].heads()
    assert len(heads.projects) == 6
    assert not {None}.intersection([*heads.rows, *heads.forms, *heads.plans])
    assert {name[-4:] for name in PACKAGES} >= {".zip", ".eml"}
    assert any((SAMPLES / name).is_dir() for name in PACKAGES)


def test_a_direct_unit_stands_in_the_summary_by_its_application(done):
    (row,) = [row for row in done.result.summary.included if row.unit.code == "HY-001"]
    assert (row.values["project"], row.source.note) == ("名师网络课堂共享应用", "取自附件2")


@pytest.mark.parametrize("name", FILES)
def test_an_expected_text_is_sorted_and_names_rules_that_exist(name):
    _, _, findings = expected(name)
    assert findings == sorted(findings)
    assert {line.split(" ")[1] for line in findings} <= BY_CODE.keys()


def test_every_sample_is_received_and_judged_once(done, reviews):
    assert done.received == len(tomllib.loads((SAMPLES / RECEIPTS).read_text(encoding="utf-8"))["receipt"])
    assert sorted(reviews) == FILES
    inner = sum(len(expected_inside(package)) for package in PACKAGES)
    assert len(done.result.judgement.files) == len(FILES) + inner


def test_no_row_is_lost_and_what_is_not_included_has_a_reason(done):
    summary = done.result.summary
    assert summary.rows_in == len(summary.included) + len(summary.excluded)
    assert summary.rows_in == sum(len(review.table.rows) for review in summary.counted)
    assert all(row.codes and row.why for row in summary.excluded)
    assert {code for row in summary.excluded for code in row.codes} >= {"XP203", "XP204", "XP403", "XP701", "XP702"}
    assert sum(summary.by_category().values()) == len(summary.included)
    assert all(summary.by_category().values())


def test_the_samples_show_every_state_of_a_unit(done):
    lines = {line.unit.name: line.state for line in own_lines(done.result.summary)}
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
