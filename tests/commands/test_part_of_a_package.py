"""validate of some files only says nothing of what else there may be."""

from review.county import good_row

from .county_post import county, drop

MISSING = {"XP534", "XP541", "XP542", "XP543", "XP544", "XP545"}


def codes(document):
    return {finding["code"] for file in document["files"] for finding in file["findings"]}


def test_what_is_not_given_is_not_told_to_be_missing(issued, xlpilot, as_json):
    drop(issued, "衡南县.xlsx", county(issued, "430422", [good_row(1)]))
    xlpilot("receive", "--received-at", "2018-09-10T09:00")
    assert not codes(as_json("validate", "收件/衡南县.xlsx")[1]) & MISSING
