"""Applications and plans: the later one of the same applicant and project counts, others stand beside each other."""

import datetime as dt

import pytest
from review.applicant import DIRECT, GOOD, OWN, by_hand, filled, whole
from review.county import HENGNAN, KEY, fill, good_row, issued
from rollup.test_merge import adds_up

from xlpilot.intake.reader import read_book
from xlpilot.ledger.archive import digest
from xlpilot.ledger.events import Decision, DecisionKind
from xlpilot.ledger.standing import Fate, State, stand
from xlpilot.review.judge import Arrival, Returned, judge
from xlpilot.rollup.merge import merge

DEADLINE = whole().deadline
IN_TIME = DEADLINE - dt.timedelta(days=7)
LATE = DEADLINE + dt.timedelta(days=1)


def application(number=1, whose=HENGNAN, when=IN_TIME, **other):
    """An application that differs from one with another number in project and people."""
    base = OWN if whose == DIRECT else GOOD
    one = {"project": f"同步课堂应用之{number}", "leader_phone": f"138{number:08}", "contact_phone": f"139{number:08}"}
    return filled(base, whose, **one | other), when


def summary(*rows, when=IN_TIME, unit=HENGNAN):
    return fill(issued(whole().definition, unit), list(rows), round_=whole()), when


def stood(*files, decisions=(), papers=(), unit=HENGNAN):
    folder = "局直属" if unit == DIRECT else "衡南县"
    given = [
        Returned(f"收件/{folder}/{n}.xlsx", digest(data), read_book(data), when, None, Arrival(n, n, "told"))
        for n, (data, when) in enumerate(files, 1)
    ]
    return stand(whole(), "summary", judge(whole(), given, KEY), decisions, papers)


def of(standing, code=HENGNAN):
    return next(one for one in standing.units if one.unit.code == code)


def fates(standing, code=HENGNAN):
    return [version.fate for version in of(standing, code).versions]


def codes(standing, number):
    return [finding.code for finding in standing.files[number - 1].findings if finding.code >= "XP7"]


def decided(kind, **more):
    return Decision(7, DecisionKind(kind), "确有原因", "王五", IN_TIME, **({"unit": HENGNAN} | more))


def test_the_later_application_of_the_same_project_replaces_the_earlier_one():
    standing = stood(application(1, contact="李红"), application(1))
    assert fates(standing) == [Fate.SUPERSEDED, Fate.IN_FORCE]
    assert codes(standing, 1) == ["XP702"]
    (change,) = of(standing).versions[1].changes
    assert change.endswith("联系人 李红→刘小芳")


def test_applications_of_other_projects_or_schools_never_replace_each_other():
    standing = stood(application(1), application(2), application(1, unit="衡南县第二中学"))
    assert fates(standing) == [Fate.IN_FORCE] * 3
    assert [len(one.versions) for one in of(standing).series] == [1, 1, 1]


def test_a_projects_name_is_compared_after_normalisation():
    standing = stood(application(1, project="同步 课堂应用之１"), application(1, project="《同步课堂应用之1》"))
    assert fates(standing) == [Fate.SUPERSEDED, Fate.IN_FORCE]


def test_a_late_application_is_late_and_counts_where_a_person_decides_so():
    late = application(2, when=LATE)
    assert fates(stood(application(1), late)) == [Fate.IN_FORCE, Fate.LATE]
    standing = stood(application(1), late, decisions=[decided("accept-late", unit=None, sha256=digest(late[0]))])
    assert fates(standing) == [Fate.IN_FORCE, Fate.IN_FORCE]
    assert codes(standing, 2) == []


def test_an_application_that_is_withdrawn_does_not_count():
    one = application(1)
    standing = stood(one, decisions=[decided("withdraw", unit=None, sha256=digest(one[0]))])
    assert fates(standing) == [Fate.WITHDRAWN]
    assert of(standing).series[0].in_force is None


def test_applications_change_nothing_of_what_the_summary_says():
    rows = [good_row(1), good_row(2, leader_phone="1380013")]
    files = [summary(*rows), summary(good_row(1), good_row(2), when=LATE)]
    alone = of(stood(*files))
    beside = of(stood(application(1, contact=None), *files, application(2, when=LATE), application(1)))
    assert (beside.state, beside.in_force.sha256) == (alone.state, alone.in_force.sha256) == (
        State.MENDED, digest(files[1][0]),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("files", "state"),
    [
        ([], State.MISSING),
        ([application(1, DIRECT)], State.ACCEPTED),
        ([application(1, DIRECT), application(2, DIRECT, leader_phone="1380013")], State.RETURNED),
        ([application(1, DIRECT, leader_phone="1380013"), application(1, DIRECT)], State.MENDED),
        ([application(1, DIRECT, when=LATE)], State.LATE),
    ],
    ids=["nothing", "good", "one of two faulty", "mended", "late"],
)
def test_a_direct_unit_stands_by_its_applications(files, state):
    assert of(stood(*files, unit=DIRECT), DIRECT).state is state


def test_the_rows_of_a_direct_unit_are_taken_from_its_applications_and_say_so():
    standing = stood(summary(good_row(1), good_row(2)), application(1, DIRECT), application(2, DIRECT), unit=DIRECT)
    result = adds_up(merge(standing))
    own = [row for row in result.included if row.unit.code == DIRECT]
    assert [row.number for row in own] == [3, 4]
    assert own[0].values == {name: OWN.get(name) for name in own[0].values} | {
        "unit": whole().unit_by_code[DIRECT].name, "project": "同步课堂应用之1", "leader_phone": "13800000001",
        "contact_phone": "13900000001", "remark": None,
    }  # fmt: skip
    assert set(own[0].values) == {field.name for field in whole().forms["summary"].entries}
    assert (own[0].source.note, own[0].source.sheet) == ("取自附件2", "附件2")
    assert own[0].source.cell.isalnum()


def test_a_faulty_application_of_a_direct_unit_is_left_out_with_its_reason_and_a_replaced_one_too():
    bad = application(1, DIRECT, leader_phone="1380013")
    result = adds_up(merge(stood(bad, application(2, DIRECT, contact="李红"), application(2, DIRECT), unit=DIRECT)))
    assert [row.values["project"] for row in result.included] == ["同步课堂应用之2"]
    assert [row.codes for row in result.excluded] == [("XP203",), ("XP702",)]
    assert result.excluded[0].typed["leader_phone"] == "1380013"


def test_an_application_of_a_county_is_no_row_of_the_summary_beside_the_countys_own():
    result = adds_up(merge(stood(summary(good_row(1)), application(1), application(2))))
    assert (result.rows_in, len(result.included)) == (1, 1)


def test_an_application_of_nobody_is_read_and_left_out():
    rows = [
        ["2018年衡阳市教育信息化试点项目申请表"], ["申报单位：", "某某学校"], ["申报类别：", GOOD["category"]],
        ["项目名称：", "同步课堂"], ["负责人", "陈建国", "手机号码", "13807341234"],
        ["联系人", "刘小芳", "手机号码", "13907341235"], ["试点实施方案要点（可另附页）："], ["一、建设同步课堂。"],
    ]  # fmt: skip
    data = by_hand(rows)
    given = Returned("收件/1.xlsx", digest(data), read_book(data), IN_TIME)
    result = adds_up(merge(stand(whole(), "summary", judge(whole(), [given], KEY))))
    assert (result.rows_in, len(result.excluded)) == (1, 1)
    assert "XP116" in result.excluded[0].codes
