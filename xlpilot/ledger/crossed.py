"""What the returns in force say beside each other, put where every face reads it: into the judgements themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from xlpilot.findings import Finding, Once, Severity, worst
from xlpilot.ledger.decided import Decided, after_waivers
from xlpilot.ledger.packages import packages
from xlpilot.ledger.reporting import renewed
from xlpilot.ledger.standing import Standing, State, UnitStanding
from xlpilot.review.across.cross import across
from xlpilot.review.across.former import Roster
from xlpilot.review.judge import FileReview, Verdict
from xlpilot.review.shelf import Shelf
from xlpilot.rules.severity import reweighed


def crossed(
    standing: Standing, roster: Roster | None, *, whole: bool = True, keep_packages: bool = True,
    shelf: Shelf | None = None,
) -> Standing:  # fmt: skip
    """The standing with the findings between its returns in force. None is an error, so that no verdict changes, unless
    the round says so: then its row is not taken, and the return goes back.

    A finding that a person has waived is a note from the start.

    Args:
        whole: all that was received is there, so that what is not there is missing.
        keep_packages: False leaves the standing without the packages of its units, for those who ask for none.
        shelf: where the keys of rows go, where what was judged went there too; None keeps them.
    """
    found = across(standing.round, list(in_force(standing)), roster, shelf)
    together, told = packages(standing, keep_packages) if whole or keep_packages else ({}, [])
    about: dict[int, list[Finding]] = {number: list(findings) for number, findings in found.findings.items()}
    for number, finding in told if whole else ():
        about.setdefault(number, []).append(finding)
    changed: dict[int, FileReview] = {}
    looked_up, once = Decided(standing.decisions), Once()
    for number, findings in about.items():
        review = standing.files[number]
        weighed = reweighed(findings, standing.round.severity)
        waivers = looked_up.waivers(review)
        own = tuple(once.finding(after_waivers(finding, review, waivers)) for finding in weighed)
        verdict = review.verdict
        if verdict is Verdict.ACCEPTED and worst(own) is Severity.ERROR:
            verdict = Verdict.RETURNED
        changed[id(review)] = replace(review, verdict=verdict, findings=(*review.findings, *own))

    def new(review: FileReview) -> FileReview:
        return changed.get(id(review), review)

    units = tuple(
        unit
        if not any(id(version.review) in changed for version in unit.versions)
        else replace(
            unit,
            versions=tuple(replace(version, review=new(version.review)) for version in unit.versions),
            in_force=new(unit.in_force) if unit.in_force else None,
            state=_state(unit, changed),
            series=tuple(renewed(one, changed) for one in unit.series),
        )
        for unit in standing.units
    )
    files = tuple(new(review) for review in standing.files)
    return replace(standing, units=units, files=files, eligibility=found.eligibility, packages=together)


def _state(unit: UnitStanding, changed: Mapping[int, FileReview]) -> State:
    """Where a unit stands, whose return may have to go back for what stands beside it."""
    sent_back = any(
        before.verdict is Verdict.ACCEPTED and changed.get(id(before), before).verdict is Verdict.RETURNED
        for before in unit.taken
    )
    return State.RETURNED if sent_back and unit.state in (State.ACCEPTED, State.MENDED) else unit.state


def in_force(standing: Standing) -> Iterator[tuple[int, FileReview]]:
    """The returns that count, each with its number among all files."""
    numbers = {id(review): number for number, review in enumerate(standing.files)}
    for unit in standing.units:
        for review in unit.taken:
            yield numbers[id(review)], review
