"""Nothing grows faster than the round: the work is counted in lines of Python executed, never in time."""

import datetime as dt
import json
import sys

import pytest
from review.across.county_rows import review, row
from review.county import shipped

from xlpilot.ledger.crossed import crossed
from xlpilot.ledger.events import Decision, DecisionKind, Paper
from xlpilot.ledger.standing import stand
from xlpilot.report.chase import chases
from xlpilot.report.standing import standing_json
from xlpilot.review.across.former import FormerPilot, Roster
from xlpilot.review.names import UnitNames
from xlpilot.rollup.changes import _in_table
from xlpilot.rollup.control import control
from xlpilot.rollup.merge import merge
from xlpilot.rollup.read_back import Listed
from xlpilot.rounds.model import Round

WHEN = dt.datetime(2018, 9, 10, 9, tzinfo=dt.UTC)


def round_of(units):
    """The shipped round with so many invented counties."""
    data = json.loads(shipped().model_dump_json(by_alias=True))
    data["units"] = [
        {"code": f"7{n:05}", "name": f"甲{n:04}县", "kind": "county", "bureau": f"甲{n:04}县教育局"}
        for n in range(units)
    ]
    return Round.model_validate_json(json.dumps(data))


def stood(round_):
    """Every unit has sent one return; one decision, one paper and one former pilot a unit."""
    units = round_.units
    reviews = [
        review(one.code, [row(10 * n, f"{one.name}一中"), row(10 * n + 1, f"{one.name}二中")])
        for n, one in enumerate(units)
    ]
    decisions = [
        Decision(n, DecisionKind.WAIVE, "确有原因", "王五", WHEN, one.code, rule="XP203") for n, one in enumerate(units)
    ]
    papers = [Paper(n, one.code, "公文", 1, True, WHEN) for n, one in enumerate(units)]
    pilots = [
        FormerPilot(f"C{n}", 2016, "省", f"{one.name}九中", "老", "", False, f"{one.name}九中", "", True)
        for n, one in enumerate(units)
    ]
    standing = stand(round_, "summary", reviews, decisions, papers)
    return crossed(standing, Roster("往年试点.xlsx", "往年试点", tuple(pilots)))


def told(standing):
    chases(standing, WHEN)
    json.dumps(standing_json(standing, WHEN))


def added(standing):
    summary = merge(standing)
    summary.matrix()
    control(summary)


def compared(round_):
    form = next(iter(round_.forms.values()))
    rows = [Listed(n, n, one.name, {"申报项目名称": f"第{n}项"}) for n, one in enumerate(round_.units)]
    summary = merge(stand(round_, "summary", []))
    list(_in_table(summary, form, rows, rows[:-1]))


def looked_up(round_):
    names = UnitNames(round_)
    for one in round_.units:
        assert names.exactly(f"衡阳市{one.name[:-1]}教体局") is one
        assert names.within(f"收件/{one.name}教育局.xlsx") is one
        assert names.beginning(f"{one.name}第一中学") is one


def lines(work, argument):
    """How many lines of Python it takes."""
    count = 0

    def trace(_frame, event, _argument):
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work(argument)
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("work", [stood, looked_up, compared, lambda r: told(stood(r)), lambda r: added(stood(r))],
                         ids=["stood", "looked_up", "compared", "told", "added"])  # fmt: skip
def test_of_twice_as_many_units_the_work_is_twice_as_much(work):
    rounds = [round_of(n) for n in (15, 30, 60)]
    work(rounds[0])  # what is imported and remembered the first time
    few, more, most = (lines(work, one) for one in rounds)
    # What grows with the square would be four times as much here.
    assert most - more < 2.3 * (more - few)


def test_of_a_unit_a_few_names_are_kept_whatever_may_stand_before_and_behind_them():
    few, many = (UnitNames(round_of(n)) for n in (10, 20))

    def kept(names):
        tables = (names._given, names._stems, *names._written._codes.values())
        return sum(map(len, tables))

    assert kept(many) - kept(few) <= 10 * 8
