"""[severity] in round.toml: one place decides how grave a rule is, for the office, the issued sheet and the report."""

import datetime as dt
import io

import openpyxl
import pytest
from office import office  # noqa: F401 - the fixture
from review.county import KEY, changed, fill, found, good_row, issued, judged, returned, shipped

from xlpilot.commands.round_check import round_check
from xlpilot.errors import RoundError
from xlpilot.form.layout import TableLayout
from xlpilot.ledger.decided import NEVER_WAIVED
from xlpilot.ledger.standing import stand
from xlpilot.moments import CHINA
from xlpilot.review.judge import Verdict, judge
from xlpilot.rollup.city_workbook import city_workbook
from xlpilot.rollup.merge import merge
from xlpilot.rules import RULES
from xlpilot.rules.severity import FIXED, adjustable

ODD = {"leader": "王小明2"}  # XP205, a warning
LANDLINE = {"leader_phone": "0734-8123457"}  # XP212, a warning


def set_(**severity):
    return changed(shipped(), rows=12, spare_rows=3, top={"severity": severity})


def returns(round_, rows):
    return fill(issued(round_.definition), rows, round_=round_)


@pytest.fixture(scope="module")
def odd():
    return returns(shipped(), [good_row(1, **ODD), good_row(2, **LANDLINE)])


@pytest.mark.parametrize(
    ("severity", "verdict", "codes"),
    [
        ({}, Verdict.ACCEPTED, {("XP205", "warning"), ("XP212", "warning")}),
        ({"XP205": "error"}, Verdict.RETURNED, {("XP205", "error"), ("XP212", "warning")}),
        ({"XP205": "off"}, Verdict.ACCEPTED, {("XP212", "warning")}),
        ({"XP205": "off", "XP212": "off"}, Verdict.ACCEPTED, set()),
    ],
)
def test_the_office_judges_by_the_rounds_severity(odd, severity, verdict, codes):
    (review,) = judged(odd, round_=set_(**severity))
    assert {(f.code, f.severity.value) for f in review.findings if f.code in ("XP205", "XP212")} == codes
    assert review.verdict is verdict


def test_an_error_made_a_warning_no_longer_keeps_its_row_out():
    data = returns(shipped(), [good_row(1, leader_phone="1380013")])
    when = dt.datetime(2018, 9, 10, tzinfo=CHINA)
    for severity, included in (({}, 0), ({"XP203": "warning"}, 1)):
        round_ = set_(**severity)
        reviews = judge(round_, [returned(data, received_at=when)], KEY)
        assert len(merge(stand(round_, "summary", reviews)).included) == included


def test_a_form_issued_before_is_still_of_this_version_and_unchanged(odd):
    round_ = set_(XP205="error")
    assert round_.version == shipped().version
    assert round_.definition != shipped().definition
    (review,) = judged(odd, round_=round_)
    assert not {"XP118", "XP431"} & {code for code, _ in found(review)}


@pytest.mark.parametrize("code", ["XP101", "XP115", "XP204", "XP206", "XP403", "XP701", "XP999"])
def test_what_a_row_cannot_do_without_is_not_to_be_set(code, odd):
    with pytest.raises(RoundError, match=code):
        judged(odd, round_=set_(**{code: "off"}))


def test_round_check_and_distribute_refuse_it_too(tmp_path, monkeypatch):
    from xlpilot.commands.distribute import distribute
    from xlpilot.rounds.workspace import Secrets, make_workspace, round_folder

    text = (round_folder("hengyang-2018") / "round.toml").read_text(encoding="utf-8")
    (tmp_path / "round.toml").write_text(text + '\n[severity]\nXP206 = "off"\n', encoding="utf-8")
    with pytest.raises(RoundError, match="XP206"):
        round_check(str(tmp_path))
    with pytest.raises(RoundError, match="XP206"):
        distribute(make_workspace(tmp_path / "ws", str(tmp_path), Secrets(KEY, "x")))


def test_every_rule_that_is_never_waived_has_a_fixed_severity():
    assert not [code for code in NEVER_WAIVED if adjustable(code)]
    assert {rule.code for rule in RULES} >= FIXED


@pytest.mark.libreoffice
def test_the_issued_sheet_takes_the_rounds_severity(office, tmp_path):  # noqa: F811
    rows = [good_row(1, **ODD), good_row(2, **LANDLINE)]
    layout = TableLayout.of(shipped().forms["summary"])
    said = {}
    for name, severity in (("as it is", {}), ("set", {"XP205": "off", "XP212": "error"})):
        path = tmp_path / f"{name}.xlsx"
        path.write_bytes(returns(set_(**severity), rows))
        with office.open(path) as there:
            there.recalculate()
            column = layout.letter("remark")
            after = chr(ord(column) + 1)
            said[name] = [there.text("附件1", f"{after}{layout.first_entry_row + n}") for n in (0, 1)]
    assert said["as it is"][0].startswith("提醒")
    assert said["as it is"][1].startswith("提醒")
    assert said["set"][0] == "正确"
    assert not said["set"][1].startswith("提醒")
    assert said["set"][1] != "正确"


def test_it_is_printed_among_what_was_checked(odd):
    round_ = set_(XP205="off", XP212="error")
    sheet = openpyxl.load_workbook(
        io.BytesIO(city_workbook(merge(stand(round_, "summary", judged(odd, round_=round_)))))
    )["核验"]
    rows = {line[0].value: [cell.value for cell in line[2:4]] for line in sheet.iter_rows()}
    assert rows["XP205"] == ["关闭", "规则自己的程度：提醒"]
    assert rows["XP212"] == ["错误", "规则自己的程度：提醒"]
