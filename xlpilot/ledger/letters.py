"""Which units have sent something, but not the official letter under which it is to be reported."""

from __future__ import annotations

import re
from collections.abc import Sequence

from xlpilot.findings import Finding, Place, Severity
from xlpilot.ledger.events import Decision, DecisionKind, Paper
from xlpilot.review.judge import FileReview
from xlpilot.review.readings import LetterReading
from xlpilot.rounds.model import Round
from xlpilot.rules import BY_CODE

_ON_PAPER = re.compile("公文|正式文件|红头|请示|报告|函")


def letters(reviews: Sequence[FileReview], unit: str, decisions: Sequence[Decision] = ()) -> list[FileReview]:
    """The official letters that count for a unit, in the order of the reviews.

    One that names another unit of the round, that was rejected or withdrawn does not count; nor does one that says
    that a school of the county issued it.
    """
    return _counting(reviews, unit, _withdrawn(decisions))


def _withdrawn(decisions: Sequence[Decision]) -> frozenset[str]:
    return frozenset(one.sha256 for one in decisions if one.kind is DecisionKind.WITHDRAW and one.sha256)


def _counting(reviews: Sequence[FileReview], unit: str, gone: frozenset[str]) -> list[FileReview]:
    return [
        review for review in reviews
        if review.unit == unit and isinstance(review.document, LetterReading) and review.sha256 not in gone
        and _issued_by(review.document, unit) and not _useless(review)
    ]  # fmt: skip


def missing_letters(
    round_: Round, reviews: Sequence[FileReview], papers: Sequence[Paper] = (), decisions: Sequence[Decision] = ()
) -> dict[str, Finding]:
    """Code of each unit that has sent something without an official letter -> XP534; in official order.

    A letter that lies in the office on paper (receive --paper --item 公文) counts. A unit that has sent nothing at all
    is not named.
    """
    sent: dict[str | None, list[FileReview]] = {paper.unit: [] for paper in papers}
    for review in reviews:
        # Only documents can be letters; the others say that the unit has sent something.
        own = sent.setdefault(review.unit, [])
        if review.document:
            own.append(review)
    on_paper = {paper.unit for paper in papers if _ON_PAPER.search(paper.item)}
    gone = _withdrawn(decisions)
    return {
        unit.code: BY_CODE["XP534"].at(Place(), unit=unit.name)
        for unit in round_.units
        if unit.code in sent and unit.code not in on_paper and not _counting(sent[unit.code], unit.code, gone)
    }


def _issued_by(reading: LetterReading, unit: str) -> bool:
    return reading.issuer is None or reading.issuer_unit == unit


def _useless(review: FileReview) -> bool:
    return any(finding.severity is Severity.ERROR for finding in review.findings)


__all__ = ["letters", "missing_letters"]
