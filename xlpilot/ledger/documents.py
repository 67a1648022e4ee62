"""What files are versions of each other: a county sends one summary, but a form and a plan for every project."""

from __future__ import annotations

import re
from collections.abc import Iterable

from xlpilot.intake.normalise import key
from xlpilot.review.across.applicant import Names, applicants, project_key
from xlpilot.review.judge import FileReview, Verdict
from xlpilot.review.readings import LetterReading, PlanReading
from xlpilot.rounds.model import Round

Subject = tuple[str, str, str, str]


def subject(round_: Round, names: Names, review: FileReview) -> Subject:
    """Unit, kind, and what it is about: of an application or a plan the keys of applicant and project, of a letter its
    number, '' for a table. A file whose content names none of it stands for itself, by its name.
    """
    who = about = ""
    if review.table and round_.forms[review.table.form].kind == "grid":
        one = next(iter(applicants(round_, [(0, review)], names)), None)
        who, about = (one.who, one.project_key) if one else ("", "")
    elif isinstance(review.document, PlanReading):
        said = review.document
        unit = round_.unit_by_code.get(review.unit or "")
        school, code = names.of(said.unit.value, unit) if said.unit else ("", "")
        who, about = code or school, project_key(said.project.value) if said.project else ""
    elif isinstance(review.document, LetterReading):
        about = review.document.number.value if review.document.number else ""
    elif review.table or not review.document:
        return review.unit or "", review.kind, "", ""
    return review.unit or "", review.kind, who, about or f"|{stem_key(review.path)}"


def newest(round_: Round, reviews: Iterable[FileReview], names: Names | None = None) -> dict[Subject, FileReview]:
    """The file that counts for each subject: the last one that can be taken, else the last one.

    Args:
        reviews: in the order of receipt; those of unknown units are left out.
        names: where the keys of names are remembered.
    """
    names = names or Names(round_)
    found: dict[Subject, FileReview] = {}
    for review in reviews:
        if review.unit:
            about = subject(round_, names, review)
            before = found.get(about)
            if before is None or before.verdict is Verdict.REJECTED or review.verdict is not Verdict.REJECTED:
                found[about] = review
    return found


def stem_key(path: str) -> str:
    """A file's name for comparing, without its folder, its suffix and the marks of an earlier round."""
    name = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", re.split(r"[/\\!]", path)[-1])
    return key(re.sub(r"(-退回(-[0-9a-f]{8})?)+$", "", name))


__all__ = ["Subject", "newest", "stem_key", "subject"]
