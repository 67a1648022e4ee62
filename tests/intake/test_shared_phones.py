"""One number beside different names is told once, and the same person's own number never."""

import pytest
from review.county import good_row, judged, returns

from xlpilot.findings import Severity

SHARED = "13812345670"


def told(rows):
    (review,) = judged(returns(rows))
    return [(f.place.cell, f.severity, f.message) for f in review.findings if f.code == "XP430"]


def test_two_persons_with_one_number_are_told_once():
    rows = [
        good_row(1, leader="王小明", leader_phone=SHARED),
        good_row(2, leader="赵六", leader_phone="138 1234 5670"),
        good_row(3, leader="赵六", leader_phone=SHARED),
    ]
    ((cell, severity, message),) = told(rows)
    assert (cell, severity) == ("F7", Severity.INFO)
    assert "王小明、赵六" in message
    assert SHARED in message


def test_the_leader_and_the_contact_of_one_row_may_share_one_too():
    ((cell, _, message),) = told(
        [good_row(1, leader="王小明", leader_phone=SHARED, contact="李红", contact_phone=SHARED)]
    )
    assert cell == "H6"
    assert "王小明、李红" in message


def test_more_than_three_units_are_a_warning():
    rows = [good_row(n, leader=f"王{'一二三四五'[n]}", leader_phone=SHARED) for n in range(1, 5)]
    ((_, severity, message),) = told(rows)
    assert severity is Severity.WARNING
    assert "王二、王三、王四、王五" in message
    assert [s for _, s, _ in told(rows[:3])] == [Severity.INFO]


@pytest.mark.parametrize(
    "rows",
    [
        [good_row(1), good_row(2)],
        [good_row(1, leader="王小明", leader_phone=SHARED, contact="王小明", contact_phone=SHARED)],
        [good_row(1, leader="王小明", leader_phone=SHARED), good_row(2, leader="王 小明", leader_phone=SHARED)],
        [good_row(1, leader="王小明", leader_phone=""), good_row(2, leader="李红", leader_phone="")],
    ],
    ids=["different numbers", "leader is contact", "one name in two forms", "no numbers"],
)
def test_nothing_is_told_of(rows):
    assert told(rows) == []
