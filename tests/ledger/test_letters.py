"""A unit that has sent something without its official letter is named, whatever else it has sent."""

import datetime as dt

from review.test_letter import PDF, ROUND, letter, review

from xlpilot.ledger.events import Decision, DecisionKind, Paper
from xlpilot.ledger.letters import letters, missing_letters

WHEN = dt.datetime(2018, 9, 10, tzinfo=dt.UTC)


def test_xp534_a_unit_without_letter_is_named_and_one_that_sent_nothing_is_not():
    other = review(PDF, "收件/衡山县/盖章扫描件.pdf")
    found = missing_letters(ROUND, [review(letter()), other])
    assert list(found) == ["430423"]
    assert found["430423"].code == "XP534"
    assert "衡山县" in found["430423"].message


def test_a_letter_on_paper_counts_and_other_paper_does_not():
    other = review(PDF, "收件/衡山县/盖章扫描件.pdf")
    letter_, list_ = (Paper(1, "430423", item, 1, True, WHEN) for item in ("公文", "附件1"))
    assert missing_letters(ROUND, [other], [letter_]) == {}
    assert list(missing_letters(ROUND, [other], [list_])) == ["430423"]


def test_neither_a_schools_letter_nor_another_units_nor_a_withdrawn_one_counts():
    school = review(letter("", "衡南县第一中学关于申报试点项目的请示", "衡南县第一中学", ""))
    strange = review(letter("山教字〔2018〕3号", "衡山县教育局关于申报项目的请示", "衡山县教育局", "衡山县教育局文件"))
    own = review(letter())
    assert list(missing_letters(ROUND, [school, strange])) == ["430422"]
    assert letters([school, strange, own], "430422") == [own]
    withdrawn = Decision(1, DecisionKind.WITHDRAW, "重报", "刘阳", WHEN, sha256=own.sha256)
    assert list(missing_letters(ROUND, [own], decisions=[withdrawn])) == ["430422"]
