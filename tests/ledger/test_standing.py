"""Which return of a unit is in force: by receipt, by the deadline, by what people decided; nothing silently."""

import datetime as dt
from dataclasses import replace

import pytest
from review.county import KEY, good_row, shipped
from rollup.test_merge import adds_up, book

from xlpilot.intake.refusal import Reason, Refusal
from xlpilot.ledger.events import Decision, DecisionKind, Paper
from xlpilot.ledger.standing import Fate, State, deadline_of, stand
from xlpilot.review.judge import Arrival, Returned, judge
from xlpilot.rollup.merge import merge

UNIT = "430421"
DEADLINE = shipped().deadline
IN_TIME = DEADLINE - dt.timedelta(days=7)
LATE = DEADLINE + dt.timedelta(seconds=1)
BAD = {"leader_phone": "1380013"}


def sent(*rows, when=IN_TIME, name="", batch=None, source="told", unit=UNIT, content=None):
    """A return with these rows (numbers of good rows, or rows)."""
    rows = [good_row(row) if isinstance(row, int) else row for row in rows]
    return when, name, batch, source, content or book(rows, unit)


def stood(*files, decisions=(), papers=()):
    given = []
    for n, (when, name, batch, source, content) in enumerate(files, 1):
        path, sha256 = f"收件/{name or n}.xlsx", f"{n:064}"
        given.append(Returned(path, sha256, content, when, None, Arrival(n, batch or n, source)))
    return stand(shipped(), "summary", judge(shipped(), given, KEY), decisions, papers)


def course(*files, decisions=()):
    """State of the unit, fates of its files, and the projects in the summary."""
    standing = stood(*files, decisions=decisions)
    unit = next(one for one in standing.units if one.unit.code == UNIT)
    summary = adds_up(merge(standing))
    return (
        unit.state,
        [version.fate for version in unit.versions],
        [row.values["project"][-1] for row in summary.included],
    )


def codes(standing, number):
    return [f.code for f in standing.files[number - 1].findings if f.code >= "XP7"]


def decided(kind, **more):
    return Decision(7, DecisionKind(kind), "确有原因", "王五", IN_TIME, **{"unit": UNIT, **more})


def test_nothing_came():
    assert course() == (State.MISSING, [], [])


def test_a_clean_return_is_accepted():
    assert course(sent(1, 2)) == (State.ACCEPTED, [Fate.IN_FORCE], ["1", "2"])


def test_a_faulty_return_is_to_be_mended_and_its_good_rows_count():
    assert course(sent(1, good_row(2, **BAD))) == (State.RETURNED, [Fate.IN_FORCE], ["1"])


def test_mended_in_time_or_later_is_a_mend():
    for when in (IN_TIME, LATE):
        told = course(sent(1, good_row(2, **BAD)), sent(1, 2, when=when))
        assert told == (State.MENDED, [Fate.SUPERSEDED, Fate.IN_FORCE], ["1", "2"])


def test_the_order_is_that_of_receipt_and_no_name_changes_it():
    standing = stood(sent(1, 2, name="最终版"), sent(1, 3, name="旧"))
    assert codes(standing, 1) == ["XP709", "XP702"]
    assert codes(standing, 2) == ["XP711"]
    assert course(sent(1, 2, name="最终版"), sent(1, 3, name="旧"))[2] == ["1", "3"]


def test_a_broken_newer_return_leaves_the_older_in_force():
    worse = sent(1, good_row(2, **BAD))
    state, fates, projects = course(sent(1, 2), worse)
    assert (state, fates, projects) == (State.RETURNED, [Fate.IN_FORCE, Fate.RETURNED], ["1", "2"])
    assert codes(stood(sent(1, 2), worse), 2) == ["XP706"]
    unreadable = sent(content=Refusal(Reason.DAMAGED, "坏了", "请重报"))
    assert course(sent(1), unreadable)[0] is State.ACCEPTED  # nobody knows whose a file without a name is


def test_a_project_that_a_newer_return_no_longer_has_is_told_with_its_row():
    standing = stood(sent(1, 2, 3), sent(1, 3))
    (finding,) = [f for f in standing.files[1].findings if f.code == "XP711"]
    assert "第4行" in finding.message
    assert "同步课堂应用之2" in finding.message


def test_first_late_is_late_and_stays_so_whatever_follows():
    told = course(sent(1, when=LATE), sent(1, when=LATE + dt.timedelta(days=1)))
    assert told == (State.LATE, [Fate.LATE, Fate.LATE], [])


def test_a_letter_in_time_does_not_make_the_form_be_in_time():
    scan = sent(content=Refusal(Reason.PICTURE, "图片", "请重发"), name="衡阳县盖章")
    assert course(scan, sent(1, when=LATE))[0] is State.LATE


def test_a_late_replacement_that_nobody_asked_for_is_held_and_the_old_one_stays():
    files = (sent(1, 2), sent(1, 3, when=LATE))
    assert course(*files) == (State.ACCEPTED, [Fate.IN_FORCE, Fate.HELD], ["1", "2"])
    assert codes(stood(*files), 2) == ["XP704"]
    accepted = decided("accept-late", unit=None, sha256=f"{2:064}")
    assert course(*files, decisions=[accepted])[1:] == ([Fate.SUPERSEDED, Fate.IN_FORCE], ["1", "3"])


def test_two_lists_of_two_desks_are_neither_added_nor_dropped():
    files = (sent(1, 2), sent(6, 7))
    assert course(*files) == (State.ACCEPTED, [Fate.IN_FORCE, Fate.HELD], ["1", "2"])
    standing = stood(*files)
    assert codes(standing, 1) == codes(standing, 2) == ["XP705"]
    assert standing.files[1].verdict == "returned"
    gone = decided("withdraw", unit=None, sha256=f"{1:064}")
    assert course(*files, decisions=[gone])[1:] == ([Fate.WITHDRAWN, Fate.IN_FORCE], ["6", "7"])


def test_two_different_returns_of_one_moment_have_no_order():
    files = (sent(1, 2, batch=5), sent(1, 3, batch=5))
    assert course(*files) == (State.REPORTED, [Fate.HELD, Fate.HELD], [])
    assert course(sent(1, 9), *files)[1:] == ([Fate.IN_FORCE, Fate.HELD, Fate.HELD], ["1", "9"])
    gone = decided("withdraw", unit=None, sha256=f"{1:064}")
    assert course(*files, decisions=[gone])[1:] == ([Fate.WITHDRAWN, Fate.IN_FORCE], ["1", "3"])


def test_the_same_return_twice_in_one_moment_counts_once():
    assert course(sent(1, 2, batch=5), sent(1, 2, batch=5))[1:] == ([Fate.SUPERSEDED, Fate.IN_FORCE], ["1", "2"])


def test_an_unknown_time_is_a_status_and_no_guess():
    file = sent(1, when=None, source="unknown")
    assert course(file) == (State.REPORTED, [Fate.HELD], [])
    assert codes(stood(file), 1) == ["XP703"]
    assert course(file, decisions=[decided("accept-late")]) == (State.ACCEPTED, [Fate.IN_FORCE], ["1"])


@pytest.mark.parametrize("whose", [UNIT, None])
def test_an_extension_moves_the_deadline_of_the_unit_or_of_all(whose):
    extended = decided("extend", unit=whose, until=LATE)
    assert deadline_of(shipped(), UNIT, [extended]) == LATE
    assert deadline_of(shipped(), "430405", [extended]) == (DEADLINE if whose else LATE)
    assert course(sent(1, when=LATE), decisions=[extended])[0] is State.ACCEPTED
    assert course(sent(1, when=LATE + dt.timedelta(seconds=1)), decisions=[extended])[0] is State.LATE


def test_a_late_return_counts_where_a_person_decides_so():
    assert course(sent(1, when=LATE), decisions=[decided("accept-late")]) == (State.ACCEPTED, [Fate.IN_FORCE], ["1"])
    other = replace(decided("accept-late"), unit="430422")
    assert course(sent(1, when=LATE), decisions=[other])[0] is State.LATE


def test_a_withdrawn_return_is_kept_listed_and_out():
    standing = stood(sent(1, 2), decisions=[decided("withdraw")])
    summary = adds_up(merge(standing))
    assert [row.codes for row in summary.excluded] == [("XP708",), ("XP708",)]
    assert "确有原因" in summary.excluded[0].why


def test_a_waived_finding_stays_as_a_note_with_its_reason_and_no_longer_keeps_the_row_out():
    faulty = sent(1, good_row(2, **BAD))
    waive = decided("waive", rule="XP203")
    assert course(faulty, decisions=[waive]) == (State.ACCEPTED, [Fate.IN_FORCE], ["1", "2"])
    standing = stood(faulty, decisions=[waive])
    (finding,) = [f for f in standing.files[0].findings if f.code == "XP203"]
    assert finding.severity == "info"
    assert "第7号决定" in finding.message
    elsewhere = decided("waive", rule="XP203", cell="A1")
    assert course(faulty, decisions=[elsewhere])[0] is State.RETURNED


def test_papers_stand_beside_the_files():
    paper = Paper(1, UNIT, "公文", 2, True, IN_TIME)
    standing = stood(sent(1), papers=[paper, replace(paper, unit="430405")])
    assert [len(unit.papers) for unit in standing.units if unit.papers] == [1, 1]


@pytest.mark.parametrize(
    ("date", "odd"),
    [
        (dt.date(2018, 9, 10), False), (dt.date(2018, 9, 17), False), (dt.date(2018, 9, 18), True),
        (dt.date(2017, 9, 10), True), (dt.date(2019, 9, 10), True),
    ],
)  # fmt: skip
def test_xp707_a_reporting_date_that_cannot_be_is_told(date, odd):
    content = book([good_row(1)], UNIT)
    content.grids[0].values[0][-1] = date
    standing = stood(sent(content=content))
    assert ("XP707" in codes(standing, 1)) is odd


def test_a_scan_beside_the_form_is_evidence_and_without_it_a_fault():
    scan = sent(content=Refusal(Reason.PICTURE, "图片", "请重发"), name="衡阳县盖章")
    (alone,) = stood(scan).files
    assert (alone.verdict, [f.severity for f in alone.findings]) == ("rejected", ["error"])
    beside = stood(scan, sent(1)).files[0]
    assert (beside.verdict, [f.severity for f in beside.findings]) == ("accepted", ["info"])
    assert course(scan)[0] is State.RETURNED
    assert course(scan, sent(1))[:2] == (State.ACCEPTED, [Fate.ATTACHED, Fate.IN_FORCE])


def test_the_order_in_which_files_are_given_is_not_that_of_receipt():
    first, second = sent(1, 2, when=IN_TIME), sent(1, 3, when=IN_TIME + dt.timedelta(hours=1))
    assert course(second, first)[2] == course(first, second)[2] == ["1", "3"]
