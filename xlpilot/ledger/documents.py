"""Which plans and letters of a unit are the newest ones: a county sends one summary, but a plan for every project."""

from __future__ import annotations

import re
from collections.abc import Iterable

from xlpilot.review.judge import FileReview, Verdict
from xlpilot.review.plan import PlanReading


def subject(review: FileReview) -> tuple[str, str, str]:
    """Unit, kind, and what it is about: a plan's project, a letter's number, an application's applicant and project,
    else its name; '' for a table."""
    about = ""
    if review.table and review.table.cells:
        typed = (review.table.values.get(name, ()) for name in ("unit", "project"))
        about = " ".join(str(value) for values in typed for value in values if value is not None) or stem(review.path)
    elif review.document:
        said = review.document.project if isinstance(review.document, PlanReading) else review.document.number
        about = said.value if said else stem(review.path)
    return review.unit or "", review.kind, about


def newest(reviews: Iterable[FileReview]) -> dict[tuple[str, str, str], FileReview]:
    """The file that counts for each subject: the last one that can be taken, else the last one.

    Args:
        reviews: in the order of receipt; those of unknown units are left out.
    """
    found: dict[tuple[str, str, str], FileReview] = {}
    for review in reviews:
        if review.unit:
            before = found.get(subject(review))
            if before is None or before.verdict is Verdict.REJECTED or review.verdict is not Verdict.REJECTED:
                found[subject(review)] = review
    return found


def stem(path: str) -> str:
    """The file's name without its suffix and the marks of an earlier round."""
    name = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", re.split(r"[/\\!]", path)[-1])
    return re.sub(r"(-退回(-[0-9a-f]{8})?)+$", "", name)


__all__ = ["newest", "stem", "subject"]
