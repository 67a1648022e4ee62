"""Half a million rows must be possible: the work grows with the number of rows, counted and not timed."""

import sys

import pytest

from review.across.county_rows import asking, crossed, review, row

CODES = ("430422", "430424", "430426", "430481")


def calls(files, round_):
    """How many Python functions are called to judge these files together."""
    count = 0

    def profile(frame, event, argument):
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(profile)
    try:
        result = crossed(*files, round_=round_)
    finally:
        sys.setprofile(None)
    return count, result


def different(size):
    return [review(code, [row(f"{at}{n}", f"第{n}学校{at}") for n in range(size)]) for at, code in enumerate(CODES)]


def alike(size):
    """Every row is in one block of every kind."""
    one = {"project": "同", "leader": "王小明", "leader_phone": "13800138000", "contact_phone": "13800138000"}
    return [review(code, [row(0, "市一中", **one, contact=f"乙{n}") for n in range(size)]) for code in CODES]


def one_persons(size):
    """One person and one school for all, with a project in every row."""
    one = {"leader": "王小明", "leader_phone": "13800138000"}
    return [review(code, [row(f"{code}{n}", "衡南县一中", **one) for n in range(size)]) for code in CODES]


@pytest.mark.parametrize("rows", [different, alike, one_persons])
def test_twice_the_rows_are_no_more_than_twice_the_work(rows):
    round_ = asking({"per_leader": 1, "per_unit": 1, "per_county": 1})
    small, _ = calls(rows(150), round_)
    large, result = calls(rows(300), round_)
    assert large < 2.2 * small
    assert all(len(f.message) < 400 for findings in result.findings.values() for f in findings)
