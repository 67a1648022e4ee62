"""All applications of all returns in force, judged against each other and against the roster of former pilots."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from xlpilot.findings import Finding
from xlpilot.review.across.applicant import Applicant
from xlpilot.review.across.applying import applying
from xlpilot.review.across.between import between
from xlpilot.review.across.eligibility import EligibilityCheck, eligibility
from xlpilot.review.across.former import Roster
from xlpilot.rounds.model import Round


@dataclass(frozen=True, slots=True)
class Crossed:
    """Findings by the number of their file, none an error; and how the check of eligibility went."""

    findings: Mapping[int, list[Finding]]
    eligibility: EligibilityCheck | None


def across(round_: Round, applicants: Iterable[Applicant], roster: Roster | None) -> Crossed:
    """Judge applications against each other. Time and memory grow with their number and no faster.

    Args:
        roster: None where the office has none; then nobody's eligibility is checked, and that is said.
    """
    everybody = list(applicants)
    eligible, checked = eligibility(round_, everybody, roster)
    findings: dict[int, list[Finding]] = {}
    for number, finding in (*applying(round_, everybody), *between(round_, everybody), *eligible):
        findings.setdefault(number, []).append(finding)
    for own in findings.values():
        own.sort(key=lambda finding: (finding.place.row or 0, finding.place.cell or "", finding.code))
    return Crossed(findings, checked)
