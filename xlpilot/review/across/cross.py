"""All applications of all returns in force, judged against each other and against the roster of former pilots."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from xlpilot.findings import Finding
from xlpilot.review.across.applicant import Names, applicants
from xlpilot.review.across.applying import of_one, of_one_leader
from xlpilot.review.across.between import between, direct
from xlpilot.review.across.eligibility import EligibilityCheck, EligibilityChecker
from xlpilot.review.across.former import Roster
from xlpilot.review.across.sharing import Sharing, shares
from xlpilot.review.judge import FileReview
from xlpilot.review.shelf import Shelf
from xlpilot.rounds.model import Round
from xlpilot.values import dataclass


@dataclass(frozen=True, slots=True)
class Crossed:
    """Findings by the number of their file, none an error; and how the check of eligibility went."""

    findings: Mapping[int, list[Finding]]
    eligibility: EligibilityCheck | None


def across(
    round_: Round, returns: Sequence[tuple[int, FileReview]], roster: Roster | None, shelf: Shelf | None = None
) -> Crossed:
    """Judge applications against each other. Time grows with their number and no faster, memory with what is found.

    Args:
        returns: those of one unit behind each other, each with its number among all files.
        roster: None where the office has none; then nobody's eligibility is checked, and that is said.
        shelf: where goes what is kept of every row, in a round that needs it.
    """
    names, sharing, eligible = (
        Names(round_),
        Sharing(round_.quotas.per_leader, shelf),
        EligibilityChecker(round_, roster),
    )
    findings: dict[int, list[Finding]] = {}

    def note(told: Iterable[tuple[int, Finding]]) -> None:
        for number, finding in told:
            findings.setdefault(number, []).append(finding)

    units = [tuple(group) for _, group in groupby(returns, key=lambda one: one[1].unit)]
    for unit in units:
        block = list(applicants(round_, unit, names))
        sharing.add(block)
        note(of_one(round_, block))
        note(direct(round_, block))
        note(eligible.check(block))
    numbers, shared = sharing.units()
    again = applicants(round_, (one for number in numbers for one in units[number]), names)
    sharers = [one for one in again if shares(one, shared)]
    note(of_one_leader(round_, sharers))
    note(between(round_, sharers))
    checked = eligible.done
    for own in findings.values():
        own.sort(key=lambda finding: (finding.place.row or 0, finding.place.cell or "", finding.code))
    return Crossed(findings, checked)
